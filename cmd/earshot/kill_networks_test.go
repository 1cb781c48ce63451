package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"earshot/connectors/mastodon/mastodontest"
	"earshot/connectors/telegram/telegramtest"
	"earshot/connectors/vk/vktest"
	"earshot/connectors/wiretest"
)

// hall is a network on which people speak while the program is killed and the
// server goes and comes back; what stands on the server outlives both.
type hall struct {
	network string
	connect []string // how it is connected, without --api
	url     string
	// say says something and gives the id of the mention.
	say func(n int) string
	// stands gives what each of our texts answers, as ids of mentions.
	stands func() map[string][]string
	// began is called when the server has come back: it has forgotten what such
	// a server keeps in its memory alone.
	began func()
	// blind says that the network cannot tell whether a send whose answer was
	// lost has arrived: a person is asked.
	blind bool
}

// halls are the networks whose servers are fakes.
func halls(s *sandbox) map[string]func() hall {
	return map[string]func() hall{"mastodon": s.mastodonHall, "telegram": s.telegramHall, "vk": s.vkHall}
}

func (s *sandbox) mastodonHall() hall {
	f := mastodontest.New(mastodontest.Options{RateLimit: 1 << 20, Streaming: "none"})
	s.t.Cleanup(f.Close)
	return hall{
		network: "mastodon", url: f.URL(), connect: []string{"--token-file", s.write("token", f.Token())},
		say: func(n int) string {
			return f.Say(mastodontest.Post{By: fmt.Sprintf("user%d", n%7), Text: fmt.Sprintf("@acme вопрос %d", n)})
		},
		stands: func() map[string][]string {
			at := map[string][]string{}
			for _, w := range f.By("acme") {
				text := w.Text[strings.Index(w.Text, "answer"):]
				at[text] = append(at[text], w.ReplyTo)
			}
			return at
		},
		began: func() {},
	}
}

func (s *sandbox) telegramHall() hall {
	f := telegramtest.New(telegramtest.Options{})
	s.t.Cleanup(f.Close)
	group := telegramtest.Supergroup(-1001234, "Fridges", "fridges")
	return hall{
		network: "telegram", url: f.URL(), connect: []string{"--token-file", s.write("token", telegramtest.Token)}, blind: true,
		say: func(n int) string {
			user := int64(500 + n%7)
			from := telegramtest.User(user, fmt.Sprintf("User %d", n%7), "")
			m := telegramtest.Object{"from": from, "text": fmt.Sprintf("вопрос %d", n)}
			if n%2 == 0 {
				return fmt.Sprintf("%d/%d", group["id"], f.Say(group, m))
			}
			return fmt.Sprintf("%d:%d/%d", telegramtest.BotID, user, f.Say(telegramtest.Private(user, "User", ""), m))
		},
		stands: func() map[string][]string {
			at := map[string][]string{}
			for _, one := range f.Sent() {
				room := fmt.Sprint(one.Chat)
				if one.Chat > 0 {
					room = fmt.Sprintf("%d:%d", telegramtest.BotID, one.Chat)
				}
				at[one.Text] = append(at[one.Text], fmt.Sprintf("%s/%d", room, one.Answers))
			}
			return at
		},
		began: func() {},
	}
}

func (s *sandbox) vkHall() hall {
	f := vktest.New(vktest.Options{NoLimits: true})
	s.t.Cleanup(f.Close)
	post := f.OwnPost("Новый холодильник")
	return hall{
		network: "vk", url: f.URL(),
		connect: []string{"--token-file", s.write("token", vktest.CommunityToken), "--user-token-file", s.write("second", vktest.UserToken)},
		say: func(n int) string {
			said := vktest.Said{By: fmt.Sprintf("User Number%d", n%7), Text: fmt.Sprintf("вопрос %d", n)}
			if n%2 == 0 {
				return fmt.Sprintf("wall-%d_%d_r%d", vktest.Group, post, f.Comment(post, said))
			}
			peer, id := f.Message(said)
			return fmt.Sprintf("im%d_%d_%d", vktest.Group, peer, id)
		},
		stands: f.Stands,
		began:  f.Restart,
	}
}

// TestANetworkWhoseServerGoesWhileItIsKilled: the program is killed at a random
// moment of reading and of answering, again and again, and every third time its
// server goes, and comes back only after the kill. Nothing is missed, nothing is
// there twice, each answer stands once, and where it belongs.
func TestANetworkWhoseServerGoesWhileItIsKilled(t *testing.T) {
	for name := range halls(nil) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			h := halls(s)[name]()
			wire := wiretest.TCP(t, strings.TrimPrefix(h.url, "http://"))
			s.run(append([]string{"connect", h.network, "--api", "http://" + wire.Addr(), "--name", "acme"}, h.connect...)...)
			s.run("sync", "--once") // from here on all is news
			w := &walk{sandbox: s, hall: h, wire: wire, rng: rand.New(rand.NewPCG(7, 1)), said: map[string]int{}, answers: map[string]string{}}
			for round := range kills(t) {
				w.round(round)
			}
			w.judge()
		})
	}
}

// walk is one such story.
type walk struct {
	*sandbox
	hall
	wire    *wiretest.Wire
	rng     *rand.Rand
	said    map[string]int    // id -> how often it is there
	answers map[string]string // text -> what it answers
	last    string
	rounds  int
}

func (w *walk) speak(times int) {
	for range times {
		w.last = w.say(len(w.said))
		w.said[w.last] = 0
	}
}

// round lets the program work, speaks, answers, and kills it.
func (w *walk) round(n int) {
	w.rounds++
	known := w.last // heard before this round
	w.speak(2)
	r := w.start("", "sync")
	if n%3 == 2 {
		w.wire.Offline(true)
		w.wire.Reset()
	}
	w.speak(2)
	if known != "" {
		text := fmt.Sprintf("answer %d", n)
		// The socket may not stand yet: then it is this call that owns the data.
		w.run("reply", w.network+":"+known, text, "--force")
		w.answers[text] = known
	}
	death := time.AfterFunc(moment(w.rng, 500*time.Millisecond), func() { _ = r.Process.Kill() })
	_ = r.Wait() // killed
	death.Stop()
	if n%3 == 2 {
		w.began()
		w.wire.Offline(false)
	}
	w.speak(1)
	w.run("sync", "--once")
}

func (w *walk) judge() {
	w.t.Helper()
	unsure := 0
	state := map[string]string{}
	for _, p := range w.settle() {
		state[p.Text] = p.State
	}
	at := w.stands()
	for text, about := range w.answers {
		switch got := at[text]; {
		case state[text] == "unsure" && w.blind && len(got) <= 1:
			unsure++
		case state[text] != "sent" || len(got) != 1:
			w.t.Errorf("%q is %s and stands there %d times", text, state[text], len(got))
		}
		for _, under := range at[text] {
			if under != about && !strings.HasPrefix(about, under+"_") { // VK's messages stand in a conversation
				w.t.Errorf("%q stands below %s, and answers %s", text, under, about)
			}
		}
	}
	w.run("sync", "--once")
	for _, m := range w.mentions("net:" + w.network) {
		if _, theirs := w.said[m.ID]; theirs {
			w.said[m.ID]++
		}
	}
	for id, n := range w.said {
		if n != 1 {
			w.t.Errorf("mention %s is there %d times", id, n)
		}
	}
	w.t.Logf("%d times kill -9: %d mentions heard once, %d answers stand once, %d of them a person was asked about", w.rounds, len(w.said), len(w.answers), unsure)
}
