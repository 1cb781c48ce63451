package demo

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// talking is a demo with its clock, its history read, ready to be answered.
type talking struct {
	conn  speaking
	clock *clock
	d     diary
}

func talk1(t testing.TB, kv ...string) *talking {
	t.Helper()
	s := &talking{clock: &clock{now: noon}}
	s.conn = open(t, s.clock.env(), append([]string{"rate", "0"}, kv...)...).(speaking)
	pull(t, s.conn, &s.d)
	return s
}

// find gives the newest opening that fits.
func (s *talking) find(t testing.TB, fits func(*store.Mention) bool) *store.Mention {
	t.Helper()
	for i := len(s.d.mentions) - 1; i >= 0; i-- {
		if m := s.d.mentions[i]; m.Place.Parent == "" && fits(m) {
			return m
		}
	}
	t.Fatal("nobody said that")
	return nil
}

func anybody(m *store.Mention) bool {
	return m.Kind != store.KindShare && !strings.HasPrefix(m.Author.Name, BrandName)
}

func (s *talking) send(t testing.TB, key, text string, to *store.Mention, media ...store.Attachment) connectors.Receipt {
	t.Helper()
	r, err := s.conn.Send(t.Context(), connectors.Outgoing{Key: key, Message: store.Message{Text: text, Media: media}, ReplyTo: to, Made: s.clock.env().Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// later lets time pass and gives what came.
func (s *talking) later(t testing.TB, d time.Duration) []*store.Mention {
	t.Helper()
	s.clock.pass(d)
	n := len(s.d.mentions)
	pull(t, s.conn, &s.d)
	return s.d.since(n)
}

// Who is answered answers back: once, in the same discussion, to what we said,
// within 20 to 90 seconds.
func TestTheAnsweredAnswerOnce(t *testing.T) {
	for _, as := range playable()[:6] {
		s := talk1(t, "as", as)
		w, err := s.conn.(*speaker).world()
		if err != nil {
			t.Fatal(err)
		}
		to := s.find(t, func(m *store.Mention) bool { return anybody(m) && w.byID[m.Author.ID].role != 'b' })
		r := s.send(t, "job1", "Здравствуйте! Мы вам поможем.", to)
		if came := s.later(t, 19*time.Second); len(came) != 0 {
			t.Errorf("%q: an answer after less than 20 s", as)
		}
		came := s.later(t, 72*time.Second)
		if len(came) != 1 {
			t.Fatalf("%q: %d answers", as, len(came))
		}
		m := came[0]
		if m.Author != to.Author || m.Place.Parent != r.RemoteID || m.Place.Thread != to.Thread().ID || m.Body.Text == "" {
			t.Errorf("%q: the answer is %+v", as, m)
		}
		if after := m.Created.Sub(r.At); after < 20*time.Second || after > 90*time.Second {
			t.Errorf("%q: it came after %s", as, after)
		}
		if as == "mail" && !strings.HasPrefix(m.Body.Title, "Re: ") || as != "mail" && as != "" && m.Body.Title != "" {
			t.Errorf("%q: it has the title %q", as, m.Body.Title)
		}
		stage, _ := networkOf(as)
		checkMention(t, stage, m)
		if again := s.later(t, time.Hour); len(again) != 0 {
			t.Errorf("%q: %d answers more", as, len(again))
		}
	}
}

// The answer comes by the stream at its moment, without another reading.
func TestAnswersComeByTheStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at, "as", "mastodon", "rate", "0").(speaking)
		var d diary
		pull(t, conn, &d)
		to := d.all()[0]
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- conn.Stream(ctx, nil, d.emit) }()
		time.Sleep(time.Hour)
		old := len(d.all())
		r, err := conn.Send(ctx, connectors.Outgoing{Key: "a", Message: store.Message{Text: "Hello!"}, ReplyTo: to})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(91 * time.Second)
		synctest.Wait()
		came := d.since(old)
		if len(came) != 1 || came[0].Place.Parent != r.RemoteID {
			t.Fatalf("came %v", ids(came))
		}
		time.Sleep(time.Hour)
		stop()
		<-done
		if n := len(d.since(old)); n != 1 {
			t.Errorf("%d answers", n)
		}
	})
}

// Sending twice with one key sends once: one receipt, one answer. Another key
// is another message.
func TestSendingTwiceSendsOnce(t *testing.T) {
	s := talk1(t, "as", "vk")
	to := s.find(t, anybody)
	first := s.send(t, "key", "Добрый день!", to)
	s.clock.pass(5 * time.Second)
	if again := s.send(t, "key", "Добрый день!", to); again != first {
		t.Errorf("receipts %+v and %+v", first, again)
	}
	if n := len(s.later(t, 2*time.Minute)); n != 1 {
		t.Errorf("%d answers", n)
	}
	if other := s.send(t, "other", "Добрый день!", to); other.RemoteID == first.RemoteID {
		t.Error("another key gave the same post")
	}
	if s.conn.IdempotentFor() < time.Hour {
		t.Errorf("keys are remembered for %s", s.conn.IdempotentFor())
	}
}

