package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
)

func (w *world) undo(by desk.By) desk.Reversal {
	w.t.Helper()
	e, err := w.History.Undo(w.ctx, by)
	w.must(err)
	return e
}

func (w *world) redo(by desk.By) desk.Reversal {
	w.t.Helper()
	e, err := w.History.Redo(w.ctx, by)
	w.must(err)
	return e
}

// TestWhatCanNoLongerBeTakenBackIsPassedOver: a sent answer must not stand in
// the way of everything that was done before it.
func TestWhatCanNoLongerBeTakenBackIsPassedOver(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"vip"}, nil))(t)
	w.send(desk.Outgoing{About: doc, Message: say("сейчас")}, "900")
	var late *store.Conflict
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &late) || !strings.Contains(late.What, "undo again") {
		t.Fatalf("err %v", err)
	}
	if _, err := w.History.Redo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("redo of what was never undone: %v", err)
	}
	if e := w.undo(anna); e.Verb != "tag" || len(w.get(doc).Work.Tags) != 0 {
		t.Fatalf("%+v", e)
	}
	w.redo(anna)
	if tags := w.get(doc).Work.Tags; !slices.Equal(tags, []string{"vip"}) {
		t.Fatalf("%v", tags)
	}
	w.undo(anna)
	if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
		t.Fatalf("err %v", err)
	}
}

func TestAMarkIsTakenBackWithoutTheMarksOfOthers(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	before := w.get(doc).Judgement
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "lead"))(t)
	done(w.Triage.Mark(w.ctx, boris, desk.On(doc), "praise"))(t)
	w.undo(anna)
	if j := w.get(doc).Judgement; j.Lead != before.Lead || j.Intent != "praise" || !slices.Equal(j.Taught, []string{"praise"}) {
		t.Fatalf("%+v", j)
	}
	w.undo(boris)
	if j := w.get(doc).Judgement; j.Intent != before.Intent || j.Priority != before.Priority || len(j.Taught) != 0 {
		t.Fatalf("%+v, was %+v", j, before)
	}
	w.redo(anna)
	if j := w.get(doc).Judgement; !j.Lead || !slices.Equal(j.Taught, []string{"lead"}) {
		t.Fatalf("%+v", j)
	}
}

func TestTheLanguageIsTakenBackWithItsMark(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	lang := w.get(doc).Body.Lang
	done(w.Triage.Mark(w.ctx, anna, desk.On(doc), "lang:uk"))(t)
	if m := w.get(doc); m.Body.Lang != "uk" || !slices.Equal(m.Judgement.Taught, []string{"lang:uk"}) {
		t.Fatalf("%q %v", m.Body.Lang, m.Judgement.Taught)
	}
	w.undo(anna)
	if m := w.get(doc); m.Body.Lang != lang || len(m.Judgement.Taught) != 0 {
		t.Fatalf("%q %v", m.Body.Lang, m.Judgement.Taught)
	}
	w.redo(anna)
	done(w.Triage.Mark(w.ctx, boris, desk.On(doc), "lang:be"))(t)
	w.undo(anna)
	if m := w.get(doc); m.Body.Lang != "be" {
		t.Fatalf("boris said be, anna's undo made it %q", m.Body.Lang)
	}
}

func TestAVIPIsTakenBackAfterTheyWroteAgain(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2")
	who := w.get(docs[0]).Identity()
	vip := func() store.Identity {
		return done(w.Lookup.Person(w.ctx, who, 1, store.Scope{Now: w.now}))(t).Identity
	}
	usual := w.get(docs[0]).Judgement.Priority
	out := done(w.Triage.Mark(w.ctx, anna, desk.On(docs...), "vip"))(t)
	if !vip().VIP || out.Changed != 2 {
		t.Fatalf("two mentions of one person: %+v, %+v", vip(), out)
	}
	third := w.get(w.hear("3")[0])
	if old := w.get(docs[0]).Judgement.Priority; third.Judgement.Priority <= usual || old <= usual {
		t.Errorf("a VIP's mentions have priority %d and %d, before it was %d", old, third.Judgement.Priority, usual)
	}
	w.undo(anna)
	if now := w.get(third.Doc).Judgement.Priority; now != usual {
		t.Errorf("no VIP any more, the priority is %d, usually %d", now, usual)
	}
	if p := vip(); p.VIP || p.Mentions != 3 {
		t.Fatalf("%+v", p)
	}
	w.redo(anna)
	if !vip().VIP {
		t.Fatal("not a VIP again")
	}
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs[0]), "vip"))(t) // again: no longer
	if vip().VIP {
		t.Fatal("the mark cannot be taken off")
	}
}

