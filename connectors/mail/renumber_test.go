package mail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"earshot/connectors/mail/mailtest"
	"earshot/store/desk"
)

// arrival is a mail in a folder, and how long after noon it came.
type arrival struct {
	text  string
	after time.Duration
}

// restored gives the inbox new UIDs, as servers do that were moved or restored from a
// backup.
func restored(s *mailtest.Server, all ...arrival) {
	s.Renumber("INBOX")
	for _, a := range all {
		s.DeliverAt("INBOX", mail(a.text), noon().Add(a.after))
	}
}

// apart notes what was handed on as news, and what as history.
type apart struct {
	*shelf
	news, past []string
	broken     error
	left       int // batches that are stored before it breaks
}

func (a *apart) emit(ctx context.Context, b desk.Batch) error {
	if a.broken != nil {
		if a.left--; a.left < 0 {
			return a.broken
		}
	}
	for _, e := range b.Events {
		if b.Backfill {
			a.past = append(a.past, e.Mention.Body.Text)
		} else {
			a.news = append(a.news, e.Mention.Body.Text)
		}
	}
	return a.shelf.emit(ctx, b)
}

// reads pulls, and holds what comes.
func (a *apart) reads(t *testing.T, c *Connector, past, news []string) {
	t.Helper()
	a.past, a.news = nil, nil
	if err := c.Pull(t.Context(), a.at, a.emit); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.past, past) || !slices.Equal(a.news, news) {
		t.Errorf("history %q, want %q; news %q, want %q", a.past, past, a.news, news)
	}
}

// TestNothingIsLostWhereUIDsBeginAnew, also where no history is read: what has
// arrived since the last look is found by its time. What was there before, and nobody
// has asked for, stays where it is.
func TestNothingIsLostWhereUIDsBeginAnew(t *testing.T) {
	s, shelf := start(t, mailtest.Options{}), &apart{shelf: newShelf()}
	before := arrival{"before the account", -48 * time.Hour}
	lately := arrival{"before it, on the same day", -3 * time.Hour}
	restored(s, before, lately)
	c := connect(t, s, setHistory, "0")
	shelf.reads(t, c, nil, nil)
	s.Deliver("INBOX", mail("one"))
	shelf.reads(t, c, nil, []string{"one"})
	restored(s, arrival{"meanwhile", time.Minute}, before, arrival{"one", 0}, lately, arrival{"and later", 26 * time.Hour})
	shelf.reads(t, c, nil, []string{"meanwhile", "one", "and later"})
	shelf.reads(t, connect(t, s, setHistory, "0"), nil, nil)
	s.DeliverAt("INBOX", mail("moved here, long on its way"), noon().Add(-time.Hour*24*30))
	shelf.reads(t, c, nil, []string{"moved here, long on its way"})
}

// TestWhatWasReadUnderOtherUIDsRaisesNoAlarm: the newest are read again, as history;
// what has arrived since is news, however many that are.
func TestWhatWasReadUnderOtherUIDsRaisesNoAlarm(t *testing.T) {
	s, shelf := start(t, mailtest.Options{}), &apart{shelf: newShelf()}
	old := []arrival{{"old 1", -72 * time.Hour}, {"old 2", -71 * time.Hour}, {"old 3", -70 * time.Hour}}
	restored(s, old...)
	c := connect(t, s, setHistory, "2")
	shelf.reads(t, c, []string{"old 2", "old 3"}, nil)
	restored(s, arrival{"new 1", time.Minute}, arrival{"new 2", time.Minute}, old[1], old[2], old[0])
	shelf.reads(t, c, []string{"old 3", "old 1"}, []string{"new 1", "new 2"})
}

// TestUIDsThatBeginAnewTwice: the reading after the first change broke off, and goes
// on in another process; nothing is news that was not, and nothing is missing.
func TestUIDsThatBeginAnewTwice(t *testing.T) {
	for _, twice := range []bool{false, true} {
		s, shelf := start(t, mailtest.Options{}), &apart{shelf: newShelf()}
		shelf.reads(t, connect(t, s, setHistory, "0"), nil, nil)
		var all []arrival
		var want []string
		for i := range chunk + 10 {
			all = append(all, arrival{fmt.Sprint("old ", i), -48 * time.Hour}, arrival{fmt.Sprint("new ", i), time.Minute})
			want = append(want, fmt.Sprint("new ", i))
		}
		restored(s, all...)
		shelf.broken, shelf.left = errors.New("stopped"), 1
		if err := connect(t, s, setHistory, "0").Pull(t.Context(), shelf.at, shelf.emit); !errors.Is(err, shelf.broken) {
			t.Fatal(err)
		}
		shelf.broken = nil
		if first := len(shelf.news); first == 0 || first == len(want) {
			t.Fatalf("%d were read before it broke", first)
		} else if !twice {
			want = want[first:]
		}
		if twice {
			restored(s, all...)
		}
		shelf.reads(t, connect(t, s, setHistory, "0"), nil, want)
	}
}

// TestAMarkOfAnEarlierEarshot has no time: it gets one, and until then UIDs that begin
// anew mean what they meant.
func TestAMarkOfAnEarlierEarshot(t *testing.T) {
	s, shelf := start(t, mailtest.Options{}), &apart{shelf: newShelf()}
	s.Deliver("INBOX", mail("one"))
	shelf.reads(t, connect(t, s), []string{"one"}, nil)
	age := func() (m mark) {
		if err := json.Unmarshal(shelf.cursors["INBOX"], &m); err != nil {
			t.Fatal(err)
		}
		m.Seen = 0
		shelf.cursors["INBOX"], _ = json.Marshal(m)
		return m
	}
	age()
	shelf.reads(t, connect(t, s), nil, nil)
	var m mark
	if err := json.Unmarshal(shelf.cursors["INBOX"], &m); err != nil || m.Seen != noon().Unix() {
		t.Errorf("%+v, %v", m, err)
	}
	age()
	restored(s, arrival{"one", 0}, arrival{"two", 0})
	shelf.reads(t, connect(t, s), nil, []string{"one", "two"})
}
