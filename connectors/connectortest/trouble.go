package connectortest

import (
	"runtime"
	"slices"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

func troubleStories() []story {
	return []story{
		{"every trouble, everywhere at once", []Ability{Words, Server}, everythingBroken},
		{"every trouble, at every request of a reading", []Ability{Words, Server}, everyRequestBroken},
		{"every trouble while an account is connected", []Ability{Server}, connecting},
	}
}

// troubles are those that are told to this network as a whole.
func (s *station) troubles() []Fault {
	if s.h.Brief {
		return some(s.clock.Now())
	}
	return everything(s.clock.Now())
}

// each are those that are told to every single request.
func (s *station) each() []Fault {
	if s.h.Brief {
		return few(s.clock.Now())
	}
	return some(s.clock.Now())
}

// strike breaks the line, reads, and heals it; it tells whether the fault was
// met at all.
func (s *station) strike(f Fault, skip, times int) (met bool, err error) {
	s.Helper()
	if f.Impatient {
		s.patience.Store(int64(impatient))
		defer s.patience.Store(int64(patient))
	}
	s.line.Break(f, skip, times)
	err = s.once()
	return s.line.Heal() > 0, err
}

// recovered holds that after a trouble everything arrives, once.
func (s *station) recovered(f Fault) {
	s.Helper()
	if s.h.GoneIsFinal && slices.Contains(f.Kinds, fault.Gone) {
		s.must(s.desk.Setup.Disconnect(s.Context(), desk.By{User: "anna"}, ours))
		s.connect(ours, s.net, s.line.URL)
	}
	s.clock.Pass(25 * time.Hour) // longer than anybody may ask us to wait
	if err := s.once(); err != nil {
		s.Errorf("after %s the account stays broken: %v", f.Name, err)
	}
	s.whole("after " + f.Name)
}

// everythingBroken: what is wrong is told in plain words and in the right kind,
// a wait that the server asks for is known, and nothing is lost.
func everythingBroken(s *station) {
	for _, f := range s.troubles() {
		if date := f.Header["Retry-After"]; strings.HasSuffix(date, "GMT") {
			f.Header["Retry-After"] = s.clock.Now().Add(3 * time.Minute).UTC().Format(timeFormat)
		}
		s.say(Said{Text: "said during " + f.Name})
		before := allocated()
		_, err := s.strike(f, 0, -1)
		if grown := allocated() - before; grown > 1<<30 { // the others are at work too
			s.Errorf("%s: %d MiB of memory were used", f.Name, grown>>20)
		}
		if f.Kinds != nil && (err == nil || !slices.Contains(f.Kinds, fault.Of(err).Kind)) {
			s.Errorf("%s is taken for a fault that is %s (%v), not one of %v", f.Name, kind(err), err, f.Kinds)
		}
		if err != nil && fault.Of(err).RetryAfter < f.Wait-time.Second {
			s.Errorf("%s: the wait is %v, the server asks for %v", f.Name, fault.Of(err).RetryAfter, f.Wait)
		}
		h := s.health(ours)
		switch {
		case err != nil && h.State != store.HealthWaiting && h.State != store.HealthFailed:
			s.Errorf("%s: the health is %+v", f.Name, h)
		case kind(err) == "unauthorized" && !strings.Contains(h.Message, "earshot connect"):
			s.Errorf("%s: nobody is asked to connect again: %q", f.Name, h.Message)
		}
		s.recovered(f)
	}
}

// everyRequestBroken breaks the first, the second, ... request of a reading.
func everyRequestBroken(s *station) {
	s.say(Said{Text: "before all troubles"})
	s.read()
	for _, f := range s.each() {
		for skip := range 12 {
			s.say(Said{Text: "said during " + f.Name})
			met, _ := s.strike(f, skip, 1)
			if !met {
				if skip == 0 {
					s.Fatalf("a reading makes no request")
				}
				s.recovered(f)
				break
			}
			s.recovered(f)
		}
	}
}

// connecting: Check ends, and says what is wrong.
func connecting(s *station) {
	a, secrets := s.net.Account(s.line.URL)
	a.Name, a.Network = ours, s.h.Network
	check := func(f Fault, skip, times int) (met bool, err error) {
		s.patience.Store(int64(patient))
		if f.Impatient {
			s.patience.Store(int64(impatient))
		}
		conn, client := s.open(a, secrets)
		defer client.Close()
		s.line.Break(f, skip, times)
		_, err = conn.Check(s.Context())
		if err != nil {
			s.words = append(s.words, err.Error())
		}
		return s.line.Heal() > 0, err
	}
	for _, f := range s.each() {
		if _, err := check(f, 0, -1); err == nil && f.Kinds != nil {
			s.Errorf("%s: the account was taken for a good one", f.Name)
		}
		for skip := range 12 {
			if met, _ := check(f, skip, 1); !met {
				break
			}
		}
	}
}

const timeFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// allocated is all the memory that was ever asked for, in bytes.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
