package thread_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/thread"
	"earshot/ui/verb"
)

// stage is a scene without a dialogue.
func stage(t testing.TB, o panetest.Options) *scene {
	t.Helper()
	s := &scene{Stage: panetest.New(t, o), ctx: t.Context()}
	s.Connect()
	s.Host.Names.Langs = []string{"en", "ru"}
	s.Put(thread.New(s.Host, &verb.Memory{}), verb.Global(s.Host)...)
	return s
}

// chain is a conversation in which each answers the one before.
func (s *scene) chain(n int) []store.Doc {
	s.T.Helper()
	var docs []store.Doc
	for i := range n {
		who := store.Author{ID: fmt.Sprint(i % 3), Handle: []string{"ivan", "mia", "lena"}[i%3], Name: []string{"Ivan", "Mia", "Lena"}[i%3]}
		m := s.Said(fmt.Sprint("c", i), time.Duration(600-i)*time.Minute, who, "neutral", fmt.Sprintf("Message %d.", i))
		if i > 0 {
			m.Place.Parent, m.Kind = fmt.Sprint("c", i-1), store.KindReply
		}
		docs = append(docs, s.Hear(m)...)
	}
	return docs
}

func TestADeepThreadStaysReadable(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"narrow", 40, 11}, {"side", 69, 20}, {"wide", 120, 30}} {
		s := stage(t, panetest.Options{Width: size.w, Height: size.h})
		docs := s.chain(31)
		s.open(docs[27])
		s.See("to @lena") // below the cap the place does not tell whom it answers
		s.Golden("thread-deep-" + size.name)
		s.Press("g g")
		s.Not("to @ivan")
	}
}

// mail is an answer that quotes all of what it answers.
const mail = `Hello,

the fridge still does not cool. Please see below what your colleague wrote.

On 12 Nov 2026, Polar Support wrote:
> Dear customer,
>
> we are sorry to hear that.
> A technician will come on Monday
> between 8 and 12.
>
> Your Polar team

When will he really come?

> Order 48-113

Tom

-----Original Message-----
From: Polar Support
Subject: Your order

Thank you for your order.
We will be in touch.`

func TestALongMailWithQuotes(t *testing.T) {
	s := stage(t, panetest.Options{Width: 80, Height: 24})
	m := s.Said("m1", 3*time.Hour, store.Author{ID: "tom", Email: "tom@mail.example", Name: "Tom Okafor"}, "negative", mail)
	m.Kind, m.Body.Title, m.Key.Network = store.KindMail, "Re: Your order", "mail"
	s.open(s.Hear(m)[0])
	s.See("> 7 quoted lines  enter opens", "> Order 48-113", "> 6 quoted lines  enter opens", "When will he really come?")
	s.Not("A technician", "Thank you for your order.")
	s.Golden("thread-quotes")
	s.Press("enter")
	s.See("> A technician will come on Monday")
	s.Not("quoted lines")
	s.Press("ctrl+d")
	s.See("Thank you for your order.")
	s.Press("enter")
	s.Not("A technician")
}

