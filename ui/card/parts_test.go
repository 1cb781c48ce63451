package card

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"earshot/scoring/influence"
	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
	"earshot/ui/widget"
)

var morning = time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)

func host() *pane.Host {
	return &pane.Host{
		User: "anna", Zone: time.UTC, Theme: theme.New(theme.Mono, false), Context: context.Background(),
		Env: store.Env{Now: func() time.Time { return morning }},
	}
}

// known is somebody of whom everything is known.
func known() *answer {
	a := answer{known: true, notes: 2, last: &store.Note{By: "boris", At: morning.Add(-time.Hour), Text: "likes long letters"}}
	a.Identity = store.Identity{
		ID: "mastodon:77", Network: "mastodon", VIP: true, Tags: []string{"press"}, Mentions: 7, First: morning.AddDate(-2, 0, 0), Last: morning,
		Author: store.Author{
			Handle: "ivan", Name: "Ivan", Email: "ivan@m.example", URL: "https://ivan.example", Bio: strings.Repeat("I write. ", 40),
			Location: "Kazan", Followers: 1840, Following: 210, Posts: 900, Verified: true,
		},
	}
	a.Members = []store.Identity{a.Identity}
	a.Sum = desk.SumOf(a.Members)
	a.Timeline = []*store.Mention{{Work: store.Work{Tags: []string{"repair", "press"}}}}
	a.Moods = map[string]int{"negative": 3, "": 1, "positive": 2}
	a.Open, a.Influence = 2, resharers(41)
	return &a
}

// resharers is the standing of somebody whom n people have reshared.
func resharers(n int) desk.Standing {
	return desk.Standing{
		Known: true, Score: 87.4, At: morning,
		Why:     influence.Why{Score: 87.4, People: n, Percentile: 93.4, Shares: 56, Posts: 9, EachPost: 6.2, Typical: 5, Last: morning.AddDate(0, 0, -12), Suspicious: 2},
		Classes: []influence.Member{{Class: influence.Influencer, Why: "influence 87"}},
		Reach:   influence.Reach{Direct: 1840, Low: 2000, High: 9000, Through: n},
	}
}

func rows(a *answer, width, limit int) []string {
	out := (&sheet{host(), a}).rows(width, limit)
	for i := range out {
		out[i] = strings.TrimRight(ansi.Strip(out[i]), " ")
	}
	return out
}

func TestWithLessRoomTheLeastGoesFirst(t *testing.T) {
	order := []string{"Ivan", "@ivan", "▼ 3", "fluence 8", "#press #repair", "Notes 2", "About", "Seen", "Site"}
	for limit := 1; limit <= 20; limit++ {
		got := rows(known(), 60, limit)
		if len(got) > limit {
			t.Fatalf("%d rows where %d fit", len(got), limit)
		}
		all := strings.Join(got, "\n")
		gone := false
		for _, fact := range order {
			here := strings.Contains(all, fact)
			if here && gone {
				t.Fatalf("%q stands although something that matters more is gone:\n%s", fact, all)
			}
			gone = gone || !here
		}
	}
	if got := rows(known(), 60, 20); len(got) != 16 {
		t.Fatalf("with all the room there is everything, the bio in three rows:\n%s", strings.Join(got, "\n"))
	}
}

