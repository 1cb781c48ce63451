package verb_test

import (
	"strings"
	"testing"
	"time"

	"earshot/scoring/influence"
	"earshot/store/desk"
	"earshot/ui/uitest"
	"earshot/ui/verb"
)

func told(s desk.Standing) string {
	var b strings.Builder
	for _, r := range verb.Standing(s) {
		b.WriteString(r.Label + "=" + r.Text + "\n")
	}
	return b.String()
}

// TestWhyTellsHowFarAWordCarries: the sum, every class with its reason, the reach
// apart from both, and the topics that say something.
func TestWhyTellsHowFarAWordCarries(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)
	got := told(desk.Standing{
		Known: true, At: now, Score: 87,
		Why:     influence.Why{Score: 87, People: 41, Percentile: 93, Shares: 56, Posts: 9, EachPost: 6.2, Typical: 6, Last: now.AddDate(0, 0, -12), Suspicious: 2},
		Classes: []influence.Member{{Class: "customer", Why: "set by hand"}, {Class: "influencer", Why: "influence 87, reshared by 41 people"}},
		Reach:   influence.Reach{Direct: 100, Low: 200, High: 900, Through: 41},
		Topics:  []desk.TopicStanding{{Name: "#fridge", Score: 91.7}, {Name: "repairs", Score: 40}, {Name: "#cats", Score: 0.4}},
	})
	want := `Influence=87 = 41 people reshared (p93) x 6.2 reshares a post, from 9 posts; last 12 days ago; 2 suspicious resharers discounted
Class=customer: set by hand
=influencer: influence 87, reshared by 41 people
Reach=100 followers; 200 to 900 with those of 41 people who reshared; weighs nothing in influence
On topics=#fridge 91,  repairs 40
`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if got := told(desk.Standing{}); got != "" {
		t.Errorf("of whom nothing is known: %s", got)
	}
}

// TestWhyOnTheScreen: w on a mention explains its author, too.
func TestWhyOnTheScreen(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("w")
	d.See("Priority")
	d.See("Influence")
	d.See("reshared yet")
}