func TestMediaAndLinksAreOpenedByTheirLetters(t *testing.T) {
	s := stage(t, panetest.Options{Width: 80, Height: 18})
	m := s.Said("l1", time.Hour, store.Author{ID: "1", Handle: "ivan", Name: "Ivan"}, "negative", "See https://shop.example/offer and the pictures.")
	m.Body.Media = []store.Media{{Type: "image", URL: "https://img.example/1.jpg", Alt: "the broken hinge, seen from below"}, {Type: "video"}}
	m.Body.Links = []string{"https://shop.example/offer", "https://bank.example@evil.example/login", "javascript:alert(1)", "https://shop.example/\x1b]8;;x", "https://shop.example/offer"}
	plain := s.Said("l2", time.Minute, store.Author{ID: "1", Handle: "ivan", Name: "Ivan"}, "neutral", "And this.")
	docs := s.Hear(m, plain)
	s.open(docs[0])
	s.Golden("thread-links")
	s.See("a [image] the broken hinge", "[video]", "b shop.example https://shop.example/offer", "c evil.example https://bank.example@evil.example/login")
	s.Not("javascript", "    d ")
	// The target of a link is the address that stands there.
	if view := s.View(); strings.Count(view, "\x1b]8;;https://") != 3 || !strings.Contains(view, "\x1b]8;;https://shop.example/offer\x1b\\") {
		t.Fatalf("the links are not what is shown: %q", view)
	}
	s.Press("o")
	s.See("-- Open which?", "evil.example", "where it was said")
	s.Press("c")
	s.See("leads to evil.example", "https://bank.example@evil.example/login")
	if got := panetest.Last[pane.Copy](s.Stage); got.Text != "https://bank.example@evil.example/login" {
		t.Fatalf("copied %v", got)
	}
	s.Press("esc", "o", "a")
	s.See("leads to img.example  image: the broken hinge")
	s.Press("esc", "o", "o")
	s.See("https://social.example/l1")
	s.Press("esc")
	// With one address there is nothing to choose.
	s.open(docs[1])
	s.Press("o")
	s.See("-- Link", "https://social.example/l2")
}

func TestALongAddressIsCutNowhereButAtTheEdge(t *testing.T) {
	s := stage(t, panetest.Options{Width: 40, Height: 12})
	m := s.Said("long", time.Hour, store.Author{ID: "1", Name: "Ivan"}, "neutral", "x")
	m.URL = "https://social.example/" + strings.Repeat("path/", 16)
	s.open(s.Hear(m)[0])
	s.Press("o")
	if rows := strings.Split(s.Frame(), "\n"); !strings.Contains(strings.Join(rows[14:], ""), m.URL) {
		t.Fatalf("the address is not whole:\n%s", s.Frame())
	}
}

func TestEditedAndDeletedAreMarked(t *testing.T) {
	s := stage(t, panetest.Options{Width: 100, Height: 24})
	root := s.Said("e1", 3*time.Hour, store.Author{ID: "1", Handle: "ivan", Name: "Ivan"}, "negative", "The courier never came at all.")
	root.Edited = s.Now().Add(-10 * time.Minute)
	mid := s.Said("e2", 2*time.Hour, store.Author{ID: "2", Handle: "mia", Name: "Mia"}, "neutral", "Something she regrets.")
	mid.Place.Parent = "e1"
	last := s.Said("e3", time.Hour, store.Author{ID: "3", Handle: "lena", Name: "Lena"}, "neutral", "That was rude.")
	last.Place.Parent, last.Place.Thread = "e2", "e1"
	docs := s.Hear(root, mid, last)
	s.open(docs[0])
	s.See("edited 10m", "Something she regrets.")
	_, err := s.Desk.Inbox.Ingest(s.ctx, desk.Batch{Account: "polar", Events: []desk.Event{{Deleted: mid.Key}}})
	panetest.Must(t, err)
	s.Advance(0)
	// What vanishes under the eyes says so; its words are gone.
	s.See("it was taken away meanwhile", "to a deleted message")
	s.Not("Something she regrets.", "Mia")
	s.Golden("thread-deleted")
	s.Press("j")
	s.Press("y")
	if got := panetest.Last[pane.Copy](s.Stage); got.Text != "mastodon:e1" {
		t.Fatalf("what is gone cannot be worked on, copied %v", got)
	}
	s.open(docs[0])
	s.Not("taken away meanwhile")
	s.See("to a deleted message")
}

