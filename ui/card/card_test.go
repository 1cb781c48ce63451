package card_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/card"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/theme"
	"earshot/ui/verb"
)

var (
	anna  = desk.By{User: "anna", Door: "key"}
	boris = desk.By{User: "boris", Door: "key"}
)

// scene is a stage with a card and two people on it.
type scene struct {
	*panetest.Stage
	ivan, mia []store.Doc
}

func ivan() store.Author {
	return store.Author{
		ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840, Following: 210, Posts: 900, Location: "Казань",
		Bio: "Инженер, отец двоих детей. Пишу о кухнях, ремонте и о том, как всё ломается в самый неподходящий момент, чаще всего в пятницу вечером.",
		URL: "https://ivan.example/about",
	}
}

func mia() store.Author {
	return store.Author{ID: "12", Handle: "mia", Name: "Mia Laurent", Followers: 52_300, Verified: true}
}

func newScene(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	s := &scene{Stage: panetest.New(t, o)}
	s.Connect()
	first := s.Said("101", 26*time.Hour, ivan(), "negative", "Холодильник опять не морозит, третий день жду мастера")
	first.Judgement.Intent = "complaint"
	second := s.Said("102", 3*time.Hour, ivan(), "neutral", "Номер заявки 48-113, когда приедет мастер?")
	second.Judgement.Intent, second.Place.Parent = "question", "101"
	third := s.Said("103", 4*time.Minute, ivan(), "positive", "Приехали, починили за десять минут. Спасибо! 🎉")
	s.ivan = s.Hear(first, second, third)
	s.mia = s.Hear(s.Said("201", 9*time.Minute, mia(), "positive", "The quietest fridge I have ever tested ❤️"))
	ctx := context.Background()
	_, err := s.Desk.Publish.Send(ctx, anna, desk.Outgoing{Message: store.Message{Text: "Мастер будет сегодня до шести."}, About: s.ivan[1], NoHold: true})
	panetest.Must(t, err)
	task, err := s.Desk.Outbox.Claim(ctx, "polar")
	panetest.Must(t, err)
	panetest.Must(t, s.Desk.Outbox.Delivered(ctx, task.Job, "r1", "https://social.example/r1", s.Now().Add(-2*time.Hour)))
	_, err = s.Desk.Triage.Note(ctx, boris, s.ivan[0], "Third repair in a year: offer an exchange.")
	panetest.Must(t, err)
	_, err = s.Desk.Triage.Tag(ctx, boris, desk.On(s.ivan[0]), []string{"repair", "warranty"}, nil)
	panetest.Must(t, err)
	s.Put(card.New(s.Host, &verb.Memory{}))
	return s
}

// pick tells the card that the selection rests on a mention.
func (s *scene) pick(doc store.Doc, identity string) {
	s.Send(pane.Selected{From: keys.Stream, Doc: doc, Identity: identity, Account: "polar"})
	s.Send(pane.Selected{From: keys.Stream, Doc: doc, Identity: identity, Account: "polar", Settled: true})
}

func TestFrames(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"side", 50, 19}, {"narrow", 40, 10}, {"full", 118, 36}, {"low", 80, 9}} {
		s := newScene(t, panetest.Options{Width: size.w, Height: size.h})
		s.pick(s.ivan[2], "mastodon:77")
		s.Golden("card-" + size.name)
	}
	s := newScene(t, panetest.Options{Width: 50, Height: 19, Plain: true})
	s.pick(s.mia[0], "mastodon:12")
	s.Golden("card-plain")
	s = newScene(t, panetest.Options{})
	s.Golden("card-empty")
}

func TestTheCardFollowsTheSelectionOnceItRests(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.See("Nobody is selected", "Move in the stream")
	s.Send(pane.Selected{From: keys.Stream, Doc: s.mia[0], Identity: "mastodon:12"})
	s.Not("Mia Laurent")
	s.pick(s.mia[0], "mastodon:12")
	s.See("# Contact: Mia Laurent", "verified", "1 open", "52k followers", "0, none of 1 post reshared yet")
	s.pick(s.ivan[2], "mastodon:77")
	s.See("# Contact: Иван Петров", "Казань", "3 open", "▼ 1", "· 1", "▲ 1")
	s.Not("Mia")
	s.pick(0, "")
	s.See("Nobody is selected")
	s.pick(9, "")
	s.See("does not tell who wrote this")
}