// A restart forgets what was sent, but the same key makes the same post and
// the same answer, so the store sees nothing twice.
func TestSendingAcrossARestart(t *testing.T) {
	var posts, answers []string
	for range 2 {
		s := talk1(t, "as", "mastodon")
		r := s.send(t, "key", "Hello!", s.find(t, anybody))
		posts = append(posts, r.RemoteID+r.URL)
		answers = append(answers, print(s.later(t, 2*time.Minute)))
	}
	if posts[0] != posts[1] || answers[0] != answers[1] {
		t.Errorf("posts %v, answers %v", posts, answers)
	}
}

// Messages without a key are told apart by their text.
func TestSendingWithoutAKey(t *testing.T) {
	s := talk1(t)
	to := s.find(t, anybody)
	a, b, c := s.send(t, "", "one", to), s.send(t, "", "one", to), s.send(t, "", "two", to)
	if a != b || a.RemoteID == c.RemoteID {
		t.Errorf("receipts %v, %v, %v", a, b, c)
	}
}

// Under a post of ours a few different people speak up, in its language.
func TestPostsAreTalkedAbout(t *testing.T) {
	for _, text := range []string{"Завтра открываем новый магазин!", "We open a new shop tomorrow!"} {
		s := talk1(t, "as", "mastodon")
		r := s.send(t, "post", text, nil)
		came := s.later(t, 5*time.Minute)
		if len(came) < 2 || len(came) > 4 {
			t.Errorf("%q: %d voices", text, len(came))
		}
		authors := map[string]bool{}
		for _, m := range came {
			if m.Place.Thread != r.RemoteID || m.Place.Parent != r.RemoteID || language(m.Body.Text) != language(text) && m.Body.Text != "" {
				t.Errorf("%q: %q in %+v", text, m.Body.Text, m.Place)
			}
			if authors[m.Author.ID] {
				t.Errorf("%s speaks twice", m.Author.Name)
			}
			authors[m.Author.ID] = true
		}
		noDoubles(t, came)
	}
}

// Every network that can be sent to has people who react, the one that plays
// all too.
func TestEveryAudienceReacts(t *testing.T) {
	for _, as := range playable()[:6] {
		s := talk1(t, "as", as)
		s.send(t, "post", "Hello, good morning!", nil)
		if came := s.later(t, 5*time.Minute); len(came) == 0 && as != "telegram" && as != "vk" {
			t.Errorf("%q: silence", as)
		}
		s.send(t, "post2", "Доброе утро!", nil)
		if came := s.later(t, 5*time.Minute); len(came) == 0 {
			t.Errorf("%q: silence in Russian", as)
		}
	}
}

// The moods of answers are mixed; who complained is harder to please.
func TestMoodsOfAnswers(t *testing.T) {
	s := talk1(t, "as", "vk")
	moods := func(to store.Mention, mood string) map[string]int {
		to.Judgement.Sentiment = mood
		n := map[string]int{}
		for i := range 200 {
			r := s.send(t, mood+strconv.Itoa(i), "Здравствуйте!", &to)
			for _, m := range s.conn.(*speaker).mind.waiting {
				if m.Place.Parent == r.RemoteID {
					n[s.conn.(*speaker).mind.moods[m.Key.ID]]++
				}
			}
		}
		return n
	}
	to := *s.find(t, anybody)
	if n := moods(to, "negative"); n["angry"] < 45 || n["thanks"] < 50 || n["ask"] < 25 {
		t.Errorf("the unhappy: %v", n)
	}
	if n := moods(to, "positive"); n["angry"] != 0 || n["thanks"] < 100 || n["ask"] < 35 {
		t.Errorf("the happy: %v", n)
	}
}

// A talk goes on as long as we answer: whoever said thank you says goodbye,
// whoever is angry may stay so.
func TestALongTalk(t *testing.T) {
	s := talk1(t, "as", "mastodon")
	to := s.find(t, anybody)
	thread := to.Thread().ID
	byes := 0
	for i := range 12 {
		s.send(t, "turn"+strconv.Itoa(i), "We are here to help.", to)
		came := s.later(t, 90*time.Second)
		if len(came) != 1 || came[0].Place.Thread != thread {
			t.Fatalf("turn %d: %v", i, ids(came))
		}
		mood := s.conn.(*speaker).mind.moods[to.Key.ID]
		to = came[0]
		if now := s.conn.(*speaker).mind.moods[to.Key.ID]; (mood == "thanks" || mood == "bye") && now != "bye" {
			t.Errorf("after %s came %s", mood, now)
		} else if now == "bye" {
			byes++
		}
	}
	if byes == 0 {
		t.Error("nobody ever said goodbye")
	}
	turns, err := s.conn.Thread(t.Context(), to.Key.ID)
	if err != nil || len(turns) < 25 {
		t.Errorf("the discussion has %d turns: %v", len(turns), err)
	}
}

