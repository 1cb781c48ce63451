package priority

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"earshot/scoring/intent"

	"pgregory.net/rapid"
)

const day = 24 * time.Hour

func TestOf(t *testing.T) {
	for _, e := range []struct {
		name string
		in   Input
		want string
	}{
		{"nothing known", Input{}, "0:"},
		{"a quiet thank you", Input{Score: 0.6, Intent: intent.Praise, Followers: 9}, "9: intent 5, reach 4"},
		{"a question of this morning", Input{Intent: intent.Question, Waiting: 4 * time.Hour}, "26: intent 18, waiting 8"},
		{
			"the worst",
			Input{-1, intent.Complaint, true, 1 << 40, 10 * 365 * day, true},
			"100: sentiment 20, intent 25, reach 20, waiting 15, vip 10, lead 10",
		},
		{
			"loud spam",
			Input{Score: -0.5, Intent: intent.Spam, Followers: 100_000, Lead: true},
			"0: sentiment 10, reach 20, lead 10, spam -40",
		},
		{"broken values", Input{Score: math.NaN(), Followers: -5, Waiting: -time.Hour}, "0:"},
	} {
		score, parts := Of(e.in)
		var list []string
		for _, p := range parts {
			list = append(list, fmt.Sprintf("%s %d", p.Name, p.Points))
		}
		if got := strings.TrimSpace(fmt.Sprintf("%d: %s", score, strings.Join(list, ", "))); got != e.want {
			t.Errorf("%s: %s, want %s", e.name, got, e.want)
		}
	}
}

func TestWhy(t *testing.T) {
	_, parts := Of(Input{Score: -0.57, Intent: intent.Complaint, Followers: 1840, Waiting: 3 * day, VIP: true, Lead: true})
	want := []string{"sentiment -0.57", "complaint", "1840 followers", "waiting 3d", "marked as VIP", "could be answered with an offer"}
	for i, p := range parts {
		if p.Why != want[i] {
			t.Errorf("%s: %q, want %q", p.Name, p.Why, want[i])
		}
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
		Followers: rapid.Int().Draw(t, "followers"),
		Waiting:   time.Duration(rapid.Int64().Draw(t, "waiting")),
		VIP:       rapid.Bool().Draw(t, "vip"),
	}
}

// The score is the sum of its parts and stays in range.
func TestScoreIsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := inputs(t)
		score, parts := Of(in)
		for _, p := range parts {
			if score -= p.Points; p.Points <= 0 || p.Name == "" || p.Why == "" {
				t.Fatalf("%+v", p)
			}
		}
		if score != 0 {
			t.Fatalf("%d points are unexplained", score)
		}
		if score, _ := Of(in); score < 0 || score > 100 || Score(in) != score {
			t.Fatalf("score %d, without reasons %d", score, Score(in))
		}
		in.Intent = intent.Spam
		if score, _ := Of(in); score != 0 || Score(in) != 0 {
			t.Fatalf("spam has %d, without reasons %d", score, Score(in))
		}
	})
}

// Nothing that makes a mention more urgent lowers its priority.
func TestMoreIsNeverLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := inputs(t)
		more := in
		more.Score = max(-1, in.Score-rapid.Float64Range(0, 1).Draw(t, "worse"))
		more.Followers = max(in.Followers, rapid.Int().Draw(t, "more followers"))
		more.Waiting = max(in.Waiting, time.Duration(rapid.Int64().Draw(t, "longer")))
		more.VIP, more.Lead = true, true
		a, _ := Of(in)
		b, _ := Of(more)
		if b < a {
			t.Fatalf("%+v has %d, %+v has %d", in, a, more, b)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	in := Input{Score: -0.5, Intent: intent.Complaint, Followers: 1840, Waiting: day, VIP: true, Lead: true}
	for b.Loop() {
		Of(in)
	}
}

// BenchmarkScore must be fast, and is ten times as fast as Of: every mention is
// scored on its way in.
func BenchmarkScore(b *testing.B) {
	in := Input{Score: -0.5, Intent: intent.Complaint, Followers: 1840, Waiting: day, VIP: true, Lead: true}
	for b.Loop() {
		Score(in)
	}
}
