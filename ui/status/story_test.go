package status_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/status"
	"earshot/ui/theme"
)

type scene struct {
	*panetest.Stage
	doc store.Doc
}

func newScene(t *testing.T, width int) *scene {
	t.Helper()
	s := &scene{Stage: panetest.New(t, panetest.Options{Width: width, Height: 1, Hold: 10 * time.Second})}
	s.Connect()
	lead := s.Said("2", time.Hour, store.Author{ID: "2"}, "neutral", "an offer?")
	lead.Judgement.Lead = true
	urgent := s.Said("3", time.Hour, store.Author{ID: "3"}, "negative", "help!")
	urgent.Judgement.Priority = 90
	s.doc = s.Hear(s.Said("1", time.Minute, store.Author{ID: "1"}, "neutral", "hello"), lead, urgent)[0]
	s.Put(status.New(s.Host))
	return s
}

// send answers as anna or somebody else and gives the post.
func (s *scene) send(user, text string) store.Post {
	s.T.Helper()
	post, err := s.Desk.Publish.Send(context.Background(), desk.By{User: user, Door: "key"}, desk.Outgoing{Message: store.Message{Text: text}, Accounts: []string{"polar"}})
	panetest.Must(s.T, err)
	s.Send(nil)
	return post
}

func TestCountsFollowTheMentions(t *testing.T) {
	s := newScene(t, 120)
	s.See("3 open  0 mine  1 urgent  1 leads")
	_, err := s.Desk.Triage.Assign(context.Background(), desk.By{User: "boris"}, desk.On(s.doc), "anna")
	panetest.Must(t, err)
	s.Send(nil)
	s.See("3 open  0 mine") // a colleague's: every few seconds is enough
	s.Advance(3 * time.Second)
	s.See("3 open  1 mine")
	s.Advance(500 * time.Millisecond)
	s.Host.Acted() // a verb of one's own begins
	_, err = s.Desk.Triage.Done(context.Background(), desk.By{User: "anna"}, desk.On(s.doc))
	panetest.Must(t, err)
	s.Send(nil)
	s.See("2 open  0 mine")
}

func TestTheHoldCountsDownByTheSecond(t *testing.T) {
	s := newScene(t, 120)
	s.send("anna", "one")
	for _, want := range []string{"10s", "9s", "8s"} {
		s.See("sending in " + want + ": z to stop")
		s.Advance(time.Second)
	}
	s.send("anna", "two")
	s.See("sending in 7s: z to stop (2 held)")
	s.Advance(7 * time.Second)
	s.See("sending in 3s: z to stop")
	s.Not("held)")
	s.Advance(2 * time.Second)
	s.See("sending in 1s")
	s.Advance(time.Second)
	s.Not("sending")
	if next := s.Pane.(pane.Clocked).NextTick(); !next.IsZero() {
		t.Fatalf("nothing counts down any more, a tick is asked for %v", next)
	}
}

func TestAHeldSendCanBeTakenBackAndOthersAreNotMine(t *testing.T) {
	s := newScene(t, 120)
	s.send("boris", "his")
	s.Not("sending")
	s.send("anna", "mine")
	s.See("sending in 10s: z to stop")
	_, err := s.Desk.History.Undo(context.Background(), desk.By{User: "anna"})
	panetest.Must(t, err)
	s.Send(nil)
	s.Not("sending")
}

func TestTheCountdownStandsBesideANotice(t *testing.T) {
	s := newScene(t, 120)
	s.send("anna", "one")
	s.Send(pane.Notice{Text: "closed 1 mention", Level: pane.Done})
	s.See("sending in 10s: z to stop  closed 1 mention", "3 open")
	s.Advance(5 * time.Second)
	s.See("sending in 5s")
	s.Not("closed")
}

func TestNoticesGoByThemselves(t *testing.T) {
	s := newScene(t, 120)
	s.Send(pane.Notice{Text: "noted"})
	s.Advance(3 * time.Second)
	s.See("noted", "3 open  0 mine")
	s.Advance(time.Second)
	s.Not("noted")
	s.See("polar idle")
	// A warning stays longer, and a newer notice takes its place and its time.
	s.Send(pane.Notice{Text: "cannot", Level: pane.Warning})
	s.Advance(7 * time.Second)
	s.See("cannot")
	s.Send(pane.Notice{Text: "noted"})
	s.Advance(3 * time.Second)
	s.See("noted")
	s.Not("cannot")
	s.Advance(time.Second)
	s.Not("noted")
}

