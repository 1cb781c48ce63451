package connectortest

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// oddStories are about answers that are nearly right.
func oddStories() []story {
	return []story{
		{"one odd value among good ones", []Ability{Words, Server}, oddValues},
		{"given twice, and in any order", []Ability{Words, Server}, shuffled},
		{"names of all the world", []Ability{Words}, names},
	}
}

// rounds are how often an odd story is told.
func (s *station) rounds() int {
	switch {
	case os.Getenv("EARSHOT_LONG") == "1":
		return 400
	case s.h.Brief:
		return 8
	}
	return 30
}

// oddValues: in each answer of a reading one value has become something else, a
// different one each time. Nothing falls over, nothing hangs, and what is said
// afterwards arrives: what stands in the odd answer may be lost, the account not.
func oddValues(s *station) {
	s.say(Said{Text: "before all odd values"})
	s.read()
	for round := range s.rounds() {
		s.net.Say(Said{Text: fmt.Sprintf("said among odd values %d", round)})
		var mu sync.Mutex
		trail := []string{} // guarded by mu while the line is broken
		s.line.Break(Fault{Name: "an odd value", After: true, Play: func(w http.ResponseWriter, r *http.Request, a *answer) {
			rng := seeded(round, r)
			body, what := oddened(a.body.String(), rng)
			mu.Lock()
			trail = append(trail, r.URL.Path+": "+what)
			mu.Unlock()
			a.send(w, body)
		}}, 0, -1)
		_ = s.once() // whatever it says of it
		s.line.Heal()
		if strings.Contains(s.log.String(), "a connector panicked") {
			s.Fatalf("it fell over: %v\n%s", trail, s.log.tail())
		}
		s.clock.Pass(25 * time.Hour)
		after := s.net.Say(Said{Text: fmt.Sprintf("said after odd value %d", round)})
		if err := s.once(); err != nil {
			s.Fatalf("after %v the account stays broken: %v", trail, err)
		}
		if s.stored()[after] == nil {
			s.Fatalf("after %v nothing more is heard", trail)
		}
	}
}

// seeded is a source of chance that is the same in every run.
func seeded(round int, r *http.Request) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.URL.Path)) // never fails
	return rand.New(rand.NewPCG(uint64(round), h.Sum64()))
}

// oddened puts something else in the place of one value of a JSON text.
func oddened(body string, rng *rand.Rand) (string, string) {
	var v any
	if json.Unmarshal([]byte(body), &v) != nil {
		return body, "not JSON"
	}
	var places []func(any)
	var paths []string
	walk(v, "", func(at string, put func(any)) { places, paths = append(places, put), append(paths, at) })
	if len(places) == 0 {
		return body, "nothing in it"
	}
	slices.Sort(paths) // the places are in the order of a map
	odd := []any{
		nil, 0, -1, 7, 1e300, 9007199254740993.0, true, "", "odd", "-1", "https://odd.example/\x1b[2J", "\u202e\u0000" + strings.Repeat("я", 5000),
		[]any{},
		map[string]any{},
		[]any{nil},
		[]any{map[string]any{}},
		map[string]any{"": []any{7}},
		deep(40),
	}
	path, value := paths[rng.IntN(len(paths))], odd[rng.IntN(len(odd))]
	walk(v, "", func(at string, put func(any)) {
		if at == path {
			put(value)
		}
	})
	out, _ := json.Marshal(v) // it was JSON a moment ago
	return string(out), fmt.Sprintf("%s is %s", path, shorten(fmt.Sprint(value)))
}

// walk shows every value inside a JSON value and how to put another in its place.
func walk(v any, at string, see func(at string, put func(any))) {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			walk(v[k], at+"."+k, see)
			see(at+"."+k, func(x any) { v[k] = x })
		}
	case []any:
		for i := range v {
			walk(v[i], fmt.Sprintf("%s[%d]", at, i), see)
			see(fmt.Sprintf("%s[%d]", at, i), func(x any) { v[i] = x })
		}
	}
}

func deep(n int) (v any) {
	for range n {
		v = []any{v}
	}
	return v
}

// shuffled: lists come with every entry twice, or the wrong way round. All that
// was said is there, once.
func shuffled(s *station) {
	s.say(Said{Text: "before all disorder"})
	s.read()
	for round, order := range []func([]any) []any{
		func(l []any) []any { return append(slices.Clone(l), l...) },
		func(l []any) []any { l = slices.Clone(l); slices.Reverse(l); return l },
		func(l []any) []any { l = slices.Clone(l); slices.Reverse(l); return append(l, l...) },
	} {
		for i := range 5 {
			s.say(Said{Text: fmt.Sprintf("said in disorder %d %d", round, i)})
		}
		s.line.Break(Fault{Name: "disorder", After: true, Play: func(w http.ResponseWriter, _ *http.Request, a *answer) {
			var v any
			if json.Unmarshal([]byte(a.body.String()), &v) != nil {
				a.send(w, a.body.String())
				return
			}
			out, _ := json.Marshal(reordered(v, order)) // it was JSON a moment ago
			a.send(w, string(out))
		}}, 0, -1)
		if err := s.once(); err != nil {
			s.Errorf("disorder %d: %v", round, err)
		}
		s.line.Heal()
		s.clock.Pass(25 * time.Hour)
		s.read()
		s.whole(fmt.Sprintf("after disorder %d", round))
	}
}

// reordered applies an order to every list of objects.
func reordered(v any, order func([]any) []any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = reordered(v[k], order)
		}
	case []any:
		objects := len(v) > 0
		for i := range v {
			_, is := v[i].(map[string]any)
			objects = objects && is
			v[i] = reordered(v[i], order)
		}
		if objects {
			return order(v)
		}
	}
	return v
}

// names: who is called in another script, in signs or in nothing that can be seen
// is heard like anybody else.
func names(s *station) {
	for i, by := range []string{
		"محمد علي", "דוד כהן", "李小龍", "👩🏽‍💻🏳️‍🌈", "Ѕсhüкіn", "a\u0301\u0302\u0303\u0304\u0305\u0306", "\u200b\u200d\u2060", "'); DROP TABLE users;--", "ไกรสร", "😀", strings.Repeat("Ж", 300),
	} {
		s.say(Said{By: by, Text: fmt.Sprintf("%s said number-%d-", "👋🏽 שלום مرحبا", i)})
		s.clock.Pass(25 * time.Hour)
		if err := s.once(); err != nil {
			s.Errorf("%q: %v", by, err)
		}
		s.whole(fmt.Sprintf("after %q", by))
	}
	for _, m := range s.stored() {
		s.clean(m)
	}
}

func shorten(s string) string { return s[:min(len(s), 60)] }
