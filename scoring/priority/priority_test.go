package priority

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring/intent"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

func told(parts []Part) string {
	var list []string
	for _, p := range parts {
		list = append(list, fmt.Sprintf("%s %d", p.Name, p.Points))
	}
	return strings.Join(list, ", ")
}

func TestOf(t *testing.T) {
	for _, e := range []struct {
		name string
		in   Input
		want string
	}{
		{"nothing known", Input{}, "0: "},
		{"a quiet thank you", Input{Score: 0.6, Intent: intent.Praise, Influence: 25}, "6: intent 4, influence 2"},
		{"a question of this morning", Input{Intent: intent.Question, Waits: true, Waiting: 3 * time.Hour}, "21: intent 14, waiting 3, sla 4"},
		{"the same after the promise", Input{Intent: intent.Question, Waits: true, Waiting: 4*time.Hour + 1}, "28: intent 14, waiting 4, sla 10"},
		{"the same, answered", Input{Intent: intent.Question, Waiting: 4*time.Hour + 1}, "14: intent 14"},
		{"a person of weight", Input{Influence: 50}, "4: influence 4"},
		{
			"the worst",
			Input{Score: -1, Intent: intent.Complaint, Lead: true, Influence: 100, VIP: true, Waits: true, Waiting: 10 * 365 * day},
			"100: sentiment 18, intent 20, influence 8, lead 7, vip 30, waiting 7, sla 10",
		},
		{
			"loud spam",
			Input{Score: -0.5, Intent: intent.Spam, Influence: 1000, Lead: true, Waits: true, Waiting: day},
			"0: sentiment 9, influence 8, lead 7, spam -24",
		},
		{"broken values", Input{Score: math.NaN(), Influence: math.NaN(), Waits: true, Waiting: -time.Hour}, "0: "},
	} {
		score, parts := Default().Of(e.in)
		if got := fmt.Sprintf("%d: %s", score, told(parts)); got != e.want {
			t.Errorf("%s: %s, want %s", e.name, got, e.want)
		}
	}
}

func TestWhyIsASentence(t *testing.T) {
	_, parts := Default().Of(Input{Score: -0.57, Intent: intent.Complaint, Influence: 71, Waits: true, Waiting: 3 * day, VIP: true, Lead: true})
	want := []string{
		"the author sounds unhappy (-0.57 of -1)", "it is a complaint", "the author's influence, last settled at 71 of 100; followers weigh nothing",
		"it could be answered with an offer", "somebody marked the author as a VIP", "nobody has answered for 3d", "an answer was due 2d ago (promised within 30m)",
	}
	for i, p := range parts {
		if p.Why != want[i] {
			t.Errorf("%s: %q, want %q", p.Name, p.Why, want[i])
		}
	}
	_, parts = Default().Of(Input{Intent: intent.Idea, Influence: 70, Waits: true, Waiting: 3 * time.Hour})
	if got, want := parts[0].Why+"; "+parts[1].Why+"; "+parts[3].Why, "it is an idea; the author's influence, last settled at 70 of 100; followers weigh nothing; an answer is due in 21h (promised within 24h)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for d, want := range map[time.Duration]string{45 * time.Minute: "45m", 7*time.Hour + 59*time.Minute: "7h", 47 * time.Hour: "47h", 49 * time.Hour: "2d"} {
		if got := span(d); got != want {
			t.Errorf("%v: %s", d, got)
		}
	}
}

func inputs(t *rapid.T) Input {
	return Input{
		Score: rapid.Float64Range(-1, 1).Draw(t, "score"),
		Intent: rapid.SampledFrom([]string{
			intent.Complaint, intent.Concern, intent.Need, intent.Question, intent.Insight, intent.Praise, intent.Idea, intent.Other, "",
		}).Draw(t, "intent"),
		Lead:      rapid.Bool().Draw(t, "lead"),
		Influence: rapid.Float64Range(-1, 100).Draw(t, "influence"),
		Waits:     rapid.Bool().Draw(t, "waits"),
		Waiting:   time.Duration(rapid.Int64().Draw(t, "waiting")),
		VIP:       rapid.Bool().Draw(t, "vip"),
	}
}

// scales draws weights that come to 100, and promises.
func scales(t *rapid.T) Scale {
	left, weights := 100, map[string]int{}
	for _, name := range WeightNames()[1:] {
		weights[name] = rapid.IntRange(0, left).Draw(t, name)
		left -= weights[name]
	}
	weights[WeightNames()[0]] = left
	targets := map[string]time.Duration{}
	for _, name := range TargetNames() {
		if rapid.Bool().Draw(t, "promised "+name) {
			targets[name] = time.Duration(rapid.Int64Range(0, 3).Draw(t, "hours")) * time.Hour
		}
	}
	s, err := Default().With(weights, targets)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The score is the sum of its parts, stays in range, and is what stays and what
// grows.
func TestScoreIsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, s := inputs(t), scales(t)
		score, parts := s.Of(in)
		sum := 0
		for _, p := range parts {
			if sum += p.Points; p.Points <= 0 || p.Name == "" || p.Why == "" {
				t.Fatalf("%+v", p)
			}
		}
		grown := 0
		if in.Waits {
			grown = s.Wait(s.Target(in.Intent, in.Lead), in.Waiting)
		}
		if sum != score || score < 0 || score > 100 || s.Fixed(in)+grown != score {
			t.Fatalf("score %d, parts %d, fixed %d and grown %d", score, sum, s.Fixed(in), grown)
		}
		in.Intent = intent.Spam
		if score, _ := s.Of(in); score != 0 || s.Fixed(in) != 0 {
			t.Fatalf("spam has %d", score)
		}
	})
}

