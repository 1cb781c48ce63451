package compose_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// busy fills the outbox with one of each.
func (s *scene) busy() {
	s.T.Helper()
	sent := s.post("The new shelf fits every N5.", 0, "polar")
	s.Advance(11 * time.Second)
	panetest.Must(s.T, s.Desk.Outbox.Delivered(s.ctx, s.claim("polar"), "r1", "https://social.example/r1", s.Now()))
	_ = sent
	s.post("Recall: door handles of the N3", 0, "polar-vk")
	s.Advance(11 * time.Second)
	panetest.Must(s.T, s.Desk.Outbox.Park(s.ctx, s.claim("polar-vk"), "VK wants a captcha; open the page once in a browser, then retry", false))
	s.post("Opening hours on Friday", 0, "support")
	s.Advance(11 * time.Second)
	panetest.Must(s.T, s.Desk.Outbox.Park(s.ctx, s.claim("support"), "the line was cut while sending; look whether it arrived", true))
	s.post("Spare parts week begins", 3*time.Hour, "polar")
	s.post("Sunday: how to defrost", 48*time.Hour, "polar", "polar-vk")
	s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Здравствуйте, Иван")
	s.Press("esc")
	_, err := s.Desk.Publish.Send(s.ctx, boris, desk.Outgoing{Message: store.Message{Text: "On my way"}, About: s.doc})
	panetest.Must(s.T, err)
	s.Advance(2 * time.Second)
	s.Press("g g")
}

func TestFramesOfTheOutbox(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"side", 69, 24}, {"narrow", 40, 12}, {"full", 118, 36}} {
		s := newScene(t, panetest.Options{Width: size.w, Height: size.h})
		s.busy()
		s.Golden("compose-outbox-" + size.name)
		s.ask(pane.Compose{Kind: pane.Planned})
		s.Golden("compose-calendar-" + size.name)
	}
	s := newScene(t, panetest.Options{Plain: true})
	s.Golden("compose-empty")
	s.Press("g c")
	s.ask(panetest.Last[pane.Compose](s.Stage))
	s.See("# Compose: calendar", "Nothing is scheduled")
	s.Press("esc")
	s.See("# Compose\n")
}

// on goes to the entry that shows a text.
func (s *scene) on(text string) {
	s.T.Helper()
	s.Press("g g")
	for range 20 {
		rows := strings.Split(s.Frame(), "\n")
		for i, row := range rows {
			if strings.HasPrefix(row, "▌") && (strings.Contains(row, text) || strings.HasPrefix(rows[i+1], "▌") && strings.Contains(rows[i+1], text)) {
				return
			}
		}
		s.Press("j")
	}
	s.T.Fatalf("no entry shows %q:\n%s", text, s.Frame())
}

func TestWhatFailedSaysWhyAndIsRetried(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.busy()
	s.See("# Compose  2 failed  1 on its way  1 draft")
	s.on("Recall")
	s.See("failed", "polar-vk: VK wants a captcha", "browser, then retry")
	s.Press("a")
	s.told("this post is not in doubt")
	s.Press("m")
	s.told("this post is not scheduled")
	s.Press("r")
	s.told("retry: post on polar-vk")
	s.on("Recall")
	s.See("# Compose  1 failed  2 on its way")
	s.Press("r")
	s.told("this post has not failed")
}

func TestWhatIsInDoubtIsSettledByAPerson(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.busy()
	s.on("Opening hours")
	s.See("unsure", "look whether it")
	s.Press("enter")
	s.See("-- Post", "support", "look whether it", "By")
	s.Press("esc", "a")
	s.told("arrived: post on support")
	s.See("# Compose  1 failed")
}

func TestStopAndMove(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.busy()
	s.on("Spare parts week")
	s.See("scheduled", "today 12:")
	s.Press("m")
	s.Type("yesterday")
	s.Press("enter")
	s.See("is not a time")
	for range 9 {
		s.Press("backspace")
	}
	s.Type("2026-11-01 10:00")
	s.Press("enter")
	s.See("already passed")
	for range 16 {
		s.Press("backspace")
	}
	s.Type("mon 8:15")
	s.Press("enter")
	s.See("Mon 23 Nov 08:15")
	s.on("Spare parts week")
	s.Press("x")
	s.told("stop: post on polar")
	s.Not("Mon 23 Nov 08:15")
	s.on("Spare parts week")
	s.See("stopped")
	s.Press("x")
	s.told("already left")
	s.Press("e")
	s.told("already left")
	s.Press("z") // and after all
	s.See("Mon 23 Nov 08:15")
}

