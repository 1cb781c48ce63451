package verb_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/uitest"
	"earshot/ui/verb"
)

// the selection of every fresh screen.
const first = "mastodon:101"

func work(t *testing.T, d *uitest.Driver, id string) store.Work {
	t.Helper()
	return full(t, d, id).Work
}

func full(t *testing.T, d *uitest.Driver, id string) *store.Mention {
	t.Helper()
	doc, err := d.Desk.Lookup.Resolve(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Desk.Lookup.Get(context.Background(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// deed is a command by its keys and by its name on the ":" line, with what to
// type into its prompt, what the status line says and what must hold then.
type deed struct {
	keys, id, arg string
	says          string
	holds         func(m *store.Mention) bool
}

func until(at string) func(*store.Mention) bool {
	return func(m *store.Mention) bool {
		return m.Work.State == store.StateSnoozed && m.Work.Until.Format("2006-01-02 15:04") == at
	}
}

func intent(want string) func(*store.Mention) bool {
	return func(m *store.Mention) bool {
		return m.Judgement.Intent == want && slices.Contains(m.Judgement.Taught, want)
	}
}

func mood(want string) func(*store.Mention) bool {
	return func(m *store.Mention) bool { return m.Judgement.Sentiment == want }
}

func assignee(want string) func(*store.Mention) bool {
	return func(m *store.Mention) bool { return m.Work.Assignee == want }
}

func deeds() []deed {
	done := func(m *store.Mention) bool { return m.Work.State == store.StateDone }
	return []deed{
		{"e", "done-next", "", "closed 1 mention", done},
		{"E", "done", "", "closed 1 mention", done},
		{"s h", "snooze-hour", "", "snoozed 1 mention until Fri 20 Nov 10:31", until("2026-11-20 10:31")},
		{"s e", "snooze-evening", "", "until Fri 20 Nov 19:00", until("2026-11-20 19:00")},
		{"s t", "snooze-tomorrow", "", "until Sat 21 Nov 09:00", until("2026-11-21 09:00")},
		{"s m", "snooze-monday", "", "until Mon 23 Nov 09:00", until("2026-11-23 09:00")},
		{"s w", "snooze-week", "", "until Fri 27 Nov", func(m *store.Mention) bool { return m.Work.Until.Day() == 27 }},
		{"s s", "snooze", "tomorrow 14:30", "until Sat 21 Nov 14:30", until("2026-11-21 14:30")},
		{"a a", "assign-me", "", "assigned 1 mention to anna", assignee("anna")},
		{"a o", "assign", "clara", "assigned 1 mention to clara", assignee("clara")},
		{"a o", "assign", "me", "assigned 1 mention to anna", assignee("anna")},
		{"t", "tag", "+vip repair -spam", "tagged 1 mention +vip +repair -spam", func(m *store.Mention) bool {
			return slices.Equal(m.Work.Tags, []string{"repair", "vip"})
		}},
		{"i", "note", "called, nobody there", "noted", func(m *store.Mention) bool { return m.Work.Notes == 1 }},
		{"F", "hand-over", "clara knows the depot", "handed over to clara with a note", func(m *store.Mention) bool {
			return m.Work.Assignee == "clara" && m.Work.Notes == 1
		}},
		{"F", "hand-over", "clara", "assigned 1 mention to clara", func(m *store.Mention) bool { return m.Work.Notes == 0 }},
		{"m +", "mark-positive", "", "as positive", mood("positive")},
		{"m -", "mark-negative", "", "as negative", mood("negative")},
		{"m 0", "mark-neutral", "", "as neutral", mood("neutral")},
		{"m l", "mark-lead", "", "as lead", func(m *store.Mention) bool { return m.Judgement.Lead }},
		{"m q", "mark-question", "", "as question", intent("question")},
		{"m c", "mark-complaint", "", "as complaint", intent("complaint")},
		{"m o", "mark-concern", "", "as concern", intent("concern")},
		{"m n", "mark-need", "", "as need", intent("need")},
		{"m h", "mark-insight", "", "as insight", intent("insight")},
		{"m p", "mark-praise", "", "as praise", intent("praise")},
		{"m s", "mark-spam", "", "as spam", intent("spam")},
	}
}

// TestEveryVerbThroughItsKeysAndTheLine: the same verb, the same outcome, and
// undo takes it back whole.
func TestEveryVerbThroughItsKeysAndTheLine(t *testing.T) {
	for _, c := range deeds() {
		for _, door := range []string{"keys", "line"} {
			t.Run(c.id+" by "+door, func(t *testing.T) {
				d := uitest.New(t, uitest.Options{})
				before := full(t, d, first)
				if door == "keys" {
					d.Press(c.keys)
					if c.arg != "" {
						d.Type(c.arg)
						d.Press("enter")
					}
				} else {
					d.Press(":")
					d.Type(strings.TrimSpace(c.id + " " + c.arg))
					d.Press("enter")
				}
				d.See(c.says)
				if m := full(t, d, first); !c.holds(m) {
					t.Fatalf("after %s the mention is %+v %+v", c.id, m.Work, m.Judgement)
				}
				d.Press("z")
				d.See("took back: ")
				if m := full(t, d, first); m.Work.State != before.Work.State || m.Work.Assignee != "" || m.Work.Notes != 0 ||
					len(m.Work.Tags) != 0 || m.Judgement.Intent != before.Judgement.Intent || m.Judgement.Sentiment != before.Judgement.Sentiment {
					t.Fatalf("after undo the mention is %+v %+v", m.Work, m.Judgement)
				}
			})
		}
	}
}

func TestVerbsThatTakeSomethingAway(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("a a", "a n")
	d.See("took 1 mention from its assignee")
	if w := work(t, d, first); w.Assignee != "" {
		t.Fatalf("still %s's", w.Assignee)
	}
	d.Press("m l", "m L")
	d.See("as not-lead")
	if full(t, d, first).Judgement.Lead {
		t.Fatal("still a lead")
	}
	d.Press("m i")
	d.See("as irrelevant")
	d.Press("' a", "E", "U")
	d.See("opened 1 mention again")
	if w := work(t, d, first); w.State != store.StateOpen {
		t.Fatalf("it is %s", w.State)
	}
	d.Press("m v")
	d.See("as vip")
	d.Advance(time.Second)
	d.See("v VIP 2") // both that the person wrote
	d.Press("m v")
	d.Advance(time.Second)
	d.See("v VIP 0")
}

func TestTheSnoozeMenuShowsItsWays(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("s")
	for _, text := range []string{"h Snooze an hour", "e Snooze until the evening", "t Snooze until tomorrow", "m Snooze until Monday", "w Snooze a week", "s Snooze until", "esc ends it"} {
		d.See(text)
	}
	d.Press("x")
	d.See("no command is on s x")
	d.Press("s", "esc")
	d.Not("Snooze an hour")
	if w := work(t, d, first); w.State != store.StateNew {
		t.Fatalf("nothing was chosen, it is %s", w.State)
	}
}

func TestASnoozeRefusesThePastAndNonsense(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("s s")
	d.See("+2h, 3d, 18:30")
	d.Type("2020-01-01 10:00")
	d.Press("enter")
	d.See("already passed")
	d.Press("ctrl+u")
	d.Type("someday")
	d.Press("enter")
	d.See("is not a time")
	d.Press("esc")
	d.Press(":")
	d.Type("snooze someday")
	d.Press("enter")
	d.See("is not a time")
	if w := work(t, d, first); w.State != store.StateNew {
		t.Fatalf("it is %s", w.State)
	}
}

func TestASnoozedDialogueComesBack(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("s h")
	d.See("Stream: Inbox  22")
	d.Advance(61 * time.Minute)
	if err := d.Desk.Outbox.Wake(context.Background()); err != nil {
		t.Fatal(err)
	}
	d.Advance(time.Second)
	d.See("Stream: Inbox  23")
}

func TestTagsRefuseASignAlone(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("t")
	d.See("+vip -spam")
	d.Type("+")
	d.Press("enter")
	d.See("a sign needs a tag behind it")
	d.Press("backspace", "enter")
	d.Type(" ,")
	d.Press("enter")
	d.See("name at least one tag")
	d.Press("ctrl+u")
	d.Type("+ok")
	d.Press("enter", ".")
	d.See("nothing to change")
}

func TestTagsCompleteFromThoseInUse(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("t")
	d.Type("del")
	d.See("+delivery")
	d.Press("tab")
	d.Type("-x re")
	d.See("+repair")
	d.Press("tab", "enter")
	d.See("tagged 1 mention +delivery +repair -x")
	// Behind a minus only what the mention has is proposed.
	d.Press("t")
	d.Type("-")
	d.See("-repair")
	d.Not("-warranty")
}

func TestAssigneesCompleteAndTheUserComesFirst(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("a o")
	d.See("anna")
	d.See("you")
	d.Type("BO")
	d.See("boris")
	d.Press("tab", "enter")
	d.See("assigned 1 mention to boris")
}

func TestUndoGoesBackStepByStepAndRedoForth(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("z")
	d.See("took back: ") // what the fixture did as anna
	d = uitest.New(t, uitest.Options{User: "carol"})
	d.Press("z")
	d.See("nothing to take back")
	d.Press("Z")
	d.See("nothing to take back")
	d.Press("a a", "m q", "z")
	d.See("took back: marked 1 mention as question")
	d.Press("z")
	d.See("took back: assigned 1 mention to carol")
	d.Press("Z")
	d.See("did again: assigned 1 mention to carol")
	d.Press("Z")
	d.See("did again: marked 1 mention as question")
	if m := full(t, d, first); m.Work.Assignee != "carol" || m.Judgement.Intent != "question" {
		t.Fatalf("%+v", m)
	}
}

func TestUndoLeavesAColleaguesChangeAlone(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("a o")
	d.Type("clara")
	d.Press("enter")
	doc, err := d.Desk.Lookup.Resolve(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Desk.Triage.Assign(t.Context(), desk.By{User: "boris", Door: "key"}, desk.Around(doc), "boris"); err != nil {
		t.Fatal(err)
	}
	d.Press("z")
	d.See("@boris")
	if w := work(t, d, first); w.Assignee != "boris" {
		t.Fatalf("undo took it from boris and gave it to %q", w.Assignee)
	}
}

func TestRepeatOnTheNextWithTheSameArgument(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(".")
	d.See("nothing was done yet that could be repeated")
	d.Press("t")
	d.Type("+seen")
	d.Press("enter", "j", ".", "j", "ю") // the key of "." on a Russian layout
	for _, id := range []string{first, "mastodon:102", "vk:201"} {
		if !slices.Contains(work(t, d, id).Tags, "seen") {
			t.Errorf("%s has no tag", id)
		}
	}
	d.Press("s t", ".")
	d.See("Stream: Inbox  21")
	// In the thread it is the same memory.
	d.Press("enter", ".")
	d.See("snoozed 2 mentions until Sat 21 Nov 09:00") // the whole dialogue
}

func TestMarkedMentionsAreAssignedWithTheirDialogues(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j j j j space space")
	d.See("2 marked")
	d.Press("a a")
	// Both belong to one dialogue, which is counted whole.
	d.See("assigned 2 mentions to anna")
	d.Press("V", "t")
	d.Type("+both")
	d.Press("enter", "z", "z")
	d.See("took back: assigned 2 mentions to anna")
	if w := work(t, d, "mastodon:104"); w.Assignee != "boris" || slices.Contains(w.Tags, "both") {
		t.Fatalf("after undo it is %+v", w)
	}
}

func TestNothingWorksOnNothingAndSaysWhy(t *testing.T) {
	d := uitest.New(t, uitest.Options{Empty: true})
	for _, key := range []string{"e", "E", "U", "s h", "s s", "a a", "a o", "a n", "t", "i", "F", "m +", "m v", "r", "R", "o", "y", "Y", "w", "x", "enter", "space"} {
		d.Press(key)
		d.See("no mention is selected")
		d.Advance(time.Minute)
		d.Not("no mention is selected")
	}
}

func TestAMentionWithoutAddressCannotBeOpened(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	e := desk.Event{Mention: &store.Mention{
		Key: store.Key{Network: "mail", ID: "bare"}, Account: "support", Kind: store.KindMail, Created: d.Now(),
		Author: store.Author{ID: "t"}, Body: store.Body{Text: "no address"},
	}}
	if _, err := d.Desk.Inbox.Ingest(t.Context(), desk.Batch{Account: "support", Events: []desk.Event{e}}); err != nil {
		t.Fatal(err)
	}
	d.Send(nil)
	d.Press("g g", "o")
	d.See("this mention has no address")
	d.Press("Y")
	d.See("this mention has no address")
	d.Press("y")
	if d.Copied != "mail:bare" {
		t.Fatalf("copied %q", d.Copied)
	}
}

func TestSourcesListTheirHealth(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("g s")
	for _, text := range []string{"Sources", "polar", "ok, live", "press", "waits", "the feed answers slowly"} {
		d.See(text)
	}
	d.Press("q")
	d.Not("the feed answers slowly")
	d = uitest.New(t, uitest.Options{Empty: true})
	d.Press("g s")
	d.See("No account is connected yet. Add one with :connect, or in a shell: earshot connect")
}

func TestSignedReadsSignsAndCommas(t *testing.T) {
	for text, want := range map[string][2]string{
		"":             {"", ""},
		"a":            {"a", ""},
		"+a,-b c":      {"a c", "b"},
		"  --x ++y ,,": {"y", "x"},
		"a-b +c+d":     {"a-b c+d", ""},
	} {
		add, remove := act.Signed(text)
		if got := [2]string{strings.Join(add, " "), strings.Join(remove, " ")}; got != want {
			t.Errorf("%q adds and removes %q, not %q", text, got, want)
		}
	}
}

func TestTheTablesCanBePrintedWithoutData(t *testing.T) {
	h := &pane.Host{}
	target := verb.Target{
		Mention: func() *store.Mention { return nil }, Docs: func() []store.Doc { return nil }, Memory: &verb.Memory{},
	}
	all := append(verb.Global(h), verb.Commands(h, keys.Stream, target)...)
	table := keys.New(nil)
	for _, c := range all {
		if c.Scope == keys.Stream && c.Reason() == "" {
			t.Errorf("%s can run on nothing", c.ID)
		}
	}
	if err := table.Add(all...); err != nil {
		t.Fatal(err)
	}
}
