package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Accuracy is how right the judge is by what the team has corrected. Each
// correction is a test that was held out by time: what the judge had said
// before it could learn from it, against what a person said then. People correct
// what is wrong, so the share of these that were right is less than that of all
// mentions; how many more are right nobody has checked. What was handled without
// a correction of it gives the other bound.
type Accuracy struct {
	Corrections int // all of them
	Aspects     []AspectScore
	Langs       []Score      // by language, the most tested first
	Weeks       []Score      // by week, the oldest first, accuracyWeeks of them
	Confused    []Confusion  // the most frequent first
	Latest      []Correction // the newest first
}

// Score is how many of some tests were right.
type Score struct {
	Name       string
	Right, All int
}

// Percent is the share that was right, 0 where there was no test.
func (s Score) Percent() int { return share(s.Right, s.All) }

func share(part, all int) int {
	if all == 0 {
		return 0
	}
	return (100*part + all/2) / all
}

// AspectScore is the score of the sentiment, the intent or the lead.
type AspectScore struct {
	Score
	Labels []Score // by what people said it is
	// Handled are the mentions that somebody has closed or answered, and Wrong how
	// many of them were corrected in this: at most the rest was right.
	Handled, Wrong int
}

// AtMost is the upper bound, in percent.
func (a AspectScore) AtMost() int { return share(a.Handled-min(a.Wrong, a.Handled), a.Handled) }

// Confusion is what the judge says in the place of what people mean.
type Confusion struct {
	Said, Was string
	N         int
}

// Correction is one that was made, with whether it was a test.
type Correction struct {
	store.Correction
	Tested bool // what the judge had said is known, and it did not know the text
}

const (
	accuracyWeeks  = 12
	accuracyLatest = 50
	accuracyPairs  = 8
	accuracyTooFew = 20 // tests from which a share says something
)

// TooFew tells that there are too few tests to tell much by.
func (s Score) TooFew() bool { return s.All < accuracyTooFew }

// Accuracy reckons up all corrections. zone is that of the weeks.
func (t *Teach) Accuracy(ctx context.Context, zone *time.Location) (Accuracy, error) {
	list, err := t.List(ctx)
	if err != nil {
		return Accuracy{}, err
	}
	c := newTester(t.env.Now(), zone)
	for _, x := range list {
		c.add(x)
	}
	out := c.result()
	if len(list) == 0 {
		return out, nil
	}
	handled, err := t.handled(ctx, c.wrong)
	for i := range out.Aspects {
		a := &out.Aspects[i]
		a.Handled, a.Wrong = handled.all, handled.wrong[a.Name]
	}
	return out, err
}

// tester reckons up corrections in their order.
type tester struct {
	now     time.Time
	week    time.Time // the beginning of this week
	known   map[string]bool
	aspects map[string]map[string]*Score
	langs   map[string]*Score
	weeks   []Score
	pairs   map[Confusion]int
	wrong   map[string]map[store.Doc]bool // aspect -> mentions of which it was wrong
	all     []Correction
}

func newTester(now time.Time, zone *time.Location) *tester {
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := now.In(zone).Date()
	monday := d - (int(now.In(zone).Weekday())+6)%7
	c := &tester{
		now: now, week: time.Date(y, m, monday, 0, 0, 0, 0, zone), known: map[string]bool{}, langs: map[string]*Score{},
		aspects: map[string]map[string]*Score{}, pairs: map[Confusion]int{}, wrong: map[string]map[store.Doc]bool{}, weeks: make([]Score, accuracyWeeks),
	}
	for i := range c.weeks {
		c.weeks[i].Name = c.week.AddDate(0, 0, 7*(i+1-accuracyWeeks)).Format(time.DateOnly)
	}
	return c
}

