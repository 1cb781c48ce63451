package connectortest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

func sendingStories() []story {
	return []story{
		{"a post and an answer stand once", []Ability{Send}, sent},
		{"every trouble, at every request of a send", []Ability{Send, Server}, everySendBroken},
		{"every trouble, after the server accepted", []Ability{Send, Server}, answerLost},
		{"a send is stopped and started again", []Ability{Send, Server}, sendStopped},
		{"a send is interrupted by the end of the process", []Ability{Send, Server}, sendKilled},
	}
}

// write queues a post, or an answer to a mention.
func (s *station) write(text string, about store.Doc) string {
	s.Helper()
	p, err := s.desk.Publish.Send(s.Context(), desk.By{User: "anna"}, desk.Outgoing{
		Accounts: []string{ours}, About: about, Force: true, Message: store.Message{Text: text},
	})
	s.must(err)
	return p.ID
}

// delivery is how far a post has come.
func (s *station) delivery(id string) store.Delivery {
	s.Helper()
	posts, err := s.desk.Publish.Posts(s.Context(), 0)
	s.must(err)
	i := slices.IndexFunc(posts, func(p store.Post) bool { return p.ID == id })
	if i < 0 {
		s.Fatalf("post %s is lost", id)
	}
	return posts[i].To[0]
}

// standing counts what stands on the network with a text.
func (s *station) standing(text string) int {
	n := 0
	for _, there := range s.net.Sent() {
		if strings.Contains(there, text) {
			n++
		}
	}
	return n
}

// deliver lets a new process send what is due.
func (s *station) deliver() {
	s.Helper()
	r, end := s.runner()
	defer end()
	ctx, cancel := context.WithTimeout(s.Context(), soon)
	defer cancel()
	if err := r.Deliver(ctx); err != nil {
		s.words = append(s.words, err.Error())
	}
	if ctx.Err() != nil {
		s.Fatal("sending has no end")
	}
}

// settle moves the clock to each next try until the post has come to an end.
func (s *station) settle(id string) store.Delivery {
	s.Helper()
	for range 10 {
		switch d := s.delivery(id); d.State {
		case store.DeliverySent, store.DeliveryFailed, store.DeliveryUnsure, store.DeliveryStopped:
			return d
		}
		due, err := s.desk.Outbox.Due(s.Context(), ours)
		s.must(err)
		if due.IsZero() {
			s.Fatalf("nobody sends the post any more: %+v", s.delivery(id))
		}
		s.clock.Pass(max(0, due.Sub(s.clock.Now())) + time.Second)
		s.deliver()
	}
	s.Fatalf("the post never comes to an end: %+v", s.delivery(id))
	return store.Delivery{}
}

// honest holds that what we say of a post is so on the network.
func (s *station) honest(when, text, id string) {
	s.Helper()
	d, n := s.settle(id), s.standing(text)
	s.words = append(s.words, d.Error)
	switch {
	case n > 1:
		s.Errorf("%s: the post stands %d times", when, n)
	case d.State == store.DeliverySent && (n == 0 || d.RemoteID == ""):
		s.Errorf("%s: we say that it is sent, and %d stand there: %+v", when, n, d)
	case d.State == store.DeliveryFailed && n > 0:
		s.Errorf("%s: we say that it failed, and it stands there: %+v", when, d)
	case d.State == store.DeliveryFailed:
		// A person corrects what was wrong and tries again.
		_, err := s.desk.Publish.Retry(s.Context(), desk.By{User: "anna"}, id)
		s.must(err)
		if d := s.settle(id); d.State != store.DeliverySent || s.standing(text) != 1 {
			s.Errorf("%s: tried again it is %+v, %d times there", when, d, s.standing(text))
		}
	case d.State == store.DeliveryUnsure && s.h.Lacks[Settle] != "":
		s.asked(when, id)
	case d.State == store.DeliveryUnsure:
		s.Errorf("%s: a person is asked although the network can tell: %+v", when, d)
	}
}

// asked holds that a person who is asked whether a post arrived is told so in
// words, and that nothing is sent until they have answered.
func (s *station) asked(when, id string) {
	s.Helper()
	d, before := s.delivery(id), len(s.net.Sent())
	if !strings.Contains(d.Error, "look there") {
		s.Errorf("%s: a person is not told what to do: %+v", when, d)
	}
	s.clock.Pass(25 * time.Hour)
	s.deliver()
	if now := len(s.net.Sent()); now != before || s.delivery(id).State != store.DeliveryUnsure {
		s.Errorf("%s: without a person's word it was sent again: %+v", when, s.delivery(id))
	}
}

