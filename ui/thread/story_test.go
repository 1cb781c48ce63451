package thread_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/thread"
	"earshot/ui/uitest"
	"earshot/ui/verb"
)

var (
	anna  = desk.By{User: "anna", Door: "key"}
	boris = desk.By{User: "boris", Door: "key"}
)

// scene is a stage with a dialogue of three turns, "d1" to "d3", another of one,
// and the thread pane.
type scene struct {
	*panetest.Stage
	ctx   context.Context
	docs  []store.Doc
	other store.Doc
}

func newScene(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 90, 30
	}
	s := &scene{Stage: panetest.New(t, o), ctx: context.Background()}
	s.Connect()
	root := s.Said("d1", 50*time.Minute, store.Author{ID: "1", Handle: "ivan", Name: "Ivan", Followers: 1840}, "negative", "The courier never came.")
	root.Judgement.Intent, root.Judgement.Lead = "complaint", true
	root.Counts.Likes, root.Counts.Shares = 3, 1200
	s.docs = s.Hear(root)
	second := s.Said("d2", 40*time.Minute, store.Author{ID: "2", Handle: "mia", Name: "Mia"}, "neutral", "Same here.")
	second.Place.Parent, second.Kind = "d1", store.KindReply
	third := s.Said("d3", 30*time.Minute, store.Author{ID: "1", Handle: "ivan", Name: "Ivan"}, "positive", "Good to know.")
	third.Place.Parent, third.Kind = "d2", store.KindReply
	s.docs = append(s.docs, s.Hear(second, third)...)
	s.other = s.Hear(s.Said("x1", 5*time.Minute, store.Author{ID: "9", Name: "Other"}, "neutral", "Something else."))[0]
	s.Put(thread.New(s.Host, &verb.Memory{}), verb.Global(s.Host)...)
	return s
}

func (s *scene) open(doc store.Doc) { s.Send(pane.OpenThread{Doc: doc}) }

// order fails unless the texts stand on the pane one below the other.
func (s *scene) order(texts ...string) {
	s.T.Helper()
	frame, at := s.Frame(), -1
	for _, text := range texts {
		i := strings.Index(frame, text)
		if i <= at {
			s.T.Fatalf("%q is missing or out of order:\n%s", text, frame)
		}
		at = i
	}
}

// at fails unless the selected turn is the one with the text.
func (s *scene) at(text string) {
	s.T.Helper()
	for row := range strings.Lines(s.Frame()) {
		if strings.HasPrefix(row, s.Host.Theme.Signs.Select) && strings.Contains(row, text) {
			return
		}
	}
	s.T.Fatalf("%q is not selected:\n%s", text, s.Frame())
}

func (s *scene) state(doc store.Doc) store.State {
	s.T.Helper()
	m, err := s.Desk.Lookup.Get(s.ctx, doc)
	panetest.Must(s.T, err)
	return m.Work.State
}

// answer sends an answer to a mention and gives its job.
func (s *scene) answer(doc store.Doc, text string) *desk.Task {
	s.T.Helper()
	_, err := s.Desk.Publish.Send(s.ctx, anna, desk.Outgoing{Message: store.Message{Text: text}, About: doc, NoHold: true})
	panetest.Must(s.T, err)
	task, err := s.Desk.Outbox.Claim(s.ctx, "polar")
	panetest.Must(s.T, err)
	return task
}

func TestTheDialogueStandsInItsOrder(t *testing.T) {
	s := newScene(t, panetest.Options{})
	if s.Pane.Title() != "Stream: thread" || strings.TrimSpace(s.View()) != "" {
		t.Fatal("nothing is open yet")
	}
	s.open(s.docs[1])
	if got := panetest.Last[pane.Cover](s.Stage); got != (pane.Cover{Place: keys.Stream, By: keys.Thread}) {
		t.Fatalf("the thread covers %v", got)
	}
	s.See("# Stream: thread of Ivan  open  3")
	s.order("Ivan  new", "The courier never came.", "Mia  new", "Same here.", "Good to know.")
	s.See("● ▼ Ivan  new · complaint · lead · @ivan · mastodon", "3 likes, 1.2k shares", "20 Nov 08:41 · 50m")
	s.at("Same here.")
	if got := panetest.Last[pane.Selected](s.Stage); got.Doc != s.docs[1] || got.From != keys.Thread || got.Identity != "mastodon:2" {
		t.Fatalf("the others are told %+v", got)
	}
	// Answers stand a little to the right of what they answer.
	column := func(text string) int {
		for row := range strings.Lines(s.Frame()) {
			if i := strings.Index(row, text); i >= 0 {
				return len([]rune(row[:i]))
			}
		}
		t.Fatal(text)
		return 0
	}
	if a, b, c := column("The courier"), column("Same here"), column("Good to"); a != 5 || b != 7 || c != 9 {
		t.Fatalf("they stand in the columns %d %d %d", a, b, c)
	}
}