// Bots do not read what they are told.
func TestBotsStaySilent(t *testing.T) {
	s := talk1(t, "as", "vk")
	bot := s.find(t, func(m *store.Mention) bool {
		return m.Author.Handle == "rabota_doma_777" || m.Author.Handle == "promokod_24_7"
	})
	s.send(t, "bot", "Нет, спасибо.", bot)
	if came := s.later(t, time.Hour); len(came) != 0 {
		t.Errorf("it says %q", came[0].Body.Text)
	}
}

// Strangers, such as the authors of imported mentions, answer in their
// language; who speaks one we have few words in says thank you in it.
func TestStrangers(t *testing.T) {
	s := talk1(t, "as", "mastodon")
	for text, lang := range map[string]string{"Где мой заказ?": "ru", "Where is my order?": "en"} {
		to := &store.Mention{
			Key: store.Key{Network: "mastodon", ID: "imported" + lang}, Author: store.Author{ID: "x", Name: "X"}, Body: store.Body{Text: text},
		}
		s.send(t, lang, "…", to)
		came := s.later(t, 90*time.Second)
		if len(came) != 1 || came[0].Body.Lang != lang || came[0].Author.ID != "x" || came[0].Place.Thread != to.Key.ID {
			t.Errorf("%s: %+v", lang, came)
		}
	}
	for i := range 20 { // Japanese has no angry answers
		to := s.find(t, func(m *store.Mention) bool { return m.Body.Lang == "ja" && m.Kind != store.KindShare })
		to.Judgement.Sentiment = "negative"
		s.send(t, "ja"+strconv.Itoa(i), "ありがとうございます。", to)
	}
	if came := s.later(t, 90*time.Second); len(came) != 20 {
		t.Errorf("%d of 20 answers in Japanese", len(came))
	}
}

// What the network would not take is refused for good, in words that help.
func TestRefusals(t *testing.T) {
	for _, no := range []struct {
		as    string
		out   store.Message
		words string
	}{
		{"mastodon", store.Message{Text: strings.Repeat("a", 501)}, "501"},
		{"bluesky", store.Message{Text: strings.Repeat("я", 301)}, "300"},
		{"vk", store.Message{Text: " \n "}, "no text"},
		{"mastodon", store.Message{Text: "five", Media: make([]store.Attachment, 5)}, "4 files"},
	} {
		s := talk1(t, "as", no.as)
		_, err := s.conn.Send(t.Context(), connectors.Outgoing{Key: "k", Message: no.out})
		if !fault.Is(err, fault.Permanent) || !strings.Contains(err.Error(), no.words) {
			t.Errorf("%s: %v", no.as, err)
		}
		if _, found, _ := s.conn.Find(t.Context(), connectors.Outgoing{Key: "k", Message: no.out}); found {
			t.Errorf("%s: what was refused stands", no.as)
		}
	}
	s := talk1(t, "as", "mastodon")
	s.send(t, "just", strings.Repeat("a", 470)+" https://zernolla.example/"+strings.Repeat("b", 300), nil)
	s.send(t, "picture", "", &store.Mention{Key: store.Key{Network: "mastodon", ID: "1"}, Author: store.Author{ID: "2"}, Body: store.Body{Text: "?"}},
		store.Attachment{Path: "cat.jpg", Alt: "a cat"})
}

// Characters are counted as people see them.
func TestLength(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "abc": 3, "привет мир": 10, "e\u0301": 1, "👨‍👩‍👧‍👦": 1, "👋🏽": 1, "☕️": 1,
		"see https://a.example/very/long/address now": 4 + 23 + 4,
	} {
		if got := length(text, 23); got != want {
			t.Errorf("%q has %d characters, not %d", text, got, want)
		}
	}
	if got := length("https://a.example", 0); got != 17 {
		t.Errorf("a link counts its length: %d", got)
	}
}