func TestEditAgainStopsAndOpensADraft(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.busy()
	s.on("Sunday")
	s.Press("e")
	s.resume()
	s.See("# Compose: new post", "Sunday: how to defrost", "To polar, polar-vk", "Leaves Sun 22 Nov 09:31")
	s.Type(" in an hour")
	s.Press("ctrl+x ctrl+x", "y")
	s.told("scheduled for Sun 22 Nov")
	s.See("Sunday: how to defrost in an hour")
	stopped, scheduled := 0, 0
	for _, p := range s.posts() {
		if strings.HasPrefix(p.Message.Text, "Sunday") {
			switch p.State() {
			case store.DeliveryStopped:
				stopped++
			case store.DeliveryScheduled:
				scheduled++
			}
		}
	}
	if stopped != 1 || scheduled != 1 {
		t.Fatalf("%d stopped, %d scheduled", stopped, scheduled)
	}
}

func TestAHeldPostIsTakenBackToEdit(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.write(pane.Compose{Kind: pane.NewPost}, "Tomorow we open")
	s.Press("tab", "space", "enter", "ctrl+x ctrl+x", "y")
	s.See("leaves in 10s")
	s.Press("e")
	s.resume()
	s.See("Tomorow we open", "Leaves now")
}

func TestDraftsAndAddresses(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.busy()
	s.on("Здравствуйте, Иван")
	for key, why := range map[string]string{"r": "a draft has not failed", "x": "a draft has already left", "Y": "stands nowhere yet"} {
		s.Press(key)
		s.told(why)
	}
	s.Press("e")
	s.See("# Compose: reply to Иван Петров")
	s.Press("esc")
	s.on("The new shelf")
	s.Press("Y")
	if got := panetest.Last[pane.Copy](s.Stage).Text; got != "https://social.example/r1" {
		t.Fatalf("copied %q", got)
	}
	s.Press("o")
	s.See("-- Link", "https://social.example/r1")
	s.Press("esc", "enter")
	s.See("-- Post", "https://social.example/r1")
	s.Press("esc", "n")
	s.told("this is no draft; x stops a post")
}

func TestTheCalendarByDay(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 30, Width: 69})
	s.post("one", 3*time.Hour, "polar")
	s.post("two", 24*time.Hour, "polar")
	s.post("three", 25*time.Hour, "polar", "support")
	s.post("next year", 60*24*time.Hour, "polar")
	s.Press("g c")
	s.ask(panetest.Last[pane.Compose](s.Stage))
	frame := s.Frame()
	at := -1
	for _, text := range []string{"Today, Friday 20 November", "12:31 polar", "Tomorrow, Saturday 21 November", "two", "10:31 polar, support", "three", "Tuesday 19 January 2027", "next year"} {
		i := strings.Index(frame, text)
		if i <= at {
			t.Fatalf("%q is missing or out of order:\n%s", text, frame)
		}
		at = i
	}
	s.Press("G", "m")
	s.Type("tomorrow 9:00")
	s.Press("enter")
	s.Not("2027")
	s.Press("g o")
	s.ask(panetest.Last[pane.Compose](s.Stage))
	s.See("Scheduled")
}

func TestTheListScrolls(t *testing.T) {
	s := newScene(t, panetest.Options{Height: 7, Width: 69})
	for i := range 30 {
		s.post("post number "+string(rune('a'+i%26))+strings.Repeat("!", i/26), time.Duration(i+1)*time.Hour, "polar")
	}
	s.Press("G")
	s.See("post number d!")
	s.Press("g g")
	s.See("Scheduled", "post number a")
	s.Press("ctrl+d", "ctrl+d", "k")
	s.Press("ctrl+u", "ctrl+u", "ctrl+u")
	s.See("post number a")
}

func TestEveryCommandIsPressed(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Pressed("down", "up", "top", "bottom", "half-page-down", "half-page-up", "row", "open", "edit-again", "retry", "arrived", "stop", "move",
		"copy-address", "open-link", "review", "field-next", "field-previous", "version-next", "version-own", "set-time", "attach",
		"describe", "unattach", "editor", "send", "send-anyway", "send-later", "cut-line", "file-first", "canned-insert", "canned-save", "canned-remove", "promise", "preview", "keep", "edit", "discard", "step-back")
}

func TestReadingALongReview(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 69, Height: 10})
	s.reply()
	var text []string
	for i := range 40 {
		text = append(text, "line "+strings.Repeat("x", i))
	}
	s.Paste(strings.Join(text, "\n"))
	s.Press("ctrl+x ctrl+x")
	s.See("  line\n", "  line xxx\n")
	s.Press("j", "j", "k", "ctrl+d")
	s.Not("  line x\n")
	s.Press("G")
	s.See(text[39])
	s.Press("g g")
	s.See("  line\n")
	s.Press("v", "G")
	s.See(text[39])
}
