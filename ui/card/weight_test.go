package card

import (
	"strings"
	"testing"

	"earshot/scoring/influence"
	"earshot/store/desk"
)

// TestTheSumOfAScoreIsToldAsWideAsItIs: whole in one row where there is room,
// else in rows below where there are some, else cut at the end; never the figure.
func TestTheSumOfAScoreIsToldAsWideAsItIs(t *testing.T) {
	const sum = "41 people reshared (p93) x 6.2 reshares a post, from 9 posts; last 12 days ago; 2 suspicious resharers discounted"
	if got := strings.Join(rows(known(), 150, 20), "\n"); !strings.Contains(got, "Influence 87 of 100  "+sum) {
		t.Errorf("wide:\n%s", got)
	}
	tall := rows(known(), 50, 30)
	if got := strings.Join(strings.Fields(strings.Join(tall, " ")), " "); !strings.Contains(got, sum) {
		t.Errorf("tall:\n%s", strings.Join(tall, "\n"))
	}
	if got := strings.Join(rows(known(), 60, 9), "\n"); !strings.Contains(got, "Influence 87 of 100  41 people reshared") || !strings.Contains(got, "…") {
		t.Errorf("low:\n%s", got)
	}
	for width := 24; width < 130; width++ {
		for limit := 1; limit < 24; limit++ {
			for _, row := range rows(known(), width, limit) {
				if strings.HasPrefix(row, " Influence") && !strings.Contains(row, " 87 of 100") {
					t.Errorf("%d x %d: %q", width, limit, row)
				}
			}
		}
	}
}

// TestReachStandsApart from the score, and only where somebody reshared: else it
// is the number of followers, which stands above.
func TestReachStandsApart(t *testing.T) {
	if got := strings.Join(rows(known(), 80, 30), "\n"); !strings.Contains(got, "Reach     2k to 9k with those of 41 people who reshared") {
		t.Errorf("%s", got)
	}
	if got := strings.Join(rows(known(), 50, 30), "\n"); !strings.Contains(got, "Reach     2k to 9k\n") {
		t.Errorf("%s", got)
	}
	a := known()
	a.Influence = resharers(0)
	if got := strings.Join(rows(a, 80, 30), "\n"); strings.Contains(got, "Reach") {
		t.Errorf("%s", got)
	}
}

// TestTheClassStandsWithTheName, whether a person has set it or it is reckoned.
func TestTheClassStandsWithTheName(t *testing.T) {
	if got := rows(known(), 60, 9)[0]; !strings.HasPrefix(got, " Ivan  VIP  influencer  verified") {
		t.Errorf("%q", got)
	}
	a := known()
	a.Influence.Classes = []influence.Member{{Class: "customer", Why: "set by hand"}, {Class: "amplifier"}}
	if got := rows(a, 60, 9)[0]; !strings.Contains(got, "  customer  ") || strings.Contains(got, "amplifier") {
		t.Errorf("%q", got)
	}
}

// TestWhomNobodyResharedHasLittleToTell: in a few rows nothing, in many that
// there was nothing; of whom nothing is known, not even that.
func TestWhomNobodyResharedHasLittleToTell(t *testing.T) {
	a := known()
	a.Influence = desk.Standing{Known: true, At: morning, Why: influence.Why{Posts: 3}}
	if got := strings.Join(rows(a, 60, 5), "\n"); strings.Contains(got, "nfluence") {
		t.Errorf("low:\n%s", got)
	}
	if got := strings.Join(rows(a, 60, 30), "\n"); !strings.Contains(got, "Influence 0, none of 3 posts reshared yet") {
		t.Errorf("tall:\n%s", got)
	}
	a.Influence = desk.Standing{}
	if got := strings.Join(rows(a, 60, 30), "\n"); strings.Contains(got, "nfluence") {
		t.Errorf("unknown:\n%s", got)
	}
}

// TestInOneRowMoodAndInfluence share what room there is.
func TestInOneRowMoodAndInfluence(t *testing.T) {
	for width, want := range map[int]string{
		80: " ▼ 3  · 1  ▲ 2 · influence 87, 41 people reshared (p93)",
		40: " ▼ 3  · 1  ▲ 2 · influence 87",
	} {
		if got := rows(known(), width, 4); !strings.Contains("\n"+strings.Join(got, "\n")+"\n", "\n"+want+"\n") {
			t.Errorf("%d: %q", width, got)
		}
	}
}

// TestClassesAreProposed by how they begin, and that one can be taken away.
func TestClassesAreProposed(t *testing.T) {
	for typed, want := range map[string]string{"A": "amplifier advocate", "n": "none", "x": "", "": "influencer amplifier advocate detractor customer none"} {
		if got := strings.Join(classes(typed), " "); got != want {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if list := (acts{New(host(), nil)}).class().Arg.Complete("cu"); len(list) != 1 || list[0].Text != "customer" {
		t.Errorf("%v", list)
	}
}

// TestComparedByWhatItRestsOn: the figures of both with their sums.
func TestComparedByWhatItRestsOn(t *testing.T) {
	c := &pair{h: host(), both: [2]answer{*known(), {}}}
	got := map[string][2]string{}
	for _, r := range c.rows() {
		got[r.label] = [2]string{r.left, r.right}
	}
	for label, want := range map[string]string{
		"Influence": "87 of 100", "Rests on": "41 people reshared (p93) x 6.2", "Reach": "1.8k followers; 2k to 9k", "Marks": "VIP, influencer",
	} {
		if !strings.HasPrefix(got[label][0], want) || got[label][1] != "" {
			t.Errorf("%s: %q", label, got[label])
		}
	}
	c.both[0].Influence = desk.Standing{}
	for _, r := range c.rows() {
		if r.label == "Influence" || r.label == "Rests on" || r.label == "Reach" {
			t.Errorf("%+v", r)
		}
	}
}