func TestManyScripts(t *testing.T) {
	s := stage(t, panetest.Options{Width: 60, Height: 26})
	root := s.Said("s1", 3*time.Hour, store.Author{ID: "1", Handle: "omar", Name: "عمر حداد"}, "neutral", "هل الثلاجة الجديدة متوفرة في دبي؟")
	root.Body.Lang = "ar"
	docs := s.Hear(root)
	for i, text := range []struct{ name, lang, text string }{
		{"雪 田中", "ja", "新しい冷蔵庫を探しています。おすすめはありますか？ 静かなものがいいです。"},
		{"The Fives 👩‍👩‍👧", "en", "We 👍🏽 it ❤️ a lot 🎉🇷🇺 and the cafe\u0301 too 1️⃣"},
		{"Z\u0337\u0321alg\u0335o", "kk", "Тоңазытқыш жұмыс істемейді, көмектесіңіздерші"},
	} {
		m := s.Said(fmt.Sprint("s", i+2), time.Duration(90-i)*time.Minute, store.Author{ID: text.name, Name: text.name}, "neutral", text.text)
		m.Place.Parent, m.Body.Lang = "s1", text.lang
		s.Hear(m)
	}
	s.open(docs[0])
	s.See(" Kazakh ", " Japanese ", " Arabic ")
	s.Not(" English ")
	s.Golden("thread-scripts")
}

func TestWhileThereIsNothingToShow(t *testing.T) {
	s := stage(t, panetest.Options{Width: 60, Height: 6})
	docs := s.chain(1)
	s.Stuck = true
	s.Send(pane.OpenThread{Doc: docs[0]})
	if strings.TrimSpace(s.View()) != "" {
		t.Fatal("a short read says nothing")
	}
	s.Advance(200 * time.Millisecond)
	s.Golden("thread-loading")
	s.Flow()
	s.See("Message 0")
	s.open(9999)
	s.Golden("thread-error")
}

func TestWhatTheTeamDidStandsBetween(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[0])
	s.Press("a a")
	s.order("Good to know.", "you assigned 3 mentions to anna · 20 Nov 09:31")
	s.Press("E")
	s.See("── you closed 3 mentions · 20 Nov 09:31")
	s.Press("z")
	s.Not("closed 3 mentions") // taken back: it never was
	_, err := s.Desk.Triage.Tag(s.ctx, boris, desk.On(s.docs[0]), []string{"courier"}, nil)
	panetest.Must(t, err)
	s.Advance(0)
	s.order("The courier never came.", "boris tagged 1 mention", "Same here.")
}

func TestWalkingTheAnswers(t *testing.T) {
	s := newScene(t, panetest.Options{})
	task := s.answer(s.docs[0], "We are on it.")
	panetest.Must(t, s.Desk.Outbox.Delivered(s.ctx, task.Job, "r1", "https://social.example/r1", s.Now()))
	s.open(s.docs[0])
	s.order("The courier", "Same here.", "Good to know.", "» answer by you", "We are on it.")
	s.See("to @ivan") // our answer stands below others
	s.Press("G", "p")
	s.at("The courier")
	s.Press("n")
	s.at("Same here.")
	s.Press("n")
	s.at("Good to know.")
	s.Press("n") // round the end, past what is answered
	s.at("Same here.")
	s.Press("p", "p")
	s.Noticed("what this answers is not here")
	s.Press("E", "n")
	s.Noticed("everything here is answered or closed")
	s.Press("enter")
	s.Noticed("nothing is folded in this message")
}

