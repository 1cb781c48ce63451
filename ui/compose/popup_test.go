package compose_test

import (
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// keep keeps a canned reply past the screen.
func (s *scene) keep(name, text string) {
	s.T.Helper()
	_, err := s.Desk.Canned.Save(s.ctx, boris, name, text)
	panetest.Must(s.T, err)
	s.Advance(0)
}

func TestACannedReplyIsOfferedWhileTyping(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.keep("thanks", "Thank you, {name}!")
	s.keep("thanks-long", "Thank you very much, {name}. Yours, {me}")
	s.keep("срок", "Доставка занимает три дня.")
	s.reply()
	s.Type("Ok. ::th")
	s.See("thanks ", "Thank you, Иван Петров!", "thanks-long", "enter takes  esc closes  canned replies")
	s.Not("срок")
	s.Press("down", "enter")
	s.See("Ok. Thank you very much, Иван Петров. Yours, anna")
	s.Not("::", "canned replies")
	s.Press("ctrl+z")
	s.See("Ok. ::th")
	s.Press("ctrl+w")
	s.Type("::сро")
	s.Press("tab")
	s.See("Ok. Доставка занимает три дня.")
}

func TestEscClosesTheListAndKeepsTheText(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.keep("thanks", "Thank you!")
	s.reply()
	s.Type("::t")
	s.See("canned replies")
	s.Press("esc")
	s.See("::t")
	s.Not("canned replies")
	s.Type("h") // the same word does not open it again
	s.Not("canned replies")
	s.Type(" ::")
	s.See("canned replies")
	s.Type("zzz") // nothing fits: enter is a line end again
	s.Press("enter", "esc")
	if got := s.one(s.drafts()).Message.Text; got != "::th ::zzz\n" {
		t.Fatalf("%q", got)
	}
}

func TestWhatLooksLikeATriggerInsideAWordIsText(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.keep("thanks", "Thank you!")
	s.reply()
	for _, text := range []string{"std::th", "https://m.example/::th", "what??", "a@@b", "::(", "fe80::1"} {
		s.Type(" " + text)
		s.Not("enter takes")
	}
}

func TestPeopleOfTheDiscussionAndColleaguesAreOffered(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Host.Names.Users = []string{"boris", "carla"}
	s.reply()
	s.Type("@@")
	s.See("@ivan@m.example", "Иван Петров", "@boris", "colleague")
	s.Type("car")
	s.Not("@boris")
	s.Press("enter")
	s.Type("ok")
	s.See("@carla ok")
}

func TestWhatWasAnsweredBeforeIsOffered(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 100, Height: 20})
	old := s.Hear(s.Said("7", 48*time.Hour, store.Author{ID: "9", Name: "Olga"}, "negative", "Холодильник не морозит вообще"))[0]
	_, err := s.Desk.Publish.Send(s.ctx, anna, desk.Outgoing{About: old, Message: store.Message{Text: "Проверьте, закрыта ли дверца"}})
	panetest.Must(t, err)
	s.Advance(time.Minute)
	panetest.Must(t, s.Desk.Outbox.Delivered(s.ctx, s.claim("polar"), "r7", "", s.Now()))
	s.reply()
	s.Type("??")
	s.See("Проверьте, закрыта ли дверца", "to: Холодильник не морозит вообще", "what we answered before (no knowledge base yet)")
	s.Press("enter")
	s.Not("??")
	s.Type(" ??elephant")
	s.Not("enter takes")
}

// TestATriggerWithNothingToProposeSaysSo, until the next letter: then it may be
// text.
func TestATriggerWithNothingToProposeSaysSo(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 80, Height: 16})
	s.write(pane.Compose{Kind: pane.NewPost}, "")
	for trigger, hint := range map[string]string{
		"::": "no canned replies yet; ctrl+x c keeps this text as one",
		"??": "no answer of ours fits yet; a word behind ?? looks for one",
		"@@": "nobody to name: no discussion here, no colleagues yet",
	} {
		s.Type(trigger)
		s.See(hint)
		s.Type("я")
		s.Not(hint)
		s.Press("backspace")
		s.See(hint)
		s.Press("esc") // closes the hint, not the text
		s.See(trigger)
		s.Not(hint)
		s.Type(" ")
		s.Not(hint)
	}
	s.Type("::")
	s.keep("thanks", "Thank you!")
	s.Not("no canned replies yet")
	s.See("enter takes  esc closes  canned replies")
	s.Press("enter")
	s.See("Thank you!")
}

