package benchtest

import (
	"strings"
	"testing"
	"time"

	"earshot/store/corpustest"
)

func TestQuantilesAreOfTheNearestRank(t *testing.T) {
	var s spread
	for i := 100; i > 0; i-- {
		s = append(s, time.Duration(i)*time.Millisecond)
	}
	for p, want := range map[float64]int{0: 1, 0.5: 50, 0.99: 99, 1: 100} {
		if got := s.at(p); got != time.Duration(want)*time.Millisecond {
			t.Errorf("the %g quantile is %v", p, got)
		}
	}
	if got := s.cell(0.5, 0.99, 100, time.Minute); got != "50.0 / 99.0" {
		t.Errorf("a cell says %q", got)
	}
	if got := s[:7].cell(0.5, 1, 100, time.Minute); got != "97.0 / 100 (of 7)" {
		t.Errorf("a cell of few says %q", got)
	}
	if got := s.cell(0.5, 1, 100, 90*time.Millisecond); got != "50.0 / over 90.0" {
		t.Errorf("a cell of what was given up says %q", got)
	}
	if got := (spread{}).cell(0.5, 1, 3, time.Minute); got != "not measured" || (spread{}).at(0.5) != 0 {
		t.Errorf("an empty cell says %q", got)
	}
}

func TestTheIndexIsWhatIsNoDocument(t *testing.T) {
	for name, want := range map[string]bool{"mentions/bodies": true, "records/journal": true, "mentions/time": false, "index/terms": false} {
		if document(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestATableIsMarkdown(t *testing.T) {
	table := Table{Sizes: []int{10_000, 1_000_000, 1234}}
	table.set(10_000, "speed", "≥ 5", "%d", 7)
	table.set(10_000, "size", "", "%s", "1 / 2")
	table.set(1_000_000, "speed", "≥ 5", "%d", 8)
	var out strings.Builder
	if err := table.Write(&out); err != nil {
		t.Fatal(err)
	}
	want := "| figure | goal | 10k | 1M | 1234 |\n| --- | --- | --- | --- | --- |\n| speed | ≥ 5 | 7 | 8 |  |\n| size |  | 1 / 2 |  |  |\n"
	if out.String() != want {
		t.Errorf("the table is\n%s", out.String())
	}
}

// TestTheYardstickAsksTheSame: every class that both can ask has its SQL, and
// no word of a query leaves its quotes.
func TestTheYardstickAsksTheSame(t *testing.T) {
	c := corpustest.New(corpustest.Options{N: 2000})
	for _, class := range c.Queries(20) {
		for _, q := range class.Queries {
			sql, ok := sqlOf(q, c.Until())
			if ok == strings.Contains(class.Name, "{}") {
				t.Errorf("%s: %q becomes %q, %v", class.Name, q, sql, ok)
			}
		}
	}
	for q, want := range map[string]string{
		"":                   "SELECT line FROM m ORDER BY created DESC LIMIT 50;",
		"кошки -dogs":        `SELECT line FROM f JOIN m ON m.id=f.rowid WHERE f MATCH '"кошк" NOT "dog"' ORDER BY created DESC LIMIT 50;`,
		"from:anna7":         "SELECT line FROM m WHERE author='anna7' ORDER BY created DESC LIMIT 50;",
		"net:vk sent:neg":    "SELECT line FROM m WHERE net='vk' AND sent IN ('negative') ORDER BY created DESC LIMIT 50;",
		`"cats dogs"`:        `SELECT line FROM f JOIN m ON m.id=f.rowid WHERE f MATCH '"cat dog"' ORDER BY created DESC LIMIT 50;`,
		"cats NEAR/5 dogs":   `SELECT line FROM f JOIN m ON m.id=f.rowid WHERE f MATCH 'NEAR("cat" "dog", 5)' ORDER BY created DESC LIMIT 50;`,
		"is:open assignee:x": "SELECT line FROM m WHERE state IN ('new','open') AND assignee='x' ORDER BY created DESC LIMIT 50;",
	} {
		if got, ok := sqlOf(q, c.Until()); !ok || got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", q, got, want)
		}
	}
}
