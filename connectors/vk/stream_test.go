package vk

import (
	"testing"
	"time"

	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
)

// What is said is there at once, and so are its edit and its deletion.
func TestLive(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), newInbox()
	on := s.OwnPost("Новинка")
	ready := make(chan bool, 1)
	ended, stop := hear(t, c, in, func() { ready <- true })
	<-ready
	if c.Interval() != liveInterval {
		t.Errorf("while the stream stands the interval is %v", c.Interval())
	}
	began := time.Now()
	id := s.Comment(on, vktest.Said{By: "Olga Zander", Text: "[club2000|Acme], сколько стоит?"})
	m := in.next(t).Mention
	if took := time.Since(began); took > 10*time.Second { // for a machine that is busy; usually a millisecond
		t.Errorf("it took %v", took)
	}
	if m.Body.Text != "Acme, сколько стоит?" || m.Author.Name != "Olga Zander" || m.Author.Followers != 12 || m.Key.ID != below(on, id).String() {
		t.Errorf("%+v", m)
	}
	s.EditComment(id, "уже не надо")
	if m = in.next(t).Mention; m.Body.Text != "уже не надо" {
		t.Errorf("%+v", m)
	}
	s.DeleteComment(id)
	if e := in.next(t); e.Deleted.ID != below(on, id).String() {
		t.Errorf("%+v", e)
	}
	if in.at("") != nil {
		t.Error("the stream moved the cursor past what was before it")
	}
	stop()
	if err := <-ended; err == nil || fault.Of(err).Kind == fault.Permanent {
		t.Errorf("stopped with %v", err)
	}
	if c.line.live.Load() || c.Interval() != pollInterval {
		t.Error("it still counts as live")
	}
}

// A reading that began before something was heard live does not hand in an
// older state behind it.
func TestReadingBesideTheStream(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), newInbox()
	read(t, c, in)
	ready := make(chan bool, 1)
	hear(t, c, in, func() { ready <- true })
	<-ready
	s.Message(vktest.Said{Text: "one"})
	in.next(t)
	before := string(in.at(""))
	read(t, c, in)
	if string(in.at("")) == before {
		t.Error("the reader does not move the cursor")
	}
	if got := len(in.texts()); got != 1 {
		t.Errorf("%d mentions", got)
	}
}

// Without a community there is nothing to hear live, and that is no failure.
func TestNothingToHear(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, []string{vktest.ServiceToken}), newInbox()
	ended, _ := hear(t, c, in, func() { t.Error("ready for what?") })
	wantKind(t, <-ended, fault.Permanent)
}