// TestTheHintKeepsInsideThePane: it wraps, and enter stays a line end.
func TestTheHintKeepsInsideThePane(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {20, 5}, {10, 2}, {10, 1}} {
		s := newScene(t, panetest.Options{Width: size[0], Height: size[1]})
		s.write(pane.Compose{Kind: pane.NewPost}, "")
		s.Type("one ::")
		panetest.Exact(t, s.View(), size[0], size[1])
		if size[0] == 40 {
			s.See("no canned replies yet; ctrl+x c keeps", "this text as one")
		}
		s.Press("enter", "esc")
		if got := s.one(s.drafts()).Message.Text; got != "one ::\n" {
			t.Errorf("%v: %q", size, got)
		}
	}
}

func TestTheListKeepsInsideThePane(t *testing.T) {
	for _, size := range [][2]int{{69, 16}, {40, 10}, {40, 4}, {20, 3}, {10, 2}} {
		s := newScene(t, panetest.Options{Width: size[0], Height: size[1]})
		for _, n := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			s.keep(n, "text "+n)
		}
		s.reply()
		s.Type("one\ntwo\nthree ::")
		s.Press("down", "down", "up", "enter")
		s.Press("esc")
		if got := s.one(s.drafts()).Message.Text; got != "one\ntwo\nthree text b" {
			t.Errorf("%v: %q", size, got)
		}
	}
}

func TestKeepingATextAsACannedReply(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Press("ctrl+x c")
	s.told("nothing is written yet")
	s.Press("ctrl+x i")
	s.told("there is no canned reply yet")
	s.Type("Bye, {name}")
	s.Press("ctrl+x c")
	s.Type("Bye")
	s.Press("enter")
	s.told("keep the canned reply bye")
	s.Press("ctrl+x i")
	s.Type("nobody")
	s.Press("enter")
	s.See("no canned reply of that name")
	for range 6 {
		s.Press("backspace")
	}
	s.Type("bye")
	s.Press("enter")
	s.See("Bye, {name}Bye, Иван Петров")
	s.Press("ctrl+x k")
	s.Type("bye")
	s.Press("enter")
	s.told("remove the canned reply bye")
}

// TestADraftOnTwoScreens: the second is told, and neither overwrites the other.
func TestADraftOnTwoScreens(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.NewPost}, "Первый черновик")
	s.Advance(time.Second)
	first := s.one(s.drafts())
	release, ok := s.Desk.Publish.HoldDraft(s.Host.Context, first.ID)
	if !ok {
		t.Fatal("it is our own")
	}
	s.Press("esc")
	release()
	other, cut := newContext(t)
	if _, ok := s.Desk.Publish.HoldDraft(other, first.ID); !ok {
		t.Fatal("esc lets the draft go")
	}
	s.ask(pane.Compose{Kind: pane.Resume, Draft: first.ID})
	s.See("this draft is open on another screen too")
	s.Press("ctrl+x ctrl+x")
	s.See("open on another screen too")
	s.Press("e")
	s.Type(" и второй")
	s.See("this is a copy of its own")
	s.Press("esc")
	texts := map[string]bool{}
	for _, d := range s.drafts() {
		texts[d.Message.Text] = true
	}
	if !texts["Первый черновик"] || !texts["Первый черновик и второй"] || len(texts) != 2 {
		t.Fatalf("drafts %v", texts)
	}
	cut() // the line of the other screen is cut: the draft is free again
	s.ask(pane.Compose{Kind: pane.Resume, Draft: first.ID})
	s.Not("another screen")
}

func TestADraftOpensWhereTheCursorWas(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.NewPost}, "Первое. Третье.")
	s.Press("ctrl+left", "ctrl+left", "esc", "enter")
	s.Type("Второе. ")
	s.See("Первое. Второе. Третье.")
	if got := s.one(s.drafts()); got.Cursor == 0 {
		t.Fatalf("%+v", got)
	}
}
