package connectors_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/store"
)

// words are watched words, of which some fail.
type words struct {
	*testing.T
	*connectortest.Inbox
	parts *connectors.Parts
	now   time.Time
	watch []string
	fails map[string]error
	read  []string // in this reading
	// breaks is a word whose answers break our reader.
	breaks string
}

func newWords(t *testing.T, lacks map[string]string, watch ...string) *words {
	w := &words{T: t, Inbox: connectortest.NewInbox(), now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), watch: watch, fails: map[string]error{}}
	for k, v := range lacks {
		w.Lacks[k] = v
	}
	w.parts = connectors.NewParts(store.Account{Name: "acme", Lacks: lacks}, func() time.Time { return w.now }, slog.New(slog.DiscardHandler))
	return w
}

// pull reads them, and gives the words that were asked for.
func (w *words) pull() (read string, err error) {
	w.read = nil
	var all []connectors.Part
	for _, word := range w.watch {
		all = append(all, connectors.Part{
			Ability: connectors.SearchFor(word),
			Read: func(context.Context) error {
				w.read = append(w.read, word)
				if w.breaks == word {
					panic("what this word finds breaks us")
				}
				return w.fails[word]
			},
			Alone: func(err error) bool { return strings.Contains(err.Error(), "search alone") },
		})
	}
	err = w.parts.Read(w.Context(), all, w.Emit)
	return strings.Join(w.read, " "), err
}

// want pulls once and holds what was asked for and that it went well.
func (w *words) want(read string) {
	w.Helper()
	if got, err := w.pull(); got != read || err != nil {
		w.Fatalf("asked for %q (%v), want %q", got, err, read)
	}
}

// A word that the network refuses holds up none behind it, is told, is asked less
// and less often, and is heard again as soon as it works.
func TestAPartThatIsRefused(t *testing.T) {
	for _, kind := range []fault.Kind{fault.Permanent, fault.Unauthorized, fault.Gone} {
		w := newWords(t, nil, "a", "b", "c")
		w.fails["a"] = fault.New(kind, "search for a", "m.example refuses this (403)")
		w.want("a b c")
		if why := w.Lacks["search for a"]; why != "m.example refuses this (403)" || len(w.Lacks) != 1 {
			t.Fatalf("told %v", w.Lacks)
		}
		w.now = w.now.Add(59 * time.Second)
		w.want("b c")
		w.now = w.now.Add(time.Second)
		w.want("b c a")
		w.now = w.now.Add(time.Minute)
		w.want("b c") // it rests for two minutes now
		if len(w.Batches) != 1 {
			t.Errorf("the same was told %d times", len(w.Batches))
		}
		for range 10 {
			w.now = w.now.Add(time.Hour)
			w.want("b c a")
		}
		delete(w.fails, "a")
		w.now = w.now.Add(time.Hour)
		w.want("b c a")
		if len(w.Lacks) != 0 {
			t.Errorf("it works, and %v is told", w.Lacks)
		}
		w.want("a b c")
	}
}

// A fault that may be over at once is the reading's, which goes on all the same;
// when it comes again and again it is the word's own.
func TestAPartThatBreaksAgainAndAgain(t *testing.T) {
	w := newWords(t, nil, "a", "b")
	w.fails["a"] = &fault.Fault{Kind: fault.Transient, What: "m.example is in trouble (500), again in 7 s", RetryAfter: 7 * time.Second}
	for _, read := range []string{"a b", "b a"} { // who failed last time comes last
		if got, err := w.pull(); got != read || !fault.Is(err, fault.Transient) || len(w.Lacks) > 0 {
			t.Fatalf("asked for %q: %v, told %v", got, err, w.Lacks)
		}
	}
	w.want("b a")
	if why := w.Lacks["search for a"]; why != "m.example is in trouble (500)" {
		t.Errorf("told %q", why)
	}
	w.want("b")
	w.now = w.now.Add(time.Minute)
	w.fails["a"] = fault.New(fault.Transient, "", "m.example cut the line")
	w.want("b a")
	if why := w.Lacks["search for a"]; why != "m.example cut the line" {
		t.Errorf("told %q", why)
	}
}

