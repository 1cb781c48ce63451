package insight

import (
	"testing"

	"earshot/store/desk"
)

func TestDaysAreSummedFromTodayBackwards(t *testing.T) {
	days := make([]desk.Day, 7)
	for i := range days {
		days[i].Neutral = 1 << i
	}
	got := bucket(days, 3)
	want := []int{1, 2 + 4 + 8, 16 + 32 + 64}
	for i, w := range want {
		if got[i].Neutral != w {
			t.Fatalf("column %d holds %d, want %d", i, got[i].Neutral, w)
		}
	}
	if len(bucket(days, 1)) != 7 {
		t.Fatal("a column a day")
	}
}

func TestTheCursorStaysInTheWindow(t *testing.T) {
	for _, picks := range [][]int{nil, {0}, {3, 4, 5}, {9, 30, 31, 59}} {
		for _, height := range []int{1, 3, 10, 80} {
			w := walk{at: -1}
			w.fit(picks, 60, height)
			for step := range 300 {
				switch step % 7 {
				case 0, 1, 2:
					w.Move(1)
				case 3:
					w.Scroll(height / 2)
				case 4:
					w.Move(-1)
				case 5:
					w.Scroll(-height / 3)
				case 6:
					if step%21 == 6 {
						w.Bottom()
					} else if step%35 == 20 {
						w.Top()
					}
				}
				w.fit(picks, 60, height)
				if w.top < 0 || w.top > max(0, 60-height) || w.at >= 0 && (!w.sees(w.at) || !w.is(w.at)) {
					t.Fatalf("top %d, cursor %d, %d rows of 60, %v", w.top, w.at, height, picks)
				}
			}
		}
	}
}

func TestEveryRowIsReachedByJAndK(t *testing.T) {
	w := walk{at: -1}
	picks := []int{5, 6, 40, 41, 42, 79}
	w.fit(picks, 100, 10)
	seen := map[int]bool{}
	for range 100 {
		w.Move(1)
		w.fit(picks, 100, 10)
		seen[w.at] = true
	}
	back := map[int]bool{}
	for range 120 {
		w.Move(-1)
		w.fit(picks, 100, 10)
		back[w.at] = true
	}
	for _, p := range picks {
		if !seen[p] && p != 5 || !back[p] {
			t.Errorf("row %d: down %v, up %v", p, seen[p], back[p])
		}
	}
	if w.top != 0 {
		t.Errorf("k ends at line %d", w.top)
	}
}
