package verb_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/desk"
	"earshot/ui/keys"
	"earshot/ui/uitest"
	"earshot/ui/verb"
)

func TestSignedReadsTags(t *testing.T) {
	for text, want := range map[string][2]string{
		"+vip -spam": {"vip", "spam"}, "repair": {"repair", ""}, "a,b -c": {"a b", "c"}, "": {"", ""}, "--x ++y": {"y", "x"},
	} {
		add, remove := act.Signed(text)
		if strings.Join(add, " ") != want[0] || strings.Join(remove, " ") != want[1] {
			t.Errorf("%q adds %v, removes %v", text, add, remove)
		}
	}
}

func mention(t *testing.T, d *uitest.Driver, id string) *store.Mention {
	t.Helper()
	doc, err := d.Desk.Lookup.Resolve(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	m, err := d.Desk.Lookup.Get(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestStateBelongsToTheDialogueTagsToTheMention: on the screen, done closes all
// that was said, while a tag stays on what was selected.
func TestStateBelongsToTheDialogueTagsToTheMention(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j j j j") // the answer within the dialogue of 104
	d.Press("t")
	d.Type("loud")
	d.Press("enter", "E")
	for _, id := range []string{"mastodon:104", "mastodon:105"} {
		if m := mention(t, d, id); m.Work.State != store.StateDone {
			t.Errorf("%s is %s", id, m.Work.State)
		}
	}
	if m := mention(t, d, "mastodon:105"); !slices.Contains(m.Work.Tags, "loud") {
		t.Errorf("the selected mention has the tags %v", m.Work.Tags)
	}
	if m := mention(t, d, "mastodon:104"); slices.Contains(m.Work.Tags, "loud") {
		t.Errorf("the other has the tags %v", m.Work.Tags)
	}
}

// TestTheJournalKnowsTheDoor: a key, the palette and the line are told apart.
func TestTheJournalKnowsTheDoor(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("E")
	d.Press("z", "ctrl+k")
	d.Type("assign me")
	d.Press("enter", ":")
	d.Type("assign boris")
	d.Press("enter")
	entries, err := d.Desk.History.Last(t.Context(), 4)
	if err != nil {
		t.Fatal(err)
	}
	var doors []string
	for _, e := range entries {
		doors = append(doors, e.Verb+" by "+e.Door)
	}
	if want := "assign by line, assign by palette, undo by key, done by key"; strings.Join(doors, ", ") != want {
		t.Errorf("the journal says %v", doors)
	}
}

func TestTheDotRepeatsWithItsArgument(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(".")
	d.See("nothing was done yet that could be repeated")
	d.Press("t")
	d.Type("+first")
	d.Press("enter", "j", "j", ".")
	if m := mention(t, d, "vk:201"); !slices.Contains(m.Work.Tags, "first") {
		t.Errorf("the tags are %v", m.Work.Tags)
	}
	d.Press("enter", ".") // in the thread as well: it is one memory
	d.See("nothing to change")
}

func TestCompletionKnowsTheNamesInUse(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("t")
	d.Type("war")
	d.See("+warranty")
	d.Press("tab")
	d.Not("  +warranty") // it is there already
	d.Type("-")
	d.See("tags: +warranty -")
	d.Press("esc", "a o")
	d.See("anna")
	d.See("you")
	d.See("boris")
}

func TestWhyTellsEverything(t *testing.T) {
	m := &store.Mention{Judgement: store.Judgement{
		Sentiment: "negative", Score: -0.5, Confidence: 0.8, Intent: "complaint", Lead: true, Priority: 70,
		Why:      []store.Reason{{What: "small", Weight: 0.1, About: "sentiment"}, {What: "broken", Weight: -2, About: "sentiment"}, {What: " broken", Weight: 1.5, About: "complaint"}, {What: "rule", About: "rule"}},
		Monitors: []string{"fridges"}, Taught: []string{"complaint"},
		Occasions: []string{"moving", "pet"}, Review: true,
	}}
	other := &store.Mention{Key: store.Key{Network: "vk", ID: "9"}, Author: store.Author{Handle: "mia"}, Created: time.Date(2026, 11, 20, 8, 41, 0, 0, time.UTC)}
	text := ""
	for _, r := range verb.Why(desk.Why{
		Mention: m, VIP: true, Priority: 71, Alike: desk.Alikes{Size: 5, Shared: 0.934, Inside: true, With: other},
	}, time.UTC) {
		text += r.Label + "=" + r.Text + "\n"
	}
	for _, want := range []string{
		"Sentiment=negative (-0.50, confidence 80%)", "Intent=complaint", "Lead=", "Review=of something the author has used", "Occasion=moving, pet", "Because of=sentiment: broken -2.0, small +0.1\n=complaint: broken +1.5\n",
		"Priority=71 of 100 now", "Author=is a VIP",
		"Duplicates=4 near-duplicates: 93% of the words shared with mia (vk, 20 Nov 08:41); one holds nearly all of the other", "Monitors=fridges", "Corrected to=complaint",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

// TestNothingSelectedIsAReason: on an empty list every verb says why it cannot.
func TestNothingSelectedIsAReason(t *testing.T) {
	d := uitest.New(t, uitest.Options{Empty: true})
	for _, c := range d.Commands() {
		if c.Scope == keys.Stream && slices.Contains([]string{"done", "tag", "note", "reply", "why", "open-link", "mark-spam", "snooze", "peek"}, c.ID) && c.Reason() != "no mention is selected" {
			t.Errorf("%s: %q", c.ID, c.Reason())
		}
	}
	d.Press("e")
	d.See("no mention is selected")
}
