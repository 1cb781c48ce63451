package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/theme"
)

func TestFramesOfTheEditor(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"side", 69, 16}, {"narrow", 40, 10}, {"full", 118, 36}, {"low", 40, 4}} {
		s := newScene(t, panetest.Options{Width: size.w, Height: size.h})
		s.reply()
		s.Type("Здравствуйте, Иван! Простите за ожидание: мастер приедет сегодня до 18:00.")
		s.Golden("compose-reply-" + size.name)
		s.Press("tab")
		s.Golden("compose-accounts-" + size.name)
	}
}

func TestAReplyFromTheFirstKeyToTheNetwork(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.See("# Compose: reply to Иван Петров", "Холодильник опять", "To polar", "Lang Russian", "polar 0 of 500")
	s.Type("Мастер уже едет")
	s.cursor("Мастер уже едет")
	s.See("polar 15 of 500", "not saved yet")
	s.Press("ctrl+x ctrl+x")
	s.See("review of the reply", "polar", "mastodon", "as @polar", "15 of 500", "leaves in 10s, z stops it", "language Russian", "Мастер уже едет")
	s.Press("y")
	if got := panetest.Last[pane.Focus](s.Stage); got.Pane != keys.Stream {
		t.Fatalf("after an answer the keys go to %v", got)
	}
	s.See("# Compose  1 on its way", "held", "reply to Иван Петров", "leaves in 10s, z stops it")
	s.Advance(3 * time.Second)
	s.See("leaves in 7s")
	s.Advance(8 * time.Second)
	s.See("leaving")
	job := s.claim("polar")
	s.Advance(time.Second)
	s.See("sending")
	panetest.Must(t, s.Desk.Outbox.Delivered(s.ctx, job, "r1", "https://social.example/r1", s.Now()))
	s.Advance(time.Second)
	s.See("Sent", "now")
	s.Not("on its way")
	if len(s.drafts()) != 0 {
		t.Fatal("the draft has become the answer")
	}
	post := s.posts()[0]
	if post.About != s.doc || post.Message.Lang != "ru" || post.Message.Text != "Мастер уже едет" || post.By != "anna" {
		t.Fatalf("sent %+v", post)
	}
}

func TestUndoBringsTheDraftBack(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Слишком рано отправлено")
	s.Press("ctrl+x ctrl+x", "y", "z")
	if n := len(s.posts()); n != 0 {
		t.Fatalf("%d posts are left after undo", n)
	}
	s.resume()
	s.See("# Compose: reply to Иван Петров", "Слишком рано отправлено")
	s.Type(", но исправлено")
	s.Press("ctrl+x ctrl+x", "y")
	if got := s.posts()[0].Message.Text; got != "Слишком рано отправлено, но исправлено" {
		t.Fatalf("sent %q", got)
	}
}

func TestADraftSavesItselfWithinASecond(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Type("Здравствуйте")
	if len(s.drafts()) != 0 {
		t.Fatal("not with every key")
	}
	s.Advance(time.Second)
	d := s.one(s.drafts())
	if d.Message.Text != "Здравствуйте" || d.About != s.doc || len(d.To) != 1 || d.To[0] != "polar" {
		t.Fatalf("saved %+v", d)
	}
	s.See("saved")
	s.Not("not saved")
	// Who never stops typing is saved all the same.
	for range 12 {
		s.Type("!")
		s.Advance(700 * time.Millisecond)
	}
	if got := s.one(s.drafts()).Message.Text; len(got) <= len("Здравствуйте") {
		t.Fatalf("saved %q", got)
	}
}

