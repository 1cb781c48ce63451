package match_test

import (
	"fmt"
	"sync"
	"testing"

	"earshot/store/match"
)

// A query answers the same for the first text it reads and for the thousandth,
// whoever asks.
func TestAQueryThatRemembersWordsAnswersTheSame(t *testing.T) {
	ask := func(x *match.Matcher, n int) bool {
		ok, err := x.Match(nil, said(fmt.Sprintf("Холодильник%d не морозит, ждём мастера %d дней", n%40, n%7)))
		if err != nil {
			t.Error(err)
		}
		return ok
	}
	fresh := func() *match.Matcher {
		x, err := match.Compile(parse(t, `холодильник7 OR "мастеров 5"`), viewer())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	shared := fresh()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range 300 {
				if want := n%40 == 7 || n%7 == 5; ask(shared, n) != want || n%50 == 0 && ask(fresh(), n) != want {
					t.Errorf("text %d: not %v", n, want)
				}
			}
		})
	}
	wg.Wait()
}