// A word whose answers break our own reader is no better than one that is refused.
func TestAPartThatBreaksUs(t *testing.T) {
	w := newWords(t, nil, "a", "b")
	w.breaks = "a"
	for i, read := range []string{"a b", "b a", "b a"} {
		if got, err := w.pull(); got != read || (err == nil) != (i == 2) {
			t.Fatalf("asked for %q: %v", got, err)
		}
	}
	if why := w.Lacks["search for a"]; !strings.Contains(why, "inside earshot") {
		t.Errorf("told %q", why)
	}
}

// Where everything breaks it is the network: a reading does not wait for all words.
func TestPartsOfANetworkInTrouble(t *testing.T) {
	w := newWords(t, nil, "a", "b", "c", "d", "e")
	cut := fault.New(fault.Transient, "", "m.example cut the line")
	for _, word := range []string{"a", "b", "c", "d"} {
		w.fails[word] = cut
	}
	if read, err := w.pull(); read != "a b c" || !errors.Is(err, cut) {
		t.Fatalf("asked for %q: %v", read, err)
	}
	if read, _ := w.pull(); read != "d e a b" {
		t.Errorf("then for %q: the word that works waits behind those that do not", read)
	}
}

// What is not the word's own ends the reading: a limit on the account, a full
// store, the end.
func TestPartsEnd(t *testing.T) {
	w := newWords(t, nil, "a", "b", "c")
	w.fails["b"] = &fault.Fault{Kind: fault.Limited, What: "slow down", RetryAfter: time.Minute}
	if read, err := w.pull(); read != "a b" || fault.Of(err).RetryAfter != time.Minute {
		t.Errorf("asked for %q: %v", read, err)
	}
	w.fails["b"] = &fault.Fault{Kind: fault.Limited, What: "a limit of the search alone", RetryAfter: 2 * time.Hour}
	w.want("a b c")
	w.now = w.now.Add(90 * time.Minute)
	w.want("a c")
	w.fails = map[string]error{"c": connectortest.ErrFull}
	if read, err := w.pull(); read != "a c" || !errors.Is(err, connectortest.ErrFull) {
		t.Errorf("asked for %q: %v", read, err)
	}
	w.fails = map[string]error{"a": fault.New(fault.Permanent, "", "no")}
	w.Full(0)
	if _, err := w.pull(); !errors.Is(err, connectortest.ErrFull) {
		t.Errorf("%v", err)
	}
	w.Full(-1)
	w.now = w.now.Add(24 * time.Hour)
	w.want("c a b")
	if w.Lacks["search for a"] != "no" {
		t.Error("what could not be stored is told by the next reading")
	}
}

// Another process knows what was told: it takes back what holds no longer, words
// that are watched no longer among it, and leaves the other abilities alone.
func TestPartsOfAnotherProcess(t *testing.T) {
	lacks := map[string]string{"search for a": "no", "search for old": "no", "search": "the server does not let us", "live": "polled"}
	w := newWords(t, lacks, "a", "b")
	w.fails["a"] = fault.New(fault.Transient, "", "cut")
	if _, err := w.pull(); err == nil || w.Lacks["search for a"] != "no" {
		t.Errorf("%v: %v", err, w.Lacks)
	}
	delete(w.fails, "a")
	w.want("b a")
	if len(w.Lacks) != 2 || w.Lacks["search"] == "" || w.Lacks["live"] == "" {
		t.Errorf("stays %v", w.Lacks)
	}
	batches := len(w.Batches)
	w.want("a b")
	if len(w.Batches) != batches {
		t.Error("nothing has changed, and something was told")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.parts.Read(ctx, []connectors.Part{{Ability: "x", Read: func(ctx context.Context) error { return ctx.Err() }}}, w.Emit); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if got := connectors.SearchFor(" acme\x1b[31m fridge "); got != "search for acme fridge" || slices.Contains([]byte(got), 0x1b) {
		t.Errorf("%q", got)
	}
}