func TestEveryWayOutSaves(t *testing.T) {
	ways := map[string]func(s *scene){
		"esc":         func(s *scene) { s.Press("esc") },
		"focus":       func(s *scene) { s.Send(pane.Focused{}) },
		"outbox":      func(s *scene) { s.Press("ctrl+x ctrl+x", "g o"); s.ask(pane.Compose{Kind: pane.Outbox}) },
		"calendar":    func(s *scene) { s.ask(pane.Compose{Kind: pane.Planned}) },
		"other reply": func(s *scene) { s.ask(pane.Compose{Kind: pane.NewPost}) },
		"review":      func(s *scene) { s.Press("ctrl+x ctrl+x") },
		"keep":        func(s *scene) { s.Press("ctrl+x ctrl+x", "p") },
	}
	for name, way := range ways {
		s := newScene(t, panetest.Options{})
		s.reply()
		s.Type("Один момент")
		way(s)
		if got := s.one(s.drafts()).Message.Text; got != "Один момент" {
			t.Errorf("%s saved %q", name, got)
		}
	}
}

func TestEscStepsBackOneLevelAndDropsNothing(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Type("Один момент")
	s.Press("ctrl+x ctrl+x", "v")
	s.See("# Compose: preview", "1 of 1")
	s.Press("esc")
	s.See("# Compose: review")
	s.Press("esc")
	s.See("# Compose: reply")
	s.Press("tab", "esc")
	s.Type("!")
	s.Press("esc")
	s.See("# Compose  1 draft", "Drafts", "Один момент!", "reply to Иван Петров")
	if s.Reason("step-back") == "" {
		t.Fatal("the overview is the outermost level")
	}
	s.Press("enter")
	s.See("Один момент!")
	s.cursor("Один момент!")
}

func TestAnAnswerBegunIsGoneOnWith(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Добрый день")
	s.reply() // again: the writing goes on
	s.Type("!")
	s.Press("esc")
	s.reply()
	s.See("Добрый день!")
	s.Type("!")
	s.Press("esc")
	if got := s.one(s.drafts()).Message.Text; got != "Добрый день!!" {
		t.Fatalf("saved %q", got)
	}
}

func TestNothingWrittenLeavesNoDraft(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Press("esc")
	s.write(pane.Compose{Kind: pane.NewPost}, "x") // goes into the text, though the accounts have the keys
	s.Advance(time.Second)
	s.Press("backspace", "esc")
	if n := len(s.drafts()); n != 0 {
		t.Fatalf("%d drafts of nothing", n)
	}
	s.See("Nothing is waiting to leave", "c writes a post")
}

func TestASaveNeverOvertakesTheSend(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Первый")
	s.Stuck = true // what the composer starts happens later, in any order
	s.Send(pane.Focused{})
	s.Type(" и второй")
	s.Send(pane.Focused{})
	s.Press("ctrl+x ctrl+x", "y")
	s.Flow()
	if got := s.posts()[0].Message.Text; got != "Первый и второй" {
		t.Fatalf("sent %q", got)
	}
	if n := len(s.drafts()); n != 0 {
		t.Fatalf("a late save has brought back %d drafts", n)
	}
}

func TestSeveralAccountsEachWithItsCount(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.NewPost})
	s.See("# Compose: new post", "[ ] polar", "[ ] polar-vk", "[ ] support", "space takes")
	s.Not("press") // a feed cannot send
	s.Press("space", "right", "space", "enter")
	s.See("To polar, polar-vk", "polar 0 of 500", "polar-vk 0 of 40")
	s.Type("We keep spare parts for ten years. Read how: https://polar.example/parts/and/why/it/matters")
	s.See("polar 68 of 500", "polar-vk 91 of 40, 51 too long")
	s.Press("ctrl+x ctrl+x")
	s.See("polar-vk: 51 too long")
	s.Press("y")
	s.told("51 too long")
	if len(s.posts()) != 0 {
		t.Fatal("nothing may leave that does not fit")
	}
	// The small network gets its own text.
	s.Press("e", "ctrl+x n", "ctrl+x n")
	s.See("polar-vk gets the common text")
	s.Press("ctrl+x g")
	s.See("own text for polar-vk")
	s.Press("ctrl+u", "ctrl+u", "ctrl+w")
	for range 20 {
		s.Press("ctrl+w")
	}
	s.Type("Spare parts for ten years.")
	s.See("polar-vk* 26 of 40")
	s.Press("ctrl+x n")
	s.See("common text", "https://polar.example")
	s.Press("ctrl+x ctrl+x", "v")
	s.See("Polar Home @polar · mastodon", "1 of 2", "https://polar.example")
	s.Press("v")
	s.See("Polar Home VK @polar_home · vk", "2 of 2", "Spare parts for ten years.")
	s.Press("esc")
	s.See("26 of 40, own text")
	s.Press("y")
	post := s.posts()[0]
	if post.Message.Variants["polar-vk"] != "Spare parts for ten years." || len(post.To) != 2 {
		t.Fatalf("sent %+v", post)
	}
	// The next new post goes to the same accounts.
	s.ask(pane.Compose{Kind: pane.NewPost})
	s.See("To polar, polar-vk")
}

