package ui_test

import (
	"strings"
	"testing"

	"earshot/store/desk"
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