func TestTheTimelineHoldsTheirWordsAndOurs(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.ivan[2], "mastodon:77")
	frame := s.Frame()
	order := []string{"note by boris", "Приехали, починили", "you answered · sent", "Номер заявки", "Холодильник опять", "that is all"}
	at := -1
	for _, text := range order {
		i := strings.Index(frame, text)
		if i < at {
			t.Fatalf("%q is missing or out of order:\n%s", text, frame)
		}
		at = i
	}
	s.See("post · question · open, answered", "#repair #warranty", "boris now: Third repair")
}

func TestTheCursorStandsOnTheSelectedMention(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.ivan[0], "mastodon:77")
	s.Press("enter")
	if got := panetest.Last[pane.To](s.Stage); got.Pane != keys.Thread || got.Msg != (pane.OpenThread{Doc: s.ivan[0]}) {
		t.Fatalf("enter opens %v", got)
	}
	if got := panetest.Last[pane.Focus](s.Stage); got.Pane != keys.Stream {
		t.Fatalf("the keys go to %v", got)
	}
	s.pick(s.ivan[1], "mastodon:77")
	s.Press("k", "k", "j", "enter") // from the question over our answer up to the note, and back
	if got := panetest.Last[pane.To](s.Stage); got.Msg != (pane.OpenThread{Doc: s.ivan[1]}) {
		t.Fatalf("our answer belongs to the question, not to %v", got)
	}
	s.Press("G", "enter")
	if got := panetest.Last[pane.To](s.Stage); got.Msg != (pane.OpenThread{Doc: s.ivan[0]}) {
		t.Fatalf("the last entry is the oldest, not %v", got)
	}
	s.Press("g g", "enter")
	if got := panetest.Last[pane.To](s.Stage); got.Msg == (pane.OpenThread{Doc: s.ivan[2]}) {
		t.Fatal("the first entry is the note")
	}
}

func TestPeekShowsAnotherPersonForAWhile(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.pick(s.ivan[2], "mastodon:77")
	if s.Reason("unpeek") == "" {
		t.Fatal("there is nothing to go back from")
	}
	s.Send(pane.Peek{Identity: "mastodon:12"})
	s.See("Mia Laurent  peek, esc goes back")
	s.Send(pane.Selected{From: keys.Stream, Doc: s.ivan[2], Identity: "mastodon:77", Settled: true})
	s.See("Mia Laurent") // the stream was read again, nobody moved
	s.Press("esc")
	s.See("# Contact: Иван Петров")
	s.Send(pane.Peek{Identity: "mastodon:12"})
	s.pick(s.ivan[1], "mastodon:77")
	s.See("# Contact: Иван Петров")
}

func TestPeekAtTheSelectedPersonIsNoPeek(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.pick(s.ivan[2], "mastodon:77")
	s.Send(pane.Peek{Identity: "mastodon:77"})
	s.Not("peek")
}

func TestCopyAndOpen(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.ivan[2], "mastodon:77")
	copied := func(key, text string) {
		t.Helper()
		s.Press(key)
		if got := panetest.Last[pane.Copy](s.Stage).Text; got != text {
			t.Fatalf("%s copies %q, want %q", key, got, text)
		}
	}
	copied("y", "@ivan@m.example")
	copied("Y", "https://social.example/103")
	copied("g g", "https://social.example/103")
	copied("Y", "https://ivan.example/about") // a note has no address, the person has
	copied("j", "https://ivan.example/about")
	s.Press("j")
	copied("Y", "https://social.example/r1") // where our answer stands
	copied("o", "https://social.example/r1")
	s.See("-- Link")
	s.Press("esc")
	s.pick(s.mia[0], "mastodon:12")
	copied("Y", "https://social.example/201")
}

func TestPeopleWithoutAddressSaySo(t *testing.T) {
	s := newScene(t, panetest.Options{})
	if s.Reason("copy-handle") == "" || s.Reason("copy-address") == "" || s.Reason("open") == "" || s.Reason("down") == "" {
		t.Fatal("nothing can be copied of nobody")
	}
	tom := s.Said("301", time.Hour, store.Author{ID: "tom", Email: "tom@mail.example"}, "neutral", "Hello")
	tom.URL = ""
	docs := s.Hear(tom)
	s.pick(docs[0], "mastodon:tom")
	s.See("tom@mail.example", "1 open")
	s.Press("y")
	if got := panetest.Last[pane.Copy](s.Stage); got.Text != "tom@mail.example" || got.What != "e-mail address" {
		t.Fatalf("copied %v", got)
	}
	if s.Reason("open-link") == "" {
		t.Fatal("there is no address")
	}
	nameless := s.Said("302", time.Hour, store.Author{ID: "x9"}, "neutral", "Hello")
	docs = s.Hear(nameless)
	s.pick(docs[0], "mastodon:x9")
	if s.Reason("copy-handle") == "" {
		t.Fatal("there is neither handle nor e-mail address")
	}
}