// Nothing that makes a mention more urgent lowers its priority.
func TestMoreIsNeverLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, s := inputs(t), scales(t)
		more := in
		more.Score = max(-1, in.Score-rapid.Float64Range(0, 1).Draw(t, "worse"))
		more.Influence = max(in.Influence, rapid.Float64Range(0, 100).Draw(t, "more influence"))
		more.Waiting = max(in.Waiting, time.Duration(rapid.Int64().Draw(t, "longer")))
		more.VIP, more.Lead, more.Waits = true, true, true
		a, _ := s.Of(in)
		b, _ := s.Of(more)
		if b < a {
			t.Fatalf("%+v has %d, %+v has %d", in, a, more, b)
		}
	})
}

// Steps say to the microsecond when a wait has added a point.
func TestStepsAreWhereThePointsAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := scales(t)
		target := time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "target"))
		steps := s.Steps(target)
		if !slices.IsSorted(steps) {
			t.Fatal(steps)
		}
		for _, waited := range append(slices.Clone(steps), time.Duration(rapid.Int64Range(0, int64(60*day)).Draw(t, "waited"))) {
			for _, w := range []time.Duration{waited - time.Microsecond, waited, waited + time.Microsecond} {
				w = w.Truncate(time.Microsecond)
				n := 0
				for n < len(steps) && steps[n] <= w {
					n++
				}
				if got := s.Wait(target, w); got != n {
					t.Fatalf("after %v: %d points, %d steps of %v", w, got, n, steps)
				}
			}
		}
	})
}

func TestAScaleRefusesWhatMakesNoSense(t *testing.T) {
	for want, try := range map[string]func() (Scale, error){
		"is no part of the priority; the parts are influence, intent": func() (Scale, error) { return Default().With(map[string]int{"mood": 5}, nil) },
		"sla = -1: a part weighs 0 to 100":                            func() (Scale, error) { return Default().With(map[string]int{"sla": -1}, nil) },
		"weigh 110 together, and have to weigh 100":                   func() (Scale, error) { return Default().With(map[string]int{"sla": 20}, nil) },
		`nothing can be promised for "spam"`:                          func() (Scale, error) { return Default().With(nil, map[string]time.Duration{"spam": time.Hour}) },
		"an answer can be promised within 1m to 90d":                  func() (Scale, error) { return Default().With(nil, map[string]time.Duration{"any": time.Second}) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	s, err := Default().With(map[string]int{"sla": 15, "vip": 25}, map[string]time.Duration{"lead": 0, "need": 2 * time.Hour})
	if err != nil || s.Weights.SLA != 15 || s.Target("need", true) != 2*time.Hour || s.Target("praise", true) != day || s.Target("spam", true) != 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if Default().Targets[LeadTarget] == 0 || s.Fingerprint() == Default().Fingerprint() {
		t.Error("the usual scale has changed")
	}
}

func BenchmarkOf(b *testing.B) {
	in := Input{Score: -0.5, Intent: intent.Complaint, Influence: 71, Waits: true, Waiting: day, VIP: true, Lead: true}
	for b.Loop() {
		Default().Of(in)
	}
}

// BenchmarkFixed must be fast: every mention is scored on its way in.
func BenchmarkFixed(b *testing.B) {
	s := Default()
	in := Input{Score: -0.5, Intent: intent.Complaint, Influence: 71, VIP: true, Lead: true}
	for b.Loop() {
		s.Fixed(in)
	}
}

// BenchmarkSteps is what a desk costs when it is made.
func BenchmarkSteps(b *testing.B) {
	for b.Loop() {
		Default().Steps(time.Hour)
	}
}

// A VIP's complaint is urgent at once, however it is put; of others only what is
// overdue and put with some anger.
func TestWhoIsUrgent(t *testing.T) {
	const urgent = 45 // store.UrgentPriority
	for _, c := range []struct {
		name string
		in   Input
		want bool
	}{
		{"a VIP complains politely", Input{Intent: intent.Complaint, VIP: true}, true},
		{"a VIP says thanks", Input{Intent: intent.Praise, VIP: true}, false},
		{"an angry complaint of this minute", Input{Intent: intent.Complaint, Score: -0.8, Influence: 20, Waits: true}, false},
		{"the same after two hours", Input{Intent: intent.Complaint, Score: -0.8, Influence: 20, Waits: true, Waiting: 2 * time.Hour}, true},
		{"a lead that waits for a day", Input{Intent: intent.Need, Lead: true, Influence: 20, Waits: true, Waiting: day}, false},
		{"a star asks something", Input{Intent: intent.Question, Influence: 100, Waits: true}, false},
	} {
		if n, parts := Default().Of(c.in); (n >= urgent) != c.want {
			t.Errorf("%s: %d: %s", c.name, n, told(parts))
		}
	}
}
