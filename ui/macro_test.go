package ui_test

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/uitest"
)

// What a person made is there in the next session, and wins over the team's.
func TestMacrosAreKeptForThePerson(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(":")
	d.Type(`macro ж = note call back\; it is urgent; tag +call`)
	d.Press("enter")
	d.See(`macro ж: note call back\; it is urgent; tag +call`)
	got, err := d.Desk.Prefs.Get(t.Context(), "anna", "macros")
	if err != nil || string(got) != `ж = note call back\; it is urgent; tag +call`+"\n" {
		t.Fatalf("kept is %q, %v", got, err)
	}
	d.Press(",", "ж")
	d.See("z takes it back")
	notes, err := d.Desk.Prefs.Get(t.Context(), "boris", "macros")
	if err != nil || notes != nil {
		t.Fatalf("boris has %q, %v", notes, err)
	}
	d.Press("enter")
	d.See("call back; it is urgent")
	d.Press("esc", "z")
	d.See("took back: noted, tagged 1 mention +call")
	d.Press("Z")
	d.See("did again: noted, tagged 1 mention +call")
}

func TestAMacroStopsWhereTheDeskRefuses(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	if err := d.Desk.Prefs.Set(t.Context(), desk.By{User: "anna"}, "nothing", nil); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"x = open; line":                    "cannot be part of a macro",
		"xy = done":                         "called by one letter",
		"x = nonsense":                      `there is no command "nonsense"`,
		"x = " + strings.Repeat("up; ", 51): "at most 50 steps",
	} {
		d.Press(":")
		d.Type("macro " + text)
		d.Press("enter")
		if !strings.Contains(d.Frame(), want) {
			t.Errorf("%q: the screen does not say %q:\n%s", text, want, d.Frame())
		}
		d.Press("esc")
	}
	d.Press(":")
	d.Type("macro w = tag; done")
	d.Press("enter", ",", "w")
	d.See("macro w stopped at step 1, tag: it needs an argument")
	d.Press(":")
	d.Type("macro v = tag +x; palette; done")
	d.Press("enter", ",", "v")
	d.See("stopped at step 3, done: something lies over the screen")
	d.Press("esc", "esc")
	if d.Quit {
		t.Error("a macro quit")
	}
}

// Recording takes the commands of every door, and nothing of moving in prompts.
func TestRecordingNotesCommandsNotKeys(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press(",", ",")
	d.Press(",", ",")
	d.See("nothing was recorded")
	d.Press(",", ",")
	d.Press("a a", ":")
	d.Type("tag +line")
	d.Press("enter", "ctrl+k")
	d.Type("done and stay")
	d.Press("enter", ",", ",")
	d.See("assign-me; tag +line; done")
	d.Type("k")
	d.Press("enter")
	d.See("macro k: assign-me; tag +line; done")
}

// made makes a macro on the ":" line.
func made(d *uitest.Driver, text string) {
	d.T.Helper()
	d.Press(":")
	d.Type("macro " + text)
	d.Press("enter")
	d.See("macro " + strings.Replace(text, " =", ":", 1))
}

// found counts the mentions that a query finds.
func found(d *uitest.Driver, text string) int {
	d.T.Helper()
	q, err := query.Parse(text)
	if err != nil {
		d.T.Fatal(err)
	}
	n, err := d.Desk.Lookup.Count(d.T.Context(), store.Search{Expr: q.Expr, Scope: d.Host.Scope()})
	if err != nil {
		d.T.Fatal(err)
	}
	return n
}

// All steps work on what was marked when the macro began; then the marks go, and
// the key after it means the selected one again.
func TestAMacroKeepsItsSetToTheEnd(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	made(d, "x = done; tag +kept; assign-me")
	d.Press("j", "space", "space", "space", ",", "x")
	d.See("Stream: Inbox  20")
	d.Not("marked")
	if n := found(d, "is:done tag:kept is:mine"); n != 3 || found(d, "tag:kept") != 3 {
		t.Fatalf("%d are closed, tagged and assigned, %d are tagged", n, found(d, "tag:kept"))
	}
	d.Press("z")
	d.See("Stream: Inbox  23")
	if n := found(d, "tag:kept"); n != 0 {
		t.Fatalf("%d are still tagged", n)
	}
	d.Press("V")
	d.See("3 marked")
}

// The one selected stays the macro's though a step takes it out of the list; the
// cursor goes on once, at the end.
func TestAMacroKeepsTheSelectedOne(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	made(d, "x = snooze-tomorrow; tag +later; done-next")
	d.Press("g g")
	d.See("▌")
	d.Press(",", "x", ",", "x")
	d.See("Stream: Inbox  21")
	if n := found(d, "is:done tag:later"); n != 2 {
		t.Fatalf("%d are closed and tagged", n)
	}
	// In a list that it does not leave, too: the cursor goes on by one.
	d.Press("' a", "g g", "j", "j", ",", "x", "t")
	d.Type("+here")
	d.Press("enter")
	if n := found(d, "tag:here -tag:later"); n != 1 {
		t.Fatal("the cursor did not go on")
	}
	// A step that moves the cursor says what the rest works on.
	made(d, "y = tag +one; down; tag +two")
	d.Press("g g", ",", "y")
	if found(d, "tag:one -tag:two") != 1 || found(d, "tag:two -tag:one") != 1 {
		t.Fatal("moving inside a macro was not heeded")
	}
	// On the last one that is left, which goes.
	made(d, "k = done; tag +last")
	d.Press("' i", "g g", "v", "G", "v", "k", "G", "space", "E")
	d.See("Stream: Inbox  1")
	d.Press(",", "k")
	d.See("All done")
	if n := found(d, "tag:last is:done"); n != 1 {
		t.Fatalf("%d are tagged", n)
	}
}

// What stops a macro leaves the marks: whoever mends it goes on with them.
func TestAStoppedMacroLeavesTheMarks(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	made(d, "y = tag +b; snooze yesterday; done")
	d.Press("space", "space", ",", "y")
	d.See("macro y stopped at step 2")
	d.See("2 marked")
	if n := found(d, "tag:b"); n != 2 {
		t.Fatalf("%d are tagged", n)
	}
	d.Press("E")
	d.See("closed 2 mentions")
	d.Not("marked")
}