func TestVerbsActOnTheTimeline(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30, Seek: desk.Seek{Sources: []string{desk.SourceRelMe}}})
	s.pick(s.ivan[2], "mastodon:77")
	s.seekHim()
	s.Press("m v")
	s.See("VIP")
	s.Press("t")
	s.Type("+repaired")
	s.Press("enter")
	s.See("#repair #repaired #warranty")
	s.Press("i")
	s.Type("call on Monday")
	s.Press("enter")
	s.See("Notes 2", "call on Monday")
	s.Press("w")
	s.See("-- Why")
	s.Press("esc", "r")
	if got := panetest.Last[pane.Compose](s.Stage); got != (pane.Compose{Kind: pane.Reply, Doc: s.ivan[2]}) {
		t.Fatalf("r asks for %v", got)
	}
	s.Press("R")
	if got := panetest.Last[pane.Compose](s.Stage); got.Kind != pane.Other {
		t.Fatalf("R asks for %v", got)
	}
	s.Press("E")
	s.See("2 open")
	s.Press("A")
	s.Type("found")
	s.Press("enter", "W")
	s.Type("a mug")
	s.Press("enter")
	s.Pressed("down", "up", "top", "bottom", "half-page-down", "half-page-up", "row", "open", "unpeek", "kind", "copy-handle",
		"copy-address", "open-link", "details", "promise", "kept", "merge", "compare", "enrich", "enrich-never", "class", "advocate", "reward", "reply", "reply-elsewhere", "done", "tag", "note", "mark-vip", "why")
}

// TestWhatSomebodyIsIsSaidOnTheCard, for all accounts; undo takes it back.
func TestWhatSomebodyIsIsSaidOnTheCard(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.mia[0], "mastodon:12")
	for _, step := range []struct{ arg, want string }{{"Advocate ", "Mia Laurent is marked as advocate"}, {"none", "the class of Mia Laurent is reckoned again"}, {"advocate", "Mia Laurent is marked as advocate"}} {
		s.Run("class", step.arg)
		s.Noticed(step.want)
	}
	s.See("Mia Laurent  advocate  verified")
	s.Run("class", "friend")
	s.Noticed(`"friend" is no class; use influencer`)
	_, err := s.Desk.History.Undo(context.Background(), desk.By{User: s.Host.User, Door: "key"})
	panetest.Must(t, err)
	s.pick(s.ivan[0], "mastodon:77")
	s.pick(s.mia[0], "mastodon:12")
	s.Not("advocate")
}

func TestTheTimelineGoesOn(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 31})
	var many []*store.Mention
	for i := range 100 {
		many = append(many, s.Said(fmt.Sprint(1000+i), time.Duration(i+1)*time.Hour, mia(), "neutral", fmt.Sprintf("day %d of the test", i)))
	}
	s.Hear(many...)
	s.pick(s.mia[0], "mastodon:12")
	s.See("101 open", "101 mentions")
	s.Not("that is all")
	for range 40 {
		s.Press("ctrl+d")
	}
	s.See("day 99 of the test", "that is all")
	s.Press("g g")
	s.See("The quietest fridge")
}

func TestChangesArriveByThemselves(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.ivan[2], "mastodon:77")
	s.Hear(s.Said("104", 0, ivan(), "negative", "И снова не морозит"))
	s.See("И снова не морозит", "4 open")
	s.Advance(3 * time.Minute)
	s.See("3m post")
	s.Press("enter")
	if got := panetest.Last[pane.To](s.Stage); got.Msg != (pane.OpenThread{Doc: s.ivan[2]}) {
		t.Fatalf("the cursor left its entry for %v", got)
	}
}

func TestForgottenPeople(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.pick(7, "mastodon:nobody")
	s.See("Nothing is kept of this person")
	s.pick(s.ivan[2], "mastodon:77")
	s.See("Иван Петров")
}