func TestJoiningTheCommonTextForgetsNothing(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.NewPost})
	s.Press("space", "right", "space", "enter")
	s.Type("Common")
	s.Press("ctrl+x g")
	s.told("this is the common text")
	s.Press("ctrl+x n", "ctrl+x g")
	s.Type(" and own")
	s.Press("ctrl+x g")
	s.See("polar gets the common text")
	s.Not("and own")
	s.Press("ctrl+x g")
	s.See("Common and own", "polar* 14 of 500")
	// An account that is taken out takes its version off the screen.
	s.Press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab", "left", "space", "enter")
	s.See("To polar-vk")
	s.Not("and own")
	s.Press("ctrl+x n")
	s.told("one account only")
}

func TestTheLinesAboveTheText(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Type("Текст")
	s.Press("tab", "tab")
	s.See("▶Warning what readers are warned of")
	s.Type("Ремонт")
	s.cursor("Ремонт")
	s.Press("tab")
	s.See("Seen by [default] public")
	s.Press("right", "right")
	s.See("[unlisted]")
	s.Press("left", "left", "left")
	s.See("[direct]")
	s.Press("enter")
	s.See("▶Language ru", " = Russian")
	s.Press("backspace", "backspace")
	s.Type("UK")
	s.Press("down")
	s.See("▶Leaves now, 18:30")
	s.Type("tomorrow 9:00")
	s.Press("enter")
	s.See("Warning Ремонт", "Seen by direct", "Lang Ukrainian", "Leaves Sat 21 Nov")
	s.cursor("Текст")
	s.Press("up", "up", "up", "up")
	s.See("▶Warning Ремонт")
	s.Press("up", "up")
	s.See("[x] polar")
	s.Press("down", "down", "esc", "ctrl+x ctrl+x")
	s.See("leaves Sat 21 Nov 09:00", "seen by: direct", "warning: Ремонт", "language Ukrainian")
	s.Press("y")
	s.told("scheduled for Sat 21 Nov 09:00")
	m := s.posts()[0]
	if m.Message.Visibility != "direct" || m.Message.Warning != "Ремонт" || m.Message.Lang != "uk" ||
		!m.At.Equal(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)) {
		t.Fatalf("sent %+v", m)
	}
}

func TestATimeThatCannotBeReadIsNotLost(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Текст")
	s.Press("shift+tab")
	s.Type("half past nine")
	s.Press("ctrl+x ctrl+x")
	s.See("is not a time")
	s.Press("y")
	s.told("is not a time")
	s.Press("e", "ctrl+x s")
	s.See("-- Schedule", "half past nine")
	for range 20 {
		s.Press("backspace")
	}
	s.Type("8:00 yesterday")
	s.Press("enter")
	s.See("is not a time")
	for range 20 {
		s.Press("backspace")
	}
	s.Type("+2h")
	s.Press("enter")
	s.See("Leaves today 11:31")
	s.Press("ctrl+x s")
	for range 20 {
		s.Press("backspace")
	}
	s.Type("now")
	s.Press("enter")
	s.See("Leaves now")
}

