package vk

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/connectors/vk/vktest"
)

// What is said is there at once, and so are its edit and its deletion.
func TestLive(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	on := s.OwnPost("Новинка")
	ready := make(chan bool, 1)
	ended, stop := hear(t, c, in, func() { ready <- true })
	<-ready
	if c.Interval() != liveInterval {
		t.Errorf("while the stream stands the interval is %v", c.Interval())
	}
	began := time.Now()
	id := s.Comment(on, vktest.Said{By: "Olga Zander", Text: "[club2000|Acme], сколько стоит?"})
	m := in.Next(t).Mention
	if took := time.Since(began); took > 10*time.Second { // for a machine that is busy; usually a millisecond
		t.Errorf("it took %v", took)
	}
	if m.Body.Text != "Acme, сколько стоит?" || m.Author.Name != "Olga Zander" || m.Author.Followers != 12 || m.Key.ID != below(on, id).String() {
		t.Errorf("%+v", m)
	}
	s.EditComment(id, "уже не надо")
	if m = in.Next(t).Mention; m.Body.Text != "уже не надо" {
		t.Errorf("%+v", m)
	}
	s.DeleteComment(id)
	if e := in.Next(t); e.Deleted.ID != below(on, id).String() {
		t.Errorf("%+v", e)
	}
	if in.At("") != nil {
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

// A reading that began before something was heard live asks again, so that no
// older state is handed in behind the newer one; but not for ever.
func TestReadingBesideTheStream(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	s.Message(vktest.Said{Text: "one"})
	for busy, want := range map[int]int{0: 2, 1: 3, 1000: maxYield + 1} { // the last finds that there is no more
		in.Cursors[""] = []byte(`{"ts":"1000","at":` + strconv.FormatInt(time.Now().Unix(), 10) + `}`)
		before, left := calls(s, vktest.LongPoll), busy
		s.Answer(vktest.LongPoll, func(w http.ResponseWriter, r *http.Request) {
			if left > 0 {
				left--
				c.line.heard.Add(1)
			}
			if r.FormValue("ts") != "1000" {
				_, _ = io.WriteString(w, `{"ts":"1001","updates":[]}`)
				return
			}
			_, _ = io.WriteString(w, `{"ts":"1001","updates":[{"type":"message_new","group_id":2000,"object":{"id":5,"peer_id":7,"from_id":7,"date":1,"text":"x"}}]}`)
		})
		read(t, c, in)
		if n := calls(s, vktest.LongPoll) - before; n != want && busy < 1000 || n < want {
			t.Errorf("while the stream was heard %d times, %d answers were read, want %d", busy, n, want)
		}
		if !strings.Contains(string(in.At("")), `"ts":"1001"`) {
			t.Errorf("the cursor is %s", in.At(""))
		}
	}
}

// A number of events that goes back, as when an answer is garbled, is not taken
// over.
func TestCursorGoesForward(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	s.Message(vktest.Said{Text: "one"})
	read(t, c, in)
	before := string(in.At(""))
	s.Answer(vktest.LongPoll, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ts":7,"updates":[7]}`) })
	read(t, c, in)
	if now := string(in.At("")); now != before {
		t.Errorf("from %s to %s", before, now)
	}
}

// A server of events that takes no key is not asked for ever, and nothing that
// it has not told is passed over.
func TestAServerThatTakesNoKey(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, communityOnly()), connectortest.NewInbox()
	read(t, c, in)
	was := string(in.At(""))
	s.Answer(vktest.LongPoll, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"failed":2}`) })
	before := calls(s, vktest.LongPoll)
	if f := wantKind(t, c.Pull(t.Context(), in.At, in.Emit), fault.Transient); !strings.Contains(f.What, "refuses every key") {
		t.Errorf("%v", f)
	}
	ended, _ := hear(t, c, in, func() {})
	wantKind(t, <-ended, fault.Transient)
	if n := calls(s, vktest.LongPoll) - before; n != 2*(maxFailed+1) || string(in.At("")) != was {
		t.Errorf("asked %d times, from %s to %s", n, was, in.At(""))
	}
}

// Without a community there is nothing to hear live, and that is no failure.
func TestNothingToHear(t *testing.T) {
	s := serve(t, vktest.Options{})
	c, in := join(t, s, []string{vktest.ServiceToken}), connectortest.NewInbox()
	ended, _ := hear(t, c, in, func() { t.Error("ready for what?") })
	wantKind(t, <-ended, fault.Permanent)
}
