package connectortest

import (
	"net/http"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

func runningStories() []story {
	return []story{
		{"while it runs, what is said arrives", []Ability{Words}, arrives},
		{"a stream is cut, and nothing is lost", []Ability{Words, Live, Server}, streamCut},
		{"what is taken back goes", []Ability{Words, Live, Delete}, takenBack},
		{"a refused token asks for a person, and is connected again", []Ability{Words, Server}, connectAgain},
		{"a server that asks to slow down is left alone", []Ability{Words, Server}, slowDown},
		{"a server that hangs is given up on, and tried again", []Ability{Words, Server}, hungServer},
		{"one account that fails never delays another", []Ability{Words, Server}, neighbours},
		{"stopping does not wait for a server that hangs", []Ability{Server}, stopsAtOnce},
	}
}

// well waits until the account works, by a stream where there is one.
func (s *station) well(account string) {
	s.Helper()
	s.until(account+" works", func() bool {
		h := s.health(account)
		return h.State == store.HealthOK && (h.Live || s.h.Lacks[Live] != "")
	})
}

func (s *station) arrived(what string) {
	s.Helper()
	s.until(what, func() bool { return s.complete() == "" })
}

func arrives(s *station) {
	s.say(Said{Text: "said before the start"})
	defer s.start()()
	s.arrived("the history")
	s.well(ours)
	for _, text := range []string{"one", "two", "three"} {
		s.say(Said{Text: "said while it runs: " + text})
		s.arrived("mention " + text)
	}
}

func streamCut(s *station) {
	defer s.start()()
	s.well(ours)
	for range 2 {
		s.line.Cut()
		s.say(Said{Text: "said while the line was down"})
		s.arrived("what was said in between")
	}
	s.well(ours)
	s.say(Said{Text: "said afterwards"})
	s.arrived("what was said afterwards")
}

func takenBack(s *station) {
	defer s.start()()
	s.well(ours)
	id := s.say(Said{Text: "I take this back"})
	s.say(Said{Text: "and this stays"})
	s.arrived("both")
	s.net.Delete(id)
	delete(s.told, id)
	s.arrived("the deletion")
}

func connectAgain(s *station) {
	s.line.Break(Refuse(http.StatusUnauthorized, fault.Unauthorized), 0, -1)
	defer s.start()()
	s.until("a person is asked", func() bool {
		h := s.health(ours)
		return h.State == store.HealthFailed && strings.Contains(h.Message, "earshot connect")
	})
	if tries := len(s.line.Trail(0)); tries > 40 {
		s.Errorf("a refused token was shown %d times", tries)
	}
	s.line.Heal()
	s.say(Said{Text: "said meanwhile"})
	s.connect(ours, s.net, s.line.URL)
	s.well(ours)
	s.arrived("what was said meanwhile")
}

// slowDown: each part of the work (reading, listening) is told once, and then
// keeps quiet for as long as the server asks.
func slowDown(s *station) {
	parts := 1
	if s.h.Lacks[Live] == "" {
		parts = 2
	}
	s.line.Break(Refuse(http.StatusTooManyRequests, fault.Limited, "Retry-After", "1"), 0, -1)
	s.say(Said{Text: "said before the limit"})
	began := time.Now()
	defer s.start()()
	s.awaitFault(parts + 1)
	if took := time.Since(began); took < 950*time.Millisecond {
		s.Errorf("the server asked for a second and was left alone for %v", took)
	}
	s.line.Heal()
	s.arrived("what was said before the limit")
}

func hungServer(s *station) {
	s.patience.Store(int64(impatient))
	s.line.Break(Hang(), 0, -1)
	s.say(Said{Text: "said to a wall"})
	stop := s.start()
	s.until("it is told", func() bool { return s.health(ours).State == store.HealthWaiting })
	if h := s.health(ours); !h.NextTry.After(h.LastOK) || h.Message == "" {
		s.Errorf("the health is %+v", h)
	}
	stop()
	s.patience.Store(int64(patient))
	s.line.Break(Hang(), 0, 0) // the server has come back
	defer s.start()()
	s.arrived("once the server answers again")
}

// neighbours: another account hangs, or is refused, or is full of garbage.
func neighbours(s *station) {
	other := s.h.Start(s.T, s.clock)
	line := NewLine(s.T, other.URL)
	s.Cleanup(func() { line.Close(); other.Stop() })
	s.connect("neighbour", other, line.URL)
	troubles := append([]Fault{Hang(), Reset(), Refuse(401, fault.Unauthorized), Refuse(500, fault.Transient)}, pages()[0])
	for _, f := range troubles {
		line.Break(f, 0, -1)
		stop := s.start()
		s.say(Said{Text: "said during " + f.Name})
		began := time.Now()
		s.arrived("beside " + f.Name)
		if took := time.Since(began); took > patient/4 {
			s.Errorf("beside %s it took %v", f.Name, took)
		}
		stop()
	}
	line.Heal()
}

func stopsAtOnce(s *station) {
	for _, skip := range []int{0, 1} {
		s.line.Break(Hang(), skip, -1)
		stop := s.start()
		if skip == 0 {
			s.awaitFault(1)
		} else {
			s.until("it has begun", func() bool { return s.health(ours).State != "" })
		}
		began := time.Now()
		stop()
		if took := time.Since(began); took > patient/4 {
			s.Errorf("stopping took %v", took)
		}
	}
	s.must(s.desk.Setup.Disconnect(s.Context(), desk.By{User: "anna"}, ours))
}