// After a crash in the middle of sending one can look: by the key, else by
// the words and what they answer, and never further back than the first try.
func TestFind(t *testing.T) {
	s := talk1(t, "as", "mastodon")
	to := s.find(t, anybody)
	r := s.send(t, "key", "Hello!", to)
	out := connectors.Outgoing{Key: "key", Message: store.Message{Text: "Hello!"}, ReplyTo: to, Made: r.At}
	for _, look := range []struct {
		what   string
		change func(*connectors.Outgoing)
		found  bool
	}{
		{"the key", func(*connectors.Outgoing) {}, true},
		{"the words", func(o *connectors.Outgoing) { o.Key = "new" }, true},
		{"other words", func(o *connectors.Outgoing) { o.Key, o.Message.Text = "new", "Bye!" }, false},
		{"a new post", func(o *connectors.Outgoing) { o.Key, o.ReplyTo = "new", nil }, false},
		{"a later try", func(o *connectors.Outgoing) { o.Key, o.Made = "new", r.At.Add(time.Second) }, false},
	} {
		o := out
		look.change(&o)
		got, found, err := s.conn.Find(t.Context(), o)
		if err != nil || found != look.found || found && got != r {
			t.Errorf("%s: found %v, %v", look.what, found, err)
		}
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := s.conn.Find(ended, out); !errors.Is(err, context.Canceled) {
		t.Errorf("find: %v", err)
	}
	if _, err := s.conn.Send(ended, out); !errors.Is(err, context.Canceled) {
		t.Errorf("send: %v", err)
	}
}

// What we sent stands in the discussion with our own name.
func TestOursStandsInTheDiscussion(t *testing.T) {
	s := talk1(t, "as", "mastodon")
	to := s.find(t, anybody)
	before, err := s.conn.Thread(t.Context(), to.Key.ID)
	if err != nil {
		t.Fatal(err)
	}
	r := s.send(t, "key", "Hello!", to)
	after, err := s.conn.Thread(t.Context(), r.RemoteID)
	if err != nil || len(after) != len(before)+1 {
		t.Fatalf("%d turns, before %d: %v", len(after), len(before), err)
	}
	ours := after[len(after)-1]
	p, _ := s.conn.Check(t.Context())
	if ours.Author.ID != p.RemoteID || ours.Body.Text != "Hello!" || ours.Place.Parent != to.Key.ID || ours.URL != r.URL {
		t.Errorf("ours is %+v", ours)
	}
}

// With faults on, some deliveries fail in every way there is: refused for
// good, limited, not arrived, and arrived without an answer. Trying again, and
// looking first, brings each that was not refused to stand exactly once.
func TestFaultsOfSending(t *testing.T) {
	s := talk1(t, "as", "vk", "faults", "on")
	to := s.find(t, anybody)
	kinds := map[fault.Kind]int{}
	lost, stands := 0, 0
	for i := range 160 {
		out := connectors.Outgoing{Key: "job" + strconv.Itoa(i), Message: store.Message{Text: "Здравствуйте!"}, ReplyTo: to, Made: noon}
		_, err := s.conn.Send(t.Context(), out)
		if err == nil {
			stands++
			continue
		}
		f := fault.Of(err)
		kinds[f.Kind]++
		if f.Kind == fault.Limited && (f.RetryAfter <= 0 || !f.Unsent) || !strings.Contains(f.What, "simulated") {
			t.Errorf("%+v", f)
		}
		if f.Kind == fault.Transient {
			out.ReplyTo = &store.Mention{Key: store.Key{Network: "vk", ID: "else"}} // only the key can tell
			if _, found, _ := s.conn.Find(t.Context(), out); found {
				lost++
			}
			out.ReplyTo = to
		}
		_, err = s.conn.Send(t.Context(), out)
		if f.Kind == fault.Permanent != (err != nil) {
			t.Errorf("%s, then %v", f.Kind, err)
		}
		if err == nil {
			stands++
		}
	}
	if kinds[fault.Permanent] < 4 || kinds[fault.Limited] < 4 || kinds[fault.Transient] < 8 || lost < 4 || stands < 130 {
		t.Errorf("faults %v, %d without an answer, %d stand", kinds, lost, stands)
	}
	if came := s.later(t, 2*time.Minute); len(came) != stands {
		t.Errorf("%d stand, %d were answered", stands, len(came))
	}
}

// Senders, readers and the stream work at the same time.
func TestAllAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		env, at := bubble()
		conn := open(t, env, "at", at, "rate", "60").(speaking)
		var d diary
		pull(t, conn, &d)
		to := d.all()[0]
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		done := make(chan struct{})
		go func() { defer close(done); _ = conn.Stream(ctx, nil, d.emit) }()
		for w := range 3 {
			go func() {
				for i := range 20 {
					_, _ = conn.Send(ctx, connectors.Outgoing{Key: strconv.Itoa(i*3 + w%2), Message: store.Message{Text: "Hello!"}, ReplyTo: to})
					_ = conn.Pull(ctx, d.at, d.emit)
					_, _ = conn.Thread(ctx, to.Key.ID)
					conn.Limits()
					time.Sleep(7 * time.Second)
				}
			}()
		}
		<-done
		noDoubles(t, d.all())
		if turns, err := conn.Thread(t.Context(), to.Key.ID); err != nil || len(turns) < 80 {
			t.Errorf("%d turns: %v", len(turns), err)
		}
	})
}