func TestTheFacts(t *testing.T) {
	all := strings.Join(rows(known(), 60, 20), "\n")
	for _, want := range []string{
		" Ivan  VIP  influencer  verified", "2 open", " @ivan · ivan@m.example · mastodon · 1.8k followers", " Kazan · 900 posts", "▼ 3  · 1  ▲ 2",
		"Influence 87 of 100  ━━━━", "41 people reshared (p93) x 6.2 reshares a post,", "from 9 posts", "#press #repair", "Notes 2   boris 1h: likes long letters",
		"Site      https://ivan.example", "Seen      20 Nov 2024 to 20 Nov · 7 mentions",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	if strings.Count(all, "press") != 1 {
		t.Errorf("a tag of person and mention stands once:\n%s", all)
	}
}

func TestLittleIsKnown(t *testing.T) {
	a := &answer{known: true}
	a.Identity = store.Identity{Network: "mail", Author: store.Author{Email: "tom@mail.example"}, Mentions: 1, First: morning, Last: morning}
	a.Members = []store.Identity{a.Identity}
	a.Sum = desk.SumOf(a.Members)
	all := strings.Join(rows(a, 60, 20), "\n")
	for _, want := range []string{" tom@mail.example ", "nothing open", " mail", "Seen      20 Nov · 1 mention"} {
		if !strings.Contains(all+" ", want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	for _, no := range []string{"Profile", "Tags", "Note", "About", "followers", "Site", "VIP", "verified", "@"} {
		if strings.Contains(strings.ReplaceAll(all, "tom@mail.example", ""), no) {
			t.Errorf("%q stands there without anything to tell:\n%s", no, all)
		}
	}
}

// TestAProfileSaysHowOldItIs where something was looked up, that there is nothing
// included; where there is little room it goes before what is known.
func TestAProfileSaysHowOldItIs(t *testing.T) {
	a := known()
	for at, want := range map[time.Time]string{
		morning.Add(-3 * time.Hour):    "Profile   as of " + morning.Add(-3*time.Hour).In(host().Zone).Format("2 Jan 15:04"),
		morning.AddDate(-1, 0, 0):      "Profile   as of " + morning.AddDate(-1, 0, 0).In(host().Zone).Format("2 Jan 2006 15:04"),
		morning.Add(-25 * 24 * 3600e9): "Profile   as of 26 Oct ",
		morning.Add(-time.Millisecond): "Profile   as of 20 Nov ",
		morning.Add(-26 * time.Hour):   "Profile   as of 19 Nov ",
	} {
		a.Sum.Checked = at
		if all := strings.Join(rows(a, 60, 20), "\n"); !strings.Contains(all, want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	if all := strings.Join(rows(a, 60, 5), "\n"); strings.Contains(all, "Profile") {
		t.Errorf("in five rows there is no room for it:\n%s", all)
	}
}

func TestFiguresAreNeverCutInHalf(t *testing.T) {
	for width := 12; width < 70; width++ {
		for _, row := range rows(known(), width, 20) {
			if strings.Contains(row, "followers") && strings.HasSuffix(row, "…") {
				t.Errorf("at %d: %q", width, row)
			}
		}
	}
}

func TestWhoAPersonIsCalled(t *testing.T) {
	for want, a := range map[string]store.Author{
		"Ivan": {Name: "Ivan", Handle: "i"}, "i": {Handle: "i", Email: "e"}, "e": {Email: "e", ID: "7"}, "7": {ID: "7"}, "unknown": {},
	} {
		if got := Name(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestWhenAnAnswerLeft(t *testing.T) {
	p := &store.Post{At: morning}
	if !postTime(p).Equal(morning) {
		t.Error("what has not left is due")
	}
	p.To = []store.Delivery{{State: store.DeliveryFailed, At: morning.Add(time.Hour)}, {State: store.DeliverySent, At: morning.Add(time.Minute)}}
	if !postTime(p).Equal(morning.Add(time.Minute)) {
		t.Error("what has left has a time")
	}
}

func TestHowEntriesLook(t *testing.T) {
	s := &strip{h: host()}
	m := &store.Mention{
		Kind: store.KindReply, Judgement: store.Judgement{Sentiment: "negative", Intent: "complaint", Lead: true},
		Work: store.Work{State: store.StateDone, Assignee: "boris", Answered: morning}, Body: store.Body{Text: "text", Title: "title", Warning: "warning"},
	}
	l, what, text := s.look(&item{mention: m})
	if l.sign != "▼" || what != "reply · complaint · lead · done, answered · @boris" || text != "[warning]" {
		t.Errorf("%v %q %q", l, what, text)
	}
	m.Body.Warning = ""
	if _, _, text = s.look(&item{mention: m}); text != "title: text" {
		t.Errorf("%q", text)
	}
	for state, word := range map[store.DeliveryState]string{
		store.DeliverySent: "sent", store.DeliveryHeld: "held", store.DeliveryFailed: "failed", store.DeliveryUnsure: "unsure",
		store.DeliveryStopped: "stopped", store.DeliveryScheduled: "scheduled", store.DeliverySending: "sending",
	} {
		post := &store.Post{By: "boris", To: []store.Delivery{{State: state}}}
		if _, what, _ := s.look(&item{mention: m, post: post}); what != "boris answered · "+word {
			t.Errorf("%s: %q", state, what)
		}
	}
	if _, what, text := s.look(&item{mention: m, note: &store.Note{By: "boris", Text: "n"}}); what != "note by boris" || text != "n" {
		t.Errorf("%q %q", what, text)
	}
}

func TestTheTimelineTakesOnlyWhatBelongsToThePerson(t *testing.T) {
	mine, other := &store.Mention{Doc: 1}, &store.Mention{Doc: 2}
	turns := []desk.Turn{
		{Mention: mine},
		{Mention: other},
		{Post: &store.Post{ID: "a", About: 1}},
		{Post: &store.Post{ID: "b", About: 2}},
		{Note: &store.Note{ID: "n1", Doc: 1, At: morning}},
		{Note: &store.Note{ID: "n2", Doc: 1, At: morning.Add(-time.Hour)}},
		{Note: &store.Note{ID: "n3", Doc: 2}},
	}
	var a answer
	a.add(turns, map[store.Doc]*store.Mention{1: mine}, everything)
	var ids []string
	for i := range a.items {
		ids = append(ids, a.items[i].id())
	}
	if !slices.Equal(ids, []string{"pa", "nn1", "nn2"}) || a.notes != 2 || a.last.ID != "n1" {
		t.Fatalf("%v, %d notes, the last %v", ids, a.notes, a.last)
	}
}

func TestReadingAsksTheNextMinute(t *testing.T) {
	p := New(host(), nil)
	if !p.NextTick().IsZero() {
		t.Fatal("nobody is shown, no time moves on")
	}
	p.who.items = []item{{at: morning.Add(-30 * time.Hour), mention: &store.Mention{}}}
	p.list.Set([]string{"m1"})
	if !p.NextTick().IsZero() {
		t.Fatal("days do not move on by the minute")
	}
	p.who.items[0].at = morning.Add(-2 * time.Minute)
	if got := p.NextTick(); !got.Equal(morning.Add(time.Minute)) {
		t.Fatalf("next at %v", got)
	}
	var _ pane.Mover = &widget.List[string]{}
}