func TestEveryHealthHasAWord(t *testing.T) {
	s := newScene(t, 120)
	s.See("polar idle  polar-vk idle  press idle  support idle")
	for state, want := range map[store.HealthState]string{
		store.HealthOK: "polar ok", store.HealthWaiting: "polar waits", store.HealthFailed: "polar FAILED",
	} {
		panetest.Must(t, s.Desk.Setup.SetHealth(context.Background(), store.Health{Account: "polar", State: state, Left: -1}))
		s.Send(nil)
		s.See(want)
	}
	if pane.HealthToken(store.HealthFailed) != theme.Bad || pane.HealthToken(store.HealthWaiting) != theme.Warn || pane.HealthToken(store.HealthOK) != theme.Dim {
		t.Fatal("what fails is painted so")
	}
	panetest.Must(t, s.Desk.Setup.Disconnect(context.Background(), desk.By{User: "anna"}, "press"))
	s.Send(nil)
	s.Not("press")
}

func TestTheLineIsExactAtEveryWidth(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, 80)
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"新", "é", "\x1b[2J", "👩\u200d👩", "word ", "\u202e", "\n", "Z\u0337"})).Draw(r, "notice"), "")
		if rapid.Bool().Draw(r, "held") {
			s.send("anna", "one")
		}
		if rapid.Bool().Draw(r, "noticed") {
			s.Send(pane.Notice{Text: text, Level: pane.Level(rapid.IntRange(0, 3).Draw(r, "level"))})
		}
		for range 8 {
			s.Size(rapid.IntRange(1, 200).Draw(r, "width"), rapid.IntRange(1, 3).Draw(r, "height"))
			s.View()
		}
	})
}

// What a verb did says how it is taken back, as long as there is room; a notice
// of anything else does not.
func TestTheOutcomeOfAVerbSaysHowItIsTakenBack(t *testing.T) {
	s := newScene(t, 120)
	s.Send(pane.Notice{Text: "closed 1 mention", Level: pane.Done, Undo: true})
	s.See("closed 1 mention  z takes it back", "3 open")
	s.Send(pane.Notice{Text: "on its way", Level: pane.Done})
	s.Not("takes it back")
	s.Size(50, 1)
	s.Send(pane.Notice{Text: "closed 1 mention of a very long discussion", Level: pane.Done, Undo: true})
	s.See("closed 1 mention of a very long discussion")
	s.Not("takes it back")
}

// The counts keep their places when one of them gets a digit less.
func TestCountsKeepTheirPlaces(t *testing.T) {
	s := newScene(t, 120)
	for i := range 9 {
		s.Hear(s.Said("more"+string(rune('a'+i)), time.Hour, store.Author{ID: "9"}, "neutral", "more"))
	}
	s.Advance(3 * time.Second)
	s.See("12 open  0 mine")
	place := strings.Index(s.Frame(), "0 mine")
	list, err := s.Desk.Triage.Done(context.Background(), desk.By{User: "anna"}, desk.On(1, 2, 3))
	panetest.Must(t, err)
	s.Send(nil)
	s.Advance(3 * time.Second)
	s.See(" 9 open")
	if at := strings.Index(s.Frame(), "0 mine"); at != place {
		t.Errorf("after %s the counts stand at %d, before at %d", list.Title, at, place)
	}
}

// A failing account says why, where there is room.
func TestAFailingAccountSaysWhy(t *testing.T) {
	s := newScene(t, 140)
	panetest.Must(t, s.Desk.Setup.SetHealth(context.Background(), store.Health{Account: "polar", State: store.HealthFailed, Message: "the token was refused; connect again"}))
	s.Send(nil)
	s.See("polar FAILED: the token was refused; connect again")
	s.Size(80, 1)
	s.See("polar FAILED")
}

// TestWhatIsToldMovesNoCount: it comes behind them; only where it would be cut too
// much it takes their room. The key that it names is the one that a person bound.
func TestWhatIsToldMovesNoCount(t *testing.T) {
	s := newScene(t, 80)
	place := strings.Index(s.Frame(), "3 open")
	s.Send(pane.Notice{Text: "closed 1 mention", Level: pane.Done, Undo: true})
	s.See("leads  closed 1 mention  z takes it back")
	if at := strings.Index(s.Frame(), "3 open"); at != place {
		t.Errorf("the counts stood at %d, beside a notice at %d", place, at)
	}
	s.Host.Bound = func(string) string { return "ctrl+z" }
	s.Send(pane.Notice{Text: "closed 2", Level: pane.Done, Undo: true})
	s.See("closed 2  ctrl+z takes it back")
	s.send("anna", "one")
	s.See("sending in 10s: ctrl+z to stop")
	s.Host.Bound = func(string) string { return "" }
	s.Send(pane.Notice{Text: "closed 3", Level: pane.Done, Undo: true})
	s.Not("takes it back")
	s.Send(pane.Notice{Text: strings.Repeat("a long notice ", 5), Level: pane.Done})
	s.Size(50, 1)
	s.Not("open")
}