func TestAnAnswerThatWasOvertakenIsNotShown(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Stuck = true
	s.pick(s.ivan[2], "mastodon:77")
	s.pick(s.mia[0], "mastodon:12")
	s.Flow()
	s.See("# Contact: Mia Laurent")
	s.Not("Иван")
}

func TestHostileTextBreaksNothing(t *testing.T) {
	bad := store.Author{
		ID: "666", Handle: strings.Repeat("ы", 300), Name: "\x1b[31m\u202eevil\u202c\x1b]0;x\x07 👩‍👩‍👧‍👦 " + strings.Repeat("Z̷̡̛", 50), Followers: 1 << 40,
		Bio: strings.Repeat("👨‍👩‍👧 ", 400), Location: "عمر\u200f\u202e", URL: "https://x.example/\x1b]8;;evil",
	}
	for _, kind := range theme.Kinds() {
		s := newScene(t, panetest.Options{Theme: kind})
		docs := s.Hear(s.Said("666", time.Minute, bad, "negative", "\x1b[2J\r\n\t新しい冷蔵庫 "+strings.Repeat("❤️", 500)))
		s.pick(docs[0], "mastodon:666")
		for w := 1; w < 130; w += 7 {
			for _, h := range []int{1, 2, 4, 9, 19, 40} {
				s.Size(w, h)
				view := s.View() // fails unless exact
				if strings.Contains(view, "\x1b[2J") || strings.Contains(view, "\x1b]") {
					t.Fatal("an escape sequence came through")
				}
			}
		}
		s.Size(50, 19)
	}
}

func TestRestyleDrawsAnew(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.pick(s.ivan[2], "mastodon:77")
	before := s.View()
	s.Host.Theme = theme.New(theme.Dark, false)
	if s.View() != before {
		t.Fatal("the card drew without being told to")
	}
	s.Send(pane.Restyled{})
	if s.View() == before {
		t.Fatal("the card kept its old colours")
	}
}

func TestTheTableCanBePrintedWithoutData(t *testing.T) {
	p := card.New(&pane.Host{}, &verb.Memory{})
	if len(p.Commands()) == 0 || p.Scope() != keys.Card || p.Title() != "Contact" || p.Captures() || p.Cursor() != nil {
		t.Fatal("an empty card")
	}
}

func TestTheTimelineIsFilteredByKind(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.pick(s.ivan[2], "mastodon:77")
	s.Press("T")
	s.See("Timeline: theirs", "Номер заявки", "that is all")
	s.Not("you answered", "note by boris")
	s.Press("T")
	s.See("Timeline: ours", "you answered")
	s.Not("Номер заявки", "note by boris")
	s.Press("T")
	s.See("Timeline: notes", "note by boris", "Note      boris")
	s.Not("you answered")
	s.pick(s.mia[0], "mastodon:12")
	s.See("none; T shows the others")
	s.Press("T")
	s.See("The quietest fridge")
	s.Not("Timeline:")
}

// TestALongTimelineIsReadBitByBit: of somebody who writes daily no more is read
// than one scrolls to, and what changes at the top leaves the rest where it is.
func TestALongTimelineIsReadBitByBit(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	var many []*store.Mention
	for i := range 1500 {
		many = append(many, s.Said(fmt.Sprint(1000+i), time.Duration(i+1)*time.Hour, mia(), "neutral", fmt.Sprintf("day %d of the test", i)))
	}
	docs := s.Hear(many...)
	_, err := s.Desk.Triage.Note(context.Background(), boris, docs[1200], "long ago")
	panetest.Must(t, err)
	s.pick(s.mia[0], "mastodon:12")
	s.Press("T", "T", "T")
	s.See("Timeline: notes", "of the newest 840 mentions; G reads on")
	s.Press("G", "G", "G")
	s.See("long ago")
	s.Press("T", "g g")
	for range 30 {
		s.Press("ctrl+d")
	}
	before := strings.Split(s.Frame(), "\n")
	s.Hear(s.Said("new", 0, mia(), "negative", "Broken after all."))
	after := strings.Split(s.Frame(), "\n")
	if last := len(after) - 4; before[last] != after[last] {
		t.Fatalf("an arrival moved what is read from\n%s\nto\n%s", before[last], after[last])
	}
	s.Press("g g")
	s.See("Broken after all.")
}
