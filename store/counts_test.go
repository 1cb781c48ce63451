package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestOnlyTheLargestCountsAreKept(t *testing.T) {
	counts := map[string]int{"ann": 3, "bob": 5, "cy": 3, "dan": 1, "": 9}
	for top, want := range map[int]map[string]int{
		0: counts, 9: counts, 1: {"bob": 5, "": 9}, 2: {"bob": 5, "ann": 3, "": 9}, 3: {"bob": 5, "ann": 3, "cy": 3, "": 9},
	} {
		if got := (By{Top: top}).Cut(maps.Clone(counts)); !maps.Equal(got, want) {
			t.Errorf("the %d largest: %v, want %v", top, got, want)
		}
	}
	if got := (By{Top: 1}).Cut(map[string]int{"a": 1, "b": 1}); !maps.Equal(got, map[string]int{"a": 1}) {
		t.Errorf("without an empty value: %v", got)
	}
}

func TestTheLargestAreThoseOfASort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		counts := map[string]int{}
		for range r.IntN(60) {
			counts[fmt.Sprint(r.IntN(50))] = 1 + r.IntN(5)
		}
		names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			if counts[a] != counts[b] {
				return counts[b] - counts[a]
			}
			if a < b {
				return -1
			}
			return 1
		})
		top := 1 + r.IntN(12)
		want := map[string]int{}
		for _, name := range names[:min(top, len(names))] {
			want[name] = counts[name]
		}
		if got := (By{Top: top}).Cut(counts); !maps.Equal(got, want) {
			t.Fatalf("the %d largest of %v: %v", top, counts, got)
		}
	}
}

func TestTheStepsOfAnAnswer(t *testing.T) {
	for took, want := range map[time.Duration]int{
		-time.Hour: 0, 0: 0, 15 * time.Minute: 0, 15*time.Minute + 1: 1, time.Hour: 1, 4 * time.Hour: 2, 24 * time.Hour: 3, 25 * time.Hour: 4,
	} {
		if got := ResponseStep(took); got != want {
			t.Errorf("%v is in step %d, want %d", took, got, want)
		}
	}
}

func TestPaceTellsNowAndThenAndStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var told []int
	p := Pace{Total: 150, Progress: func(done, total int) { told = append(told, done, total) }}
	for range 150 {
		if err := p.Step(ctx); err != nil {
			t.Fatal(err)
		}
	}
	p.End()
	if want := []int{0, 150, 64, 150, 128, 150, 150, 150}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	cancel()
	steps := 0
	for ; steps < 2*Patience; steps++ {
		if err := p.Step(ctx); err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			break
		}
	}
	if steps > Patience {
		t.Errorf("%d steps after the end", steps)
	}
	quiet := Pace{Progress: func(int, int) { t.Error("nothing was read") }}
	quiet.End()
}

func BenchmarkCut(b *testing.B) {
	counts := map[string]int{}
	for i := range 300_000 {
		counts[fmt.Sprint("mastodon:", i)] = i * 7919 % 1000
	}
	for b.Loop() {
		By{Top: 12}.Cut(counts)
	}
}