func TestNobodyCanMarkWhoIsNotNamed(t *testing.T) {
	w := newWorld(t)
	nameless := w.said("1", "", "")
	nameless.Author = store.Author{}
	w.ingest(nameless, w.ours("2", ""))
	var refused *store.Invalid
	if _, err := w.Triage.Mark(w.ctx, anna, desk.On(1, 2), "vip"); !errors.As(err, &refused) {
		t.Fatalf("err %v", err)
	}
}

func TestAMentionThatAnotherHasWorkedOnIsNotNewAgain(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	done(w.Triage.Tag(w.ctx, anna, desk.On(doc), []string{"a"}, nil))(t)
	done(w.Triage.Note(w.ctx, boris, doc, "звонил"))(t)
	w.undo(anna)
	if m := w.get(doc); m.Work.State != store.StateOpen || m.Work.Opened.IsZero() || m.Work.Notes != 1 || len(m.Work.Tags) != 0 {
		t.Fatalf("%+v", m.Work)
	}
}

// TestTheStateAndItsTimesAreOneThing: taking back a snooze must not open what
// somebody else has put away for longer.
func TestTheStateAndItsTimesAreOneThing(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	later := w.now.Add(5 * time.Hour)
	done(w.Triage.Snooze(w.ctx, anna, desk.On(doc), w.now.Add(time.Hour)))(t)
	done(w.Triage.Snooze(w.ctx, boris, desk.On(doc), later))(t)
	w.undo(anna)
	if m := w.get(doc); m.Work.State != store.StateSnoozed || !m.Work.Until.Equal(later) {
		t.Fatalf("%+v", m.Work)
	}
	w.now = w.now.Add(2 * time.Hour)
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State != store.StateSnoozed {
		t.Fatal("anna's snooze woke it")
	}
	w.undo(boris)
	w.must(w.Outbox.Wake(w.ctx))
	if m := w.get(doc); m.Work.State == store.StateSnoozed {
		t.Fatalf("it sleeps until %v, which has passed", m.Work.Until)
	}
}

func TestAStoppedSendIsNotBroughtBackWhenItWouldLeaveAtOnce(t *testing.T) {
	w := newWorld(t)
	doc := w.hear("1")[0]
	post := done(w.reply(anna, doc))(t)
	w.now = w.now.Add(5 * time.Second)
	done(w.Publish.Stop(w.ctx, anna, post.ID))(t)
	w.now = w.now.Add(time.Second)
	w.undo(anna) // inside the hold window there is still time to think
	if p := done(w.Publish.Post(w.ctx, post.ID))(t); p.State() != store.DeliveryHeld {
		t.Fatalf("%+v", p)
	}
	w.redo(anna)
	w.now = w.now.Add(time.Hour)
	var late *store.Conflict
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &late) {
		t.Fatalf("err %v", err)
	}
	if task := done(w.Outbox.Claim(w.ctx, "acme"))(t); task != nil {
		t.Fatal("it left")
	}
}

func TestAPlannedPostIsNotBroughtBackOnAnAccountThatIsGone(t *testing.T) {
	w := newWorld(t)
	w.connect("shop", desk.AbilitySend)
	post := done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"shop"}, Message: say("x"), At: w.now.Add(time.Hour)}))(t)
	done(w.Publish.Stop(w.ctx, anna, post.ID))(t)
	w.must(w.Setup.Disconnect(w.ctx, anna, "shop"))
	var late *store.Conflict
	if _, err := w.History.Undo(w.ctx, anna); !errors.As(err, &late) || !strings.Contains(late.What, "shop") {
		t.Fatalf("err %v", err)
	}
}

func TestADraftThatWentOnIsNotOverwritten(t *testing.T) {
	w := newWorld(t)
	d := done(w.Publish.SaveDraft(w.ctx, anna, store.Draft{Message: say("first")}))(t)
	done(w.Publish.Send(w.ctx, anna, desk.Outgoing{Accounts: []string{"acme"}, Message: say("first"), Draft: d.ID}))(t)
	d.Message.Text = "and on" // the composer saved once more
	done(w.Publish.SaveDraft(w.ctx, anna, d))(t)
	w.undo(anna) // must stop the send all the same
	drafts := done(w.Publish.Drafts(w.ctx, anna))(t)
	if len(drafts) != 1 || drafts[0].Message.Text != "and on" {
		t.Fatalf("%+v", drafts)
	}
	if posts := done(w.Publish.Posts(w.ctx, 0))(t); len(posts) != 0 {
		t.Fatalf("%+v", posts)
	}
}