func TestATimeThatHasPassedMeanwhile(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Текст")
	s.Press("ctrl+x s")
	s.Type("10:00")
	s.Press("enter", "esc")
	s.Advance(time.Hour)
	s.reply()
	s.Press("ctrl+x ctrl+x")
	s.See("has passed; give another")
	s.Press("s")
	for range 20 {
		s.Press("backspace")
	}
	s.Type("fri 18:00")
	s.Press("enter")
	s.told("scheduled for today 18:00")
}

func TestOnAnotherChannel(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.Other, Doc: s.doc})
	s.See("reply to Иван Петров", "[ ] polar", "[ ] support")
	s.Press("right", "right", "space", "enter")
	s.Type("Пишем вам по почте")
	s.See("To support", "support 18")
	s.Press("ctrl+x ctrl+x", "y")
	if post := s.posts()[0]; post.To[0].Account != "support" || post.About != s.doc {
		t.Fatalf("sent %+v", post)
	}
}

func TestAnAccountThatOnlyListens(t *testing.T) {
	s := newScene(t, panetest.Options{})
	m := s.Said("f1", time.Hour, store.Author{ID: "news", Name: "Appliance News"}, "neutral", "Spare parts for ten years")
	m.Account = "press"
	doc := s.Hear(m)[0]
	s.ask(pane.Compose{Kind: pane.Reply, Doc: doc})
	s.See("press cannot send: feeds can only be read; choose another channel", "[ ] polar")
	s.Press("enter")
	s.Type("x")
	s.See("nobody yet")
	s.Press("ctrl+x ctrl+x")
	s.See("nobody gets it yet")
	s.Press("y")
	s.told("nobody gets it yet")
	s.Press("v")
	s.told("nobody gets it yet")
}

func TestToAHandleFromALookUp(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.Handle, To: "mia@m.example"})
	s.Press("space", "enter")
	s.See("@mia@m.example")
	s.Type("hello")
	s.See("polar 10 of 500") // @mia and hello: the server does not count
}

func TestWhatIsGoneSaysSo(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.Reply, Doc: 999})
	s.told("not found")
	s.ask(pane.Compose{Kind: pane.Resume, Draft: "nowhere"})
	s.told("sent or discarded")
	s.See("Nothing is waiting")
}

func TestADraftOutlivesItsMention(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Текст")
	s.Press("esc")
	_, err := s.Desk.Inbox.Ingest(s.ctx, desk.Batch{Account: "polar", Events: []desk.Event{{Deleted: store.Key{Network: "mastodon", ID: "101"}}}})
	panetest.Must(t, err)
	s.ask(pane.Compose{Kind: pane.Outbox})
	s.Press("enter")
	s.See("# Compose: reply", "Текст")
}

func TestSomebodyElseWasFirst(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Мы уже едем")
	_, err := s.Desk.Publish.Send(s.ctx, boris, desk.Outgoing{Message: store.Message{Text: "Здравствуйте"}, About: s.doc, NoHold: true})
	panetest.Must(t, err)
	s.Press("ctrl+x ctrl+x", "y")
	s.See("boris: already answered this just now. Y sends all the same")
	s.Press("y")
	s.told("already answered")
	if len(s.posts()) != 1 {
		t.Fatal("only boris has answered so far")
	}
	s.Golden("compose-conflict")
	s.Press("Y")
	if len(s.posts()) != 2 || s.posts()[0].By != "anna" {
		t.Fatal("anna meant it")
	}
	if s.Reason("send-anyway") == "" {
		t.Fatal("there is nothing to force any more")
	}
}

func TestTheEditorTellsThatSomebodyAnswered(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Мы уже едем")
	_, err := s.Desk.Publish.Send(s.ctx, boris, desk.Outgoing{Message: store.Message{Text: "Здравствуйте"}, About: s.doc, NoHold: true})
	panetest.Must(t, err)
	panetest.Must(t, s.Desk.Outbox.Delivered(s.ctx, s.claim("polar"), "r1", "", s.Now()))
	s.Advance(2 * time.Minute)
	s.See("boris answered this 2m ago")
	s.Press("ctrl+x ctrl+x")
	s.See("boris answered this")
}