func TestEarlierConversationsStandAbove(t *testing.T) {
	s := stage(t, panetest.Options{Width: 80, Height: 16})
	ivan := store.Author{ID: "1", Handle: "ivan", Name: "Ivan"}
	for i := range 3 {
		a := s.Said(fmt.Sprint("old", i), time.Duration(72-24*i)*time.Hour, ivan, "neutral", fmt.Sprintf("Old matter %d.", i))
		b := s.Said(fmt.Sprint("re", i), time.Duration(71-24*i)*time.Hour, store.Author{ID: "2", Name: "Mia"}, "neutral", fmt.Sprintf("Answer to matter %d.", i))
		b.Place.Parent = fmt.Sprint("old", i)
		s.Hear(a, b)
	}
	doc := s.Hear(s.Said("now", time.Hour, ivan, "negative", "The new matter."))[0]
	s.open(doc)
	s.See("H 3 earlier conversations: 19 Nov 09:31 · new · Old matter 2.", "# Stream: thread of Ivan  open  1")
	s.Golden("thread-earlier")
	s.Press("H")
	s.See("H 2 earlier conversations", "earlier, 19 Nov 2026", "Old matter 2.", "Answer to matter 2.", "this conversation", "The new matter.")
	s.at("Ivan")
	s.Golden("thread-earlier-open")
	// One scroll upwards goes on through all of them.
	for range 12 {
		s.Press("k")
	}
	s.order("earlier, 17 Nov 2026", "Old matter 0.", "Answer to matter 0.", "earlier, 18 Nov 2026")
	s.Not("H 1", "earlier conversation:")
	s.Press("H")
	s.Noticed("there is no earlier conversation with this person")
	s.Press("G")
	s.at("Ivan")
	s.See("The new matter.")
	if s.state(doc) != store.StateOpen {
		t.Fatal("the mention was looked at")
	}
}

func TestAConversationOfTwoThousandKeepsItsPlace(t *testing.T) {
	s := crowd(t)
	if laid := strings.Count(s.View(), "says what"); laid == 0 || laid > 20 {
		t.Fatalf("%d turns in sight", laid)
	}
	s.Press("G")
	s.See("post 1999")
	s.Press("ctrl+u", "ctrl+u")
	before := s.View()
	m := s.Said("late", 90*24*time.Hour, store.Author{ID: "l", Name: "Late"}, "neutral", "An old answer, found late.")
	m.Place.Parent = "root"
	s.Hear(m)
	if s.View() != before {
		t.Fatal("an arrival far above moved the lines in sight")
	}
	s.Press("g g")
	s.See("post 0 ")
}

// crowd is a post with 2,000 answers, opened.
func crowd(t testing.TB) *scene {
	s := stage(t, panetest.Options{Width: 120, Height: 38})
	var all []*store.Mention
	for i := range 2000 {
		m := s.Said(fmt.Sprint("p", i), time.Duration(3000-i)*time.Minute, store.Author{ID: fmt.Sprint(i), Name: fmt.Sprint("Writer ", i)}, "neutral", fmt.Sprintf("post %d says what everybody says.", i))
		m.Place.Parent = "root"
		all = append(all, m)
	}
	root := s.Said("root", 100*24*time.Hour, store.Author{ID: "r", Name: "Root"}, "neutral", "The post.")
	doc := s.Hear(append([]*store.Mention{root}, all...)...)[0]
	s.open(doc)
	return s
}

// BenchmarkOpenTwoThousand is what a person waits for after enter on a post with
// 2,000 answers, reading from a store in memory and drawing included.
func BenchmarkOpenTwoThousand(b *testing.B) {
	s := crowd(b)
	doc, err := s.Desk.Lookup.Resolve(s.ctx, "mastodon:root")
	panetest.Must(b, err)
	for b.Loop() {
		s.open(doc)
	}
}

func TestAnEarlierConversationComesIntoSight(t *testing.T) {
	s := stage(t, panetest.Options{Width: 60, Height: 10})
	ivan := store.Author{ID: "0", Handle: "ivan", Name: "Ivan"}
	s.Hear(s.Said("before", 48*time.Hour, ivan, "neutral", "Something of the day before yesterday."))
	docs := s.chain(12)
	s.open(docs[0])
	s.See("1 earlier conversation: 18 Nov", "Message 0.")
	s.Press("H")
	s.See("Something of the day before yesterday.", "this conversation", "Message 0.")
	s.at("Ivan")
	s.Press("E")
	if s.state(docs[11]) != store.StateDone {
		t.Fatal("verbs mean the conversation that was opened")
	}
}