func TestUndoOfWorkOnWhatTheNetworkTookAway(t *testing.T) {
	w := newWorld(t)
	docs := w.hear("1", "2")
	done(w.Triage.Done(w.ctx, anna, desk.On(docs...)))(t)
	done(w.Triage.Mark(w.ctx, anna, desk.On(docs...), "lang:en"))(t)
	gone := desk.Batch{Account: "acme", Events: []desk.Event{{Deleted: w.get(docs[0]).Key}}}
	done(w.Inbox.Ingest(w.ctx, gone))(t)
	w.undo(anna)
	w.undo(anna)
	if m := w.get(docs[1]); m.Work.State != store.StateNew || m.Body.Lang == "en" {
		t.Fatalf("%+v", m)
	}
	w.redo(anna)
	if m := w.get(docs[1]); m.Work.State != store.StateDone {
		t.Fatalf("%+v", m.Work)
	}
}

func TestWhatAnAccountWatchesIsTakenBack(t *testing.T) {
	w := newWorld(t)
	w.must(w.Setup.Watch(w.ctx, anna, "acme", []string{"#холодильник"}))
	w.undo(anna)
	if a := done(w.Setup.Account(w.ctx, "acme"))(t); len(a.Watch) != 0 {
		t.Fatalf("%v", a.Watch)
	}
}

// model is what two people have done to one mention, as plainly as it can be
// said: a list of acts, some of them taken back.
type model struct {
	acts   []*act
	undone map[string][]*act // by user, the last at the end
}

type act struct {
	by, tag string
	add     bool
	off     bool
}

// tags replays the acts that stand. Each user has tags of their own, so that
// what somebody else does never matters.
func (m *model) tags() []string {
	set := map[string]bool{}
	for _, a := range m.acts {
		if !a.off {
			set[a.tag] = a.add
		}
	}
	var out []string
	for tag, in := range set {
		if in {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return out
}

// TestTwoPeopleUndoOnlyTheirOwn compares random acts, undos and redos of two
// people on one mention with the model.
func TestTwoPeopleUndoOnlyTheirOwn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		doc := w.hear("1")[0]
		m := &model{undone: map[string][]*act{}}
		for step := range rapid.IntRange(1, 30).Draw(rt, "steps") {
			by := rapid.SampledFrom([]desk.By{anna, boris}).Draw(rt, "who")
			w.now = w.now.Add(time.Second)
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0, 1:
				tag := by.User + fmt.Sprint(rapid.IntRange(0, 2).Draw(rt, "tag"))
				add := !slices.Contains(w.get(doc).Work.Tags, tag)
				var err error
				if add {
					_, err = w.Triage.Tag(w.ctx, by, desk.On(doc), []string{tag}, nil)
				} else {
					_, err = w.Triage.Tag(w.ctx, by, desk.On(doc), nil, []string{tag})
				}
				w.must(err)
				m.acts = append(m.acts, &act{by: by.User, tag: tag, add: add})
				m.undone[by.User] = nil
			case 2:
				i := lastOf(m.acts, by.User)
				_, err := w.History.Undo(w.ctx, by)
				if (i < 0) != errors.Is(err, desk.ErrNothing) || i >= 0 && err != nil {
					rt.Fatalf("step %d: undo gives %v", step, err)
				}
				if i >= 0 {
					m.acts[i].off = true
					m.undone[by.User] = append(m.undone[by.User], m.acts[i])
				}
			case 3:
				list := m.undone[by.User]
				_, err := w.History.Redo(w.ctx, by)
				if (len(list) == 0) != errors.Is(err, desk.ErrNothing) || len(list) > 0 && err != nil {
					rt.Fatalf("step %d: redo gives %v, undone %d", step, err, len(list))
				}
				if len(list) > 0 {
					list[len(list)-1].off = false
					m.undone[by.User] = list[:len(list)-1]
				}
			}
			if got, want := w.get(doc).Work.Tags, m.tags(); !slices.Equal(got, want) {
				rt.Fatalf("step %d: tags %v, want %v", step, got, want)
			}
		}
	})
}

