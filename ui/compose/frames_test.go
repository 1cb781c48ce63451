package compose_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/pane"
	"earshot/ui/panetest"
)

// inSizes plays a story in the four sizes that the pane has on screens of
// 200x60 to 40x12.
func inSizes(t *testing.T, play func(s *scene, name string)) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"side", 69, 16}, {"narrow", 40, 10}, {"full", 118, 36}, {"low", 40, 4}} {
		play(newScene(t, panetest.Options{Width: size.w, Height: size.h, Local: true}), size.name)
	}
}

func TestFramesOfReviewAndPreview(t *testing.T) {
	inSizes(t, func(s *scene, name string) {
		s.reply()
		s.Press("tab", "right", "space", "esc")
		s.Type("Здравствуйте, @ivan@m.example! Мастер приедет сегодня до 18:00, номер https://polar.example/z/48-113.")
		s.Press("ctrl+x n", "ctrl+x n", "ctrl+x g", "ctrl+u")
		s.Type("Мастер едет.")
		s.Press("ctrl+x ctrl+x")
		s.Golden("compose-review-" + name)
		s.Press("v")
		s.Golden("compose-preview-" + name)
	})
}

func TestFramesOverTheLimit(t *testing.T) {
	inSizes(t, func(s *scene, name string) {
		s.ask(pane.Compose{Kind: pane.Reply, Doc: s.doc})
		s.Press("tab", "right", "space", "esc")
		s.Type("Здравствуйте, Иван! Простите за ожидание: мастер приедет сегодня до 18:00 и позвонит за час.")
		s.Golden("compose-long-" + name)
		s.Press("ctrl+x ctrl+x")
		s.Golden("compose-long-review-" + name)
	})
}

func TestFramesOfProposals(t *testing.T) {
	inSizes(t, func(s *scene, name string) {
		s.keep("thanks", "Thank you, {name}! We have passed it on to the team.")
		s.keep("thanks-ru", "Спасибо, {name}! Мы передали команде.")
		s.keep("visit", "Our service comes within {days} days.")
		s.reply()
		s.Type("Здравствуйте! ::th")
		s.Golden("compose-proposals-" + name)
	})
}

func TestFramesOfDraftsAndOutbox(t *testing.T) {
	inSizes(t, func(s *scene, name string) {
		s.write(pane.Compose{Kind: pane.NewPost}, " The new shelf fits every N5.")
		s.Press("esc")
		s.write(pane.Compose{Kind: pane.Reply, Doc: s.doc}, "Здравствуйте, Иван! Простите за ожидание")
		s.Press("esc")
		s.Golden("compose-drafts-" + name)
		s.post("Recall: door handles of the N3", 0, "polar")
		s.post("How to defrost", 0, "polar-vk")
		s.Advance(11 * time.Second)
		panetest.Must(s.T, s.Desk.Outbox.Retry(s.ctx, s.claim("polar"), 90*time.Second, "the server does not answer"))
		panetest.Must(s.T, s.Desk.Outbox.Park(s.ctx, s.claim("polar-vk"), "VK wants a captcha; open the page once in a browser, then retry", false))
		s.Advance(time.Second)
		s.Press("g g")
		s.Golden("compose-failures-" + name)
	})
}

func TestWhatIsTriedAgainSaysWhen(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.post("Recall", 0, "polar")
	s.Advance(11 * time.Second)
	panetest.Must(t, s.Desk.Outbox.Retry(s.ctx, s.claim("polar"), 90*time.Second, "the server does not answer"))
	s.Advance(0)
	s.See("polar: the server does not answer; tries again at 09:32:41")
	s.Not("next try (")
}

func TestThePreviewFromTheEditor(t *testing.T) {
	s := newScene(t, panetest.Options{Local: true})
	s.reply()
	s.Press("ctrl+x a")
	s.Paste(picture(t, "shelf.jpg", 10))
	s.Press("enter")
	s.Type("Hello @ivan@m.example, all is well.")
	s.Press("ctrl+x v")
	s.See("in reply to Иван Петров", "Hello @ivan, all is well.", "[shelf.jpg] no description", "polar 25 of 500")
	s.Press("esc")
	s.See("Hello @ivan@m.example, all is well.")
	if !s.Pane.Captures() {
		t.Fatal("esc goes back to where one came from")
	}
}

func TestNearAndOverTheLimit(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.ask(pane.Compose{Kind: pane.NewPost})
	s.Press("right", "space", "esc")
	s.Type(strings.Repeat("x", 37))
	s.See("polar-vk 37 of 40, 3 left")
	s.Not("!x")
	s.Type(" and more")
	s.See("polar-vk 46 of 40, 6 too long", "!x")
	s.Press("ctrl+x ctrl+x")
	s.See("6 too long: shorten it", "threads cannot be sent")
	if got := s.one(s.drafts()); got.Message.Text == "" || got.About != store.Doc(0) {
		t.Fatalf("%+v", got)
	}
}