func TestOpeningLooksAndAsksForTheRest(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.other)
	if task, err := s.Desk.Outbox.Claim(s.ctx, "polar"); err != nil || task != nil {
		t.Fatalf("an account that knows no discussions is asked for %+v, %v", task, err)
	}
	panetest.Must(t, s.Desk.Setup.Connect(s.ctx, anna, store.Account{
		Name: "polar", Network: "mastodon", Can: []string{desk.AbilityRead, desk.AbilitySend, desk.AbilityThreads},
	}, nil))
	s.open(s.docs[2])
	for _, doc := range s.docs {
		if got := s.state(doc); got != store.StateOpen {
			t.Errorf("%v is %s after its thread was opened", doc, got)
		}
	}
	task, err := s.Desk.Outbox.Claim(s.ctx, "polar")
	panetest.Must(t, err)
	if task == nil || task.Job.Kind != store.JobThread {
		t.Fatalf("the network is asked for %+v", task)
	}
	// To look is no change that undo takes back.
	s.Press("z")
	s.Noticed("nothing to take back")
}

func TestOurAnswersSayHowFarTheyAre(t *testing.T) {
	s := newScene(t, panetest.Options{})
	_, err := s.Desk.Publish.Send(s.ctx, anna, desk.Outgoing{Message: store.Message{Text: "We are sorry."}, About: s.docs[0]})
	panetest.Must(t, err)
	s.open(s.docs[0])
	s.See("# Stream: thread of Ivan  open  4", "answer by you  held, z stops it polar", "We are sorry.")
	s.Advance(time.Minute)
	// The discussion is asked for on the same account; the answer comes after it.
	var task *desk.Task
	for task == nil || task.Job.Kind == store.JobThread {
		task, err = s.Desk.Outbox.Claim(s.ctx, "polar")
		panetest.Must(t, err)
		if task == nil {
			t.Fatal("nothing is due")
		}
	}
	s.Advance(0)
	s.See("answer by you  sending polar")
	panetest.Must(t, s.Desk.Outbox.Park(s.ctx, task.Job, "the network refused it: too many links", false))
	s.Advance(0)
	s.See("answer by you  failed polar", "polar: the network refused it: too many links")
}

func TestAnAnswerThatArrivedAndOneInDoubt(t *testing.T) {
	s := newScene(t, panetest.Options{})
	task := s.answer(s.docs[0], "First answer.")
	panetest.Must(t, s.Desk.Outbox.Delivered(s.ctx, task.Job, "r1", "https://social.example/r1", s.Now()))
	s.open(s.docs[0])
	s.See("answer by you  sent polar")
	_, err := s.Desk.Publish.Send(s.ctx, boris, desk.Outgoing{Message: store.Message{Text: "Second answer."}, About: s.docs[1], NoHold: true, Force: true})
	panetest.Must(t, err)
	s.Advance(0)
	s.See("answer by boris")
}

func TestNotesStandBetween(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[0])
	s.Press("i")
	s.See("-- Internal note", "only the team sees it")
	s.Type("asked the depot")
	s.Press("enter")
	s.Noticed("noted")
	s.order("The courier", "note by you", "asked the depot")
	s.Press("z")
	s.Not("asked the depot")
}