func TestDiscardAsksAndUndoBringsBack(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.write(pane.Compose{Kind: pane.NewPost}, "")
	s.Press("space", "enter")
	s.Type("Not so good")
	s.Press("ctrl+x ctrl+x", "n")
	s.See("-- Discard", "Throw this draft away?")
	s.Press("n")
	s.See("review of the new post")
	s.Press("n", "y")
	s.told("z brings it back")
	s.See("Nothing is waiting")
	s.Press("z")
	s.See("Not so good")
	// From the list as well.
	s.Press("n", "y")
	s.See("Nothing is waiting")
}

func TestLongPastes(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	text := strings.TrimSpace(strings.Repeat("строка за строкой\n", 3000))
	s.Paste(text)
	s.Advance(time.Second)
	if got := s.one(s.drafts()).Message.Text; got != text {
		t.Fatalf("%d bytes of %d were kept", len(got), len(text))
	}
	s.Paste(strings.Repeat("x", 300<<10))
	s.told("too long")
	s.Press("tab", "tab")
	s.Paste("two\nlines")
	s.See("two lines")
}

func TestHostileTextBreaksNothing(t *testing.T) {
	s := newScene(t, panetest.Options{Theme: theme.Dark})
	bad := s.Said("666", time.Minute, store.Author{ID: "6", Name: "\x1b[31m\u202eevil\u202c 👩‍👩‍👧‍👦 " + strings.Repeat("Z̷̡̛", 30)}, "negative",
		"\x1b[2J\r\n\t新しい冷蔵庫 "+strings.Repeat("❤️👨‍👩‍👧 ", 200))
	doc := s.Hear(bad)[0]
	s.ask(pane.Compose{Kind: pane.Reply, Doc: doc})
	s.Paste("\x1b]0;x\x07 👩‍👩‍👧 عمر\u200f " + strings.Repeat("ы", 200) + "\n\n\n")
	sizes := func() {
		for w := 1; w < 130; w += 11 {
			for _, h := range []int{1, 2, 3, 5, 8, 16, 40} {
				s.Size(w, h)
				view := s.View()
				if strings.Contains(view, "\x1b[2J") || strings.Contains(view, "\x1b]") {
					t.Fatal("an escape sequence came through")
				}
				if c := s.Pane.Cursor(); c != nil && (c.X < 0 || c.X >= w || c.Y < 0 || c.Y >= h) {
					t.Fatalf("the cursor stands at %d,%d of %dx%d", c.X, c.Y, w, h)
				}
			}
		}
		s.Size(69, 16)
	}
	for range 7 {
		sizes()
		s.Press("tab")
	}
	for _, step := range []string{"ctrl+x ctrl+x", "v", "esc", "y", "g c"} {
		s.Press(step)
		sizes()
	}
	for i := range 20 {
		s.post(fmt.Sprint("😀 ", i, strings.Repeat("\u202e", 50)), time.Duration(i)*10*time.Hour, "polar")
	}
	s.ask(pane.Compose{Kind: pane.Planned})
	sizes()
	s.ask(pane.Compose{Kind: pane.Outbox})
	sizes()
}

func TestTheMomentOfATimeIsShownWhileTyping(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.reply()
	s.Press("ctrl+x s")
	s.See("tomorrow 9:00", "Sat 21 Nov 09:00")
	s.Type("завтра в 18")
	s.See("Sat 21 Nov 18:00, in 32h")
	s.Press("enter")
	s.See("Leaves Sat 21 Nov 18:00")
	s.Press("shift+tab", "ctrl+u")
	s.Type("in 2 h")
	s.See("in 2 h", "= today 11:31")
	s.Press("ctrl+u")
	s.Type("so")
	s.See("= no time yet")
}