func (c *tester) add(x store.Correction) {
	about := aspects(x.Label)[0]
	key := about + "\x00" + x.Text
	tested := x.Was != "" && !c.known[key] && about != "lang"
	c.known[key] = true
	c.all = append(c.all, Correction{x, tested})
	if !tested {
		return
	}
	label := meant(x.Label)
	right := x.Was == label
	score := func(in map[string]*Score, name string) {
		s := in[name]
		if s == nil {
			s = &Score{Name: name}
			in[name] = s
		}
		s.count(right)
	}
	if c.aspects[about] == nil {
		c.aspects[about], c.wrong[about] = map[string]*Score{}, map[store.Doc]bool{}
	}
	score(c.aspects[about], label)
	score(c.langs, cmp.Or(x.Lang, "unknown"))
	if i := c.weekOf(x.At); i >= 0 {
		c.weeks[i].count(right)
	}
	if !right {
		c.pairs[Confusion{Said: x.Was, Was: label}]++
		c.wrong[about][x.Doc] = x.Doc != 0
	}
}

func (s *Score) count(right bool) {
	s.All++
	if right {
		s.Right++
	}
}

// meant is the label of a verdict that a correction stands for.
func meant(label string) string {
	if label == "irrelevant" {
		return "other"
	}
	return label
}

// weekOf is the place of a moment among the weeks, -1 = it is too long ago.
func (c *tester) weekOf(at time.Time) int {
	for i := len(c.weeks) - 1; i >= 0; i-- {
		if !at.Before(c.week.AddDate(0, 0, 7*(i+1-accuracyWeeks))) {
			return i
		}
	}
	return -1
}

func (c *tester) result() Accuracy {
	out := Accuracy{Corrections: len(c.all), Weeks: c.weeks, Langs: sortScores(c.langs)}
	for _, name := range []string{"sentiment", "intent", "lead"} {
		a := AspectScore{Score: Score{Name: name}, Labels: sortScores(c.aspects[name])}
		for _, s := range a.Labels {
			a.Right, a.All = a.Right+s.Right, a.All+s.All
		}
		out.Aspects = append(out.Aspects, a)
	}
	for pair, n := range c.pairs {
		pair.N = n
		out.Confused = append(out.Confused, pair)
	}
	slices.SortFunc(out.Confused, func(a, b Confusion) int {
		return cmp.Or(b.N-a.N, strings.Compare(a.Said, b.Said), strings.Compare(a.Was, b.Was))
	})
	out.Confused = out.Confused[:min(len(out.Confused), accuracyPairs)]
	latest := c.all[max(0, len(c.all)-accuracyLatest):]
	out.Latest = slices.Clone(latest)
	slices.Reverse(out.Latest)
	return out
}

func sortScores(m map[string]*Score) (out []Score) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, *m[name])
	}
	slices.SortStableFunc(out, func(a, b Score) int { return b.All - a.All })
	return out
}

// handledness is how many mentions were handled, and of how many of them a
// judgement was wrong, by aspect.
type handledness struct {
	all   int
	wrong map[string]int
}

func (t *Teach) handled(ctx context.Context, wrong map[string]map[store.Doc]bool) (handledness, error) {
	out := handledness{wrong: map[string]int{}}
	q := query.Or{List: []query.Expr{fieldExpr("is", "done"), fieldExpr("is", "answered")}}
	err := t.store.View(ctx, func(tx store.Tx) error {
		var err error
		clear(out.wrong)
		if out.all, err = tx.Mentions().Count(ctx, store.Search{Expr: q, Scope: store.Scope{Now: t.env.Now()}}); err != nil {
			return err
		}
		for about, docs := range wrong {
			for doc, known := range docs {
				if !known {
					continue
				}
				m, err := tx.Mentions().Get(doc)
				if ignoreMissing(err) != nil {
					return err
				}
				if err == nil && (m.Work.State == store.StateDone || !m.Work.Answered.IsZero()) {
					out.wrong[about]++
				}
			}
		}
		return nil
	})
	return out, err
}

// Words is what an aspect's score means, as a sentence without its point.
func (a AspectScore) Words() string {
	if a.All == 0 {
		return "not tested yet"
	}
	s := fmt.Sprintf("%d%% of %d corrections it had not seen", a.Percent(), a.All)
	if a.TooFew() {
		s += ", too few to tell"
	}
	if a.Handled > 0 {
		s += fmt.Sprintf("; at most %d%% of the %s handled", a.AtMost(), Thousands(a.Handled))
	}
	return s
}