func lastOf(acts []*act, by string) int {
	for i := len(acts) - 1; i >= 0; i-- {
		if acts[i].by == by && !acts[i].off {
			return i
		}
	}
	return -1
}

// TestOnePersonUndoesEverything: whatever one person did, as many undos give
// back the beginning, and as many redos the end.
func TestOnePersonUndoesEverything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t)
		docs := w.hear("1", "2<1", "3")
		snapshot := func() string {
			var out []string
			for _, doc := range docs {
				m := w.get(doc)
				m.Judgement.Why, m.Judgement.Taught = nil, slices.Clone(m.Judgement.Taught)
				out = append(out, fmt.Sprintf("%+v %+v %s", m.Work, m.Judgement, m.Body.Lang))
			}
			return strings.Join(out, "\n")
		}
		states := []string{snapshot()}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			w.now = w.now.Add(time.Second)
			target := desk.On(rapid.SliceOfN(rapid.SampledFrom(docs), 1, 3).Draw(rt, "docs")...)
			target.Dialogue = rapid.Bool().Draw(rt, "dialogue")
			out, err := w.anyVerb(rt, target)
			w.must(err)
			if out.Seq != 0 {
				states = append(states, snapshot())
			}
		}
		for i := len(states) - 2; i >= 0; i-- {
			w.undo(anna)
			if got := snapshot(); got != states[i] {
				rt.Fatalf("undo to %d gives\n%s\nwant\n%s", i, got, states[i])
			}
		}
		if _, err := w.History.Undo(w.ctx, anna); !errors.Is(err, desk.ErrNothing) {
			rt.Fatalf("there is more to undo: %v", err)
		}
		for i := 1; i < len(states); i++ {
			w.redo(anna)
			if got := snapshot(); got != states[i] {
				rt.Fatalf("redo to %d gives\n%s\nwant\n%s", i, got, states[i])
			}
		}
	})
}

// anyVerb does something to mentions.
func (w *world) anyVerb(rt *rapid.T, on desk.Target) (desk.Outcome, error) {
	tag := rapid.SampledFrom([]string{"a", "b", "c"})
	switch rapid.IntRange(0, 6).Draw(rt, "verb") {
	case 0:
		return w.Triage.Done(w.ctx, anna, on)
	case 1:
		return w.Triage.Reopen(w.ctx, anna, on)
	case 2:
		return w.Triage.Snooze(w.ctx, anna, on, w.now.Add(time.Duration(rapid.IntRange(1, 3).Draw(rt, "h"))*time.Hour))
	case 3:
		return w.Triage.Assign(w.ctx, anna, on, rapid.SampledFrom([]string{"", "me", "boris"}).Draw(rt, "assignee"))
	case 4:
		return w.Triage.Tag(w.ctx, anna, on, []string{tag.Draw(rt, "add")}, []string{tag.Draw(rt, "remove")})
	case 5:
		return w.Triage.Note(w.ctx, anna, on.Docs[0], "заметка")
	}
	label := rapid.SampledFrom([]string{"positive", "negative", "lead", "not-lead", "spam", "irrelevant", "lang:en", "lang:uk"})
	return w.Triage.Mark(w.ctx, anna, on, label.Draw(rt, "label"))
}

// TestALargeChangeIsReadOnce: the history of many mentions stands on one entry
// that changed them all; whoever exports them reads it once, and tells the
// same of each.
func TestALargeChangeIsReadOnce(t *testing.T) {
	w := newWorld(t)
	var ids []string
	for i := range 150 {
		ids = append(ids, fmt.Sprint(i))
	}
	docs := w.hear(ids...)
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs...), []string{"vip"}, nil))(t)
	done(w.Triage.Tag(w.ctx, anna, desk.On(docs[7]), []string{"own"}, nil))(t)
	past := w.History.Past()
	for _, doc := range docs {
		h := done(past.Of(w.ctx, doc))(t)
		if last := 1; doc == docs[7] {
			last = 2
			if len(h) != last || len(h[1].Changes) != 1 {
				t.Errorf("mention %d: %+v", doc, h)
			}
		} else if len(h) != last || h[0].Verb != "tag" || h[0].By != anna.User {
			t.Errorf("mention %d: %+v", doc, h)
		}
	}
}