// settled holds that a post which stands is known to stand, or that a person is
// asked where the network cannot tell.
func (s *station) settled(when, id string) {
	s.Helper()
	want := store.DeliverySent
	if s.h.Lacks[Settle] != "" {
		want = store.DeliveryUnsure
	}
	if d := s.delivery(id); d.State != want && d.State != store.DeliverySent {
		s.Errorf("%s: the post stands, and we say %+v", when, d)
	}
}

// heard gives a mention to answer.
func (s *station) heard() store.Doc {
	s.Helper()
	s.say(Said{Text: "do you hear me?"})
	s.read()
	for _, m := range s.stored() {
		return m.Doc
	}
	s.Fatal("there is nothing to answer")
	return 0
}

func sent(s *station) {
	about := s.heard()
	for i, doc := range []store.Doc{0, about} {
		if doc == 0 && s.h.Lacks[Post] != "" {
			continue
		}
		text := fmt.Sprintf("we hear you %d", i)
		id := s.write(text, doc)
		s.honest("without trouble", text, id)
	}
	s.read() // our own words are no mentions to us
	for _, m := range s.stored() {
		if strings.Contains(m.Body.Text, "we hear you") && m.Work.State != store.StateDone {
			s.Errorf("our own post is taken for somebody's: %+v", m)
		}
	}
}

// everySendBroken breaks the first, the second, ... request of an answer.
func everySendBroken(s *station) {
	about := s.heard()
	n := 0
	for _, f := range s.each() {
		for skip := range 12 {
			n++
			text := fmt.Sprintf("answer number-%d-", n)
			met, id := s.brokenSend(f, skip, text, about)
			if !met {
				break
			}
			s.honest(fmt.Sprintf("%s at request %d", f.Name, skip+1), text, id)
		}
	}
}

// brokenSend makes one try of an answer with a fault on the line.
func (s *station) brokenSend(f Fault, skip int, text string, about store.Doc) (met bool, id string) {
	s.Helper()
	if f.Impatient {
		s.patience.Store(int64(impatient))
		defer s.patience.Store(int64(patient))
	}
	id = s.write(text, about)
	s.line.Break(f, skip, 1)
	s.deliver()
	for range 20 { // on a busy machine so little patience may end before what is to be broken
		due, err := s.desk.Outbox.Due(s.Context(), ours)
		s.must(err)
		if !f.Impatient || len(f.Paths) == 0 || s.line.Hits() > 0 || due.IsZero() {
			break
		}
		s.clock.Pass(max(0, due.Sub(s.clock.Now())) + time.Second)
		s.deliver()
	}
	return s.line.Heal() > 0, id
}

// answerLost: the post stands before anything goes wrong, so that a second one
// would be seen by everybody.
func answerLost(s *station) {
	about := s.heard()
	for i, f := range s.troubles() {
		if f.Status == http.StatusFound || f.Status > 0 && f.Status < 500 && f.Status != http.StatusRequestTimeout {
			continue // a server that refuses has not accepted
		}
		f.After, f.Only, f.Paths = true, http.MethodPost, s.h.Writes
		text := fmt.Sprintf("answer number-%d-", i)
		met, id := s.brokenSend(f, 0, text, about)
		if !met {
			s.Errorf("%s: the send made no POST", f.Name)
		}
		s.honest(f.Name+", after the server accepted", text, id)
		s.settled(f.Name+", after the server accepted", id)
	}
}

// accepted is a server that does what it is asked and does not say so.
func (s *station) accepted() Fault {
	f := Hang()
	f.After, f.Only, f.Paths, f.Kinds = true, http.MethodPost, s.h.Writes, []fault.Kind{fault.Transient}
	return f
}

// awaitFault waits until the fault on the line has struck n times.
func (s *station) awaitFault(n int) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), soon)
	defer cancel()
	s.must(s.line.Await(ctx, n))
}

// sendStopped: the program is ended politely in the middle of a send.
func sendStopped(s *station) {
	about := s.heard()
	s.line.Break(s.accepted(), 0, -1)
	stop := s.start()
	id := s.write("stopped in the middle", about)
	s.awaitFault(1)
	stop()
	s.line.Heal()
	if d := s.delivery(id); d.State == store.DeliverySending {
		s.Errorf("the post is stuck: %+v", d)
	}
	s.honest("after a stop", "stopped in the middle", id)
}

// sendKilled: the program ends without another word to the disk.
func sendKilled(s *station) {
	about := s.heard()
	s.line.Break(s.accepted(), 0, -1)
	stop := s.start()
	id := s.write("killed in the middle", about)
	s.awaitFault(1)
	s.disk.dead.Store(true)
	stop()
	s.line.Heal()
	s.disk.dead.Store(false)
	if d := s.delivery(id); d.State != store.DeliverySending {
		s.Errorf("before the next start it is %+v", d)
	}
	s.deliver()
	s.honest("after a crash", "killed in the middle", id)
	s.settled("after a crash", id)
}