// TestVerbsOnANoteReachTheMentionBeforeIt: our own words have no state.
func TestVerbsOnANoteReachTheMentionBeforeIt(t *testing.T) {
	s := newScene(t, panetest.Options{})
	_, err := s.Desk.Triage.Note(s.ctx, boris, s.docs[2], "at the end")
	panetest.Must(t, err)
	s.open(s.docs[0])
	s.Press("G")
	s.at("at the end")
	if got := panetest.Last[pane.Selected](s.Stage); got.Doc != s.docs[2] {
		t.Fatalf("the others are told %v", got)
	}
	s.Press("y")
	if got := panetest.Last[pane.Copy](s.Stage); got.Text != "mastodon:d3" {
		t.Fatalf("copied %v", got)
	}
	s.Press("r")
	if got := panetest.Last[pane.Compose](s.Stage); got != (pane.Compose{Kind: pane.Reply, Doc: s.docs[2]}) {
		t.Fatalf("r asks for %v", got)
	}
}

func TestEClosesTheDialogueAndGoesOn(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[1])
	s.Press("e")
	s.Noticed("closed 3 mentions")
	for _, doc := range s.docs {
		if s.state(doc) != store.StateDone {
			t.Errorf("%v is %s", doc, s.state(doc))
		}
	}
	if got := panetest.Last[pane.To](s.Stage); got.Pane != keys.Stream || got.Msg != (pane.Step{By: 1, Open: true}) {
		t.Fatalf("the stream is told %v", got)
	}
	told := len(s.Told)
	s.Press("U", "E", "m l", "a a")
	for _, msg := range s.Told[told:] {
		if _, ok := msg.(pane.To); ok {
			t.Fatalf("E, U, marks and assignments stay here, told %v", msg)
		}
	}
	s.See("@anna", "done")
}

// TestNoVerbReachesTheDialogueBefore: between opening a thread and its answer,
// the old one is still on the screen.
func TestNoVerbReachesTheDialogueBefore(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[0])
	s.Stuck = true
	s.open(s.other)
	s.Press("e", "m s")
	s.Flow()
	s.See("# Stream: thread of Other", "Something else.")
	if got := s.state(s.docs[0]); got != store.StateOpen {
		t.Fatalf("the dialogue before is %s", got)
	}
	if got := s.state(s.other); got != store.StateOpen {
		t.Fatalf("what was not seen yet is %s", got)
	}
	s.Press("E")
	if s.state(s.other) != store.StateDone || s.state(s.docs[0]) != store.StateOpen {
		t.Fatal("E closes the open dialogue")
	}
}

func TestAMentionThatIsGoneSaysSo(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[0])
	s.open(9999)
	s.See("# Stream: thread\n")
	s.Not("The courier")
	if strings.TrimSpace(s.View()) == "" {
		t.Fatal("an empty pane explains nothing")
	}
	if s.Reason("done") == "" || s.Reason("reply") == "" {
		t.Fatal("there is nothing to work on")
	}
	s.open(s.docs[0])
	s.See("The courier")
}

func TestTheSelectionStaysWhileOthersAnswer(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[1])
	told := len(s.Told)
	late := s.Said("d0", 45*time.Minute, store.Author{ID: "5", Name: "Lena"}, "neutral", "In between.")
	late.Place.Parent = "d1"
	s.Hear(late)
	s.order("The courier", "In between.", "Same here.")
	s.at("Same here.")
	for _, msg := range s.Told[told:] {
		if _, ok := msg.(pane.Selected); ok {
			t.Fatal("nobody moved, the card stays where it is")
		}
	}
	s.Press("k", "k", "k")
	s.at("The courier")
	s.Press("j", "G", "g g", "G")
	s.at("Good to know.")
}

func TestLongTextIsFoldedAndReadInPieces(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 12})
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "This is paragraph %d of a long complaint.\n", i)
	}
	long := s.Said("l1", time.Hour, store.Author{ID: "3", Name: "Writer"}, "negative", b.String())
	after := s.Said("l2", time.Minute, store.Author{ID: "4", Name: "Reader"}, "neutral", "Too long.")
	after.Place.Parent = "l1"
	doc := s.Hear(long)[0]
	s.Hear(after)
	s.open(doc)
	s.See("paragraph 0 ")
	seen := map[int]bool{}
	for range 12 {
		for i := range 60 {
			if strings.Contains(s.Frame(), fmt.Sprintf("paragraph %d ", i)) {
				seen[i] = true
			}
		}
		s.Press("j")
	}
	if len(seen) != 60 {
		t.Fatalf("j passed over text: %d of 60 lines were in sight", len(seen))
	}
	s.at("Too long.")
	s.Press("g g")
	s.See("paragraph 0 ")
	s.Press("ctrl+d")
	s.Not("paragraph 0 ")
	s.Press("ctrl+u")
	s.See("paragraph 0 ")
}

