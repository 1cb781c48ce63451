package store

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRecordKeys(t *testing.T) {
	for key, ok := range map[string]bool{"a": true, "": false, strings.Repeat("x", MaxKey): true, strings.Repeat("x", MaxKey+1): false} {
		var refused *Invalid
		if err := CheckRecordKey(key); ok != (err == nil) || !ok && !errors.As(err, &refused) {
			t.Errorf("a key of %d bytes: %v", len(key), err)
		}
	}
}

func TestMentionsThatCannotBeStored(t *testing.T) {
	good := func() *Mention { return &Mention{Key: Key{"vk", "1"}, Author: Author{ID: "7"}} }
	if err := CheckMention(good()); err != nil {
		t.Error(err)
	}
	long := strings.Repeat("x", MaxKey)
	for name, spoil := range map[string]func(*Mention){
		"network": func(m *Mention) { m.Key.Network = "VK" }, "id": func(m *Mention) { m.Key.ID = "" },
		"long id": func(m *Mention) { m.Key.ID = long }, "thread": func(m *Mention) { m.Place.Thread = long },
		"author": func(m *Mention) { m.Author.ID = long }, "assignee": func(m *Mention) { m.Work.Assignee = long },
	} {
		m := good()
		spoil(m)
		var refused *Invalid
		if err := CheckMention(m); !errors.As(err, &refused) || !strings.Contains(name, refused.Field) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStamped(t *testing.T) {
	odd := time.Date(2026, 1, 2, 3, 4, 5, 6789, time.FixedZone("x", 3600))
	m := &Mention{Created: odd, Edited: odd, Arrived: odd, Work: Work{Until: odd, Opened: odd, Answered: odd, Closed: odd}}
	s := m.Stamped()
	for _, got := range []time.Time{s.Created, s.Edited, s.Arrived, s.Work.Until, s.Work.Opened, s.Work.Answered, s.Work.Closed} {
		if got != Stamp(odd) || got.Nanosecond() != 6000 || got.Location() != time.UTC {
			t.Errorf("got %v", got)
		}
	}
	if s.Work.State != StateNew || m.Work.State != "" || m.Created != odd {
		t.Errorf("state %q; the original is %q at %v", s.Work.State, m.Work.State, m.Created)
	}
	if (&Mention{}).Stamped().Created != (time.Time{}) {
		t.Error("no time became one")
	}
}

func TestPositions(t *testing.T) {
	early, late := Stamp(time.Unix(1, 0)), Stamp(time.Unix(2, 0))
	order := []Position{{early, 1}, {early, 2}, {late, 1}}
	for i, p := range order {
		for j, q := range order {
			if got := p.Compare(q); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%v to %v: %d", p, q, got)
			}
		}
	}
	if (&Mention{Doc: 3, Created: early}).Position() != (Position{early, 3}) {
		t.Error("a mention stands elsewhere")
	}
}

func TestTouched(t *testing.T) {
	bus := NewBus()
	sub := bus.Subscribe()
	var a, b Touched
	a.Publish(bus)
	select {
	case <-sub.Wake():
		t.Error("nothing was told")
	default:
	}
	for range 300 { // one id many times is one id
		a.Add(TopicJobs, "1", "1")
	}
	b.Add(TopicJobs, "2")
	b.Add(TopicViews)
	a.Merge(b)
	a.Publish(bus)
	got := sub.Take()
	if jobs := got[TopicJobs]; jobs.All || len(jobs.IDs) != 2 || !jobs.Has("2") {
		t.Errorf("jobs: %+v", jobs)
	}
	if _, ok := got[TopicViews]; !ok || len(got) != 2 {
		t.Errorf("got %+v", got)
	}
	a.Publish(bus)
	if again := sub.Take(); len(again) != 0 {
		t.Errorf("told twice: %+v", again)
	}
}

func TestDecodeIsBroad(t *testing.T) {
	many := Entry{Changes: make([]Change, 200_000)}
	raw, err := Encode(many)
	if err != nil {
		t.Fatal(err)
	}
	var back Entry
	if err := Decode(raw, &back); err != nil || len(back.Changes) != len(many.Changes) {
		t.Errorf("a change of 200,000 mentions: %d, %v", len(back.Changes), err)
	}
	raw, err = Encode(Body{Text: "no \xff UTF-8"})
	if err != nil {
		t.Fatal(err)
	}
	var body Body
	if err := Decode(raw, &body); err != nil || body.Text != "no \xff UTF-8" {
		t.Errorf("%q, %v", body.Text, err)
	}
	if err := Decode([]byte{0xff}, &body); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
	if a, b := must(Encode(Body{Text: "x"})), must(Encode(Body{Text: "x"})); !slices.Equal(a, b) {
		t.Error("equal values are not equal bytes")
	}
}

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return raw
}