func TestLinksAndPlaces(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.open(s.docs[0])
	s.Press("Y")
	if got := panetest.Last[pane.Copy](s.Stage); got != (pane.Copy{Text: "https://social.example/d1", What: "address"}) {
		t.Fatalf("copied %v", got)
	}
	s.Press("o")
	s.See("-- Link", "https://social.example/d1")
	s.Press("esc", "x")
	if got := panetest.Last[pane.To](s.Stage); got.Pane != keys.Card || got.Msg != (pane.Peek{Identity: "mastodon:1"}) {
		t.Fatalf("x shows %v", got)
	}
	s.Press("esc")
	if got := panetest.Last[pane.Cover](s.Stage); got != (pane.Cover{Place: keys.Stream}) {
		t.Fatalf("esc goes back by %v", got)
	}
}

func TestWarningsTitlesAndMediaAreShown(t *testing.T) {
	s := newScene(t, panetest.Options{})
	m := s.Said("w", time.Minute, store.Author{ID: "6", Name: "Shy"}, "neutral", "the text")
	m.Body.Title, m.Body.Warning = "the title", "careful"
	m.Body.Media = []store.Media{{Type: "image", Alt: "a broken fridge"}, {Type: "video"}}
	s.open(s.Hear(m)[0])
	s.order("[careful]", "the title", "the text", "[image] a broken fridge", "[video]")
}

func TestAThreadOutOfSightLeavesTheContactAlone(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("enter", "esc", "j", "j")
	d.See("Contact: Елена Кузнецова")
	d.Arrive("a1", "Is anybody there?")
	d.See("Contact: Елена Кузнецова")
}

func TestGoingElsewhereUncoversTheList(t *testing.T) {
	for _, keys := range []string{"g m", "' m", "g l"} {
		d := uitest.New(t, uitest.Options{})
		d.Press("enter")
		d.See("thread of Иван Петров")
		d.Press(keys)
		d.Not("thread of")
	}
}

func TestBackInTheListTheContactFollowsItAgain(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j j j j j enter") // a dialogue of two people
	d.See("thread of The Fives")
	d.See("Contact: The Fives")
	d.Press("j")
	d.See("Contact: Mia Laurent")
	d.Press("esc")
	d.See("Contact: The Fives")
}

func TestEveryThreadIsExact(t *testing.T) {
	hostile := []string{"新しい", "هل الثلاجة", "\u202eevil", "👩\u200d👩\u200d👧", "Z\u0337\u0321\u031b", "\x1b[2J", "\t", "\n", "e\u0301", "word ", "ｗ", "🇷🇺", "\u200d"}
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, panetest.Options{Plain: rapid.Bool().Draw(r, "plain")})
		text := func(label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(hostile), 0, 30).Draw(r, label), "")
		}
		parent := "d3"
		for i := range rapid.IntRange(1, 9).Draw(r, "turns") {
			id := fmt.Sprint("h", i)
			m := s.Said(id, time.Duration(20-i)*time.Minute, store.Author{ID: id, Name: text("name"), Handle: text("handle"), Followers: 1 << 30}, "negative", "x"+text("text"))
			m.Place.Parent, parent = parent, id
			m.Body.Title, m.Body.Media, m.Work.Tags = text("title"), []store.Media{{Type: "image", Alt: text("alt")}}, []string{text("tag")}
			s.Hear(m)
		}
		_, err := s.Desk.Triage.Note(s.ctx, boris, s.docs[0], "n"+text("note"))
		panetest.Must(t, err)
		s.open(s.docs[0])
		for range 6 {
			s.Size(rapid.IntRange(1, 200).Draw(r, "width"), rapid.IntRange(1, 40).Draw(r, "height"))
			s.Press(rapid.SampledFrom([]string{"j", "k", "G", "g g", "ctrl+d", "ctrl+u"}).Draw(r, "key"))
		}
	})
}
