package ui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/ui/uitest"
)

// burst gives keys to the screen as one packet of a slow line brings them: all of
// them are there before anything that the first has started comes back. Then the
// rest comes back, what was started last at first.
func burst(d *uitest.Driver, keys ...tea.KeyPressMsg) {
	var cmds []tea.Cmd
	give := func(msg tea.Msg) {
		if _, cmd := d.Model.Update(msg); cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	for _, k := range keys {
		give(k)
	}
	for len(cmds) > 0 {
		last := cmds[len(cmds)-1]
		cmds = cmds[:len(cmds)-1]
		switch msg := last().(type) {
		case nil:
		case tea.BatchMsg:
			for _, cmd := range msg {
				if cmd != nil {
					cmds = append(cmds, cmd)
				}
			}
		default:
			give(msg)
		}
	}
	d.Advance(time.Second)
}

func letters(text string) (out []tea.KeyPressMsg) {
	for _, r := range text {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return out
}

// Anna's line is slow: what she types after r is text, whatever came with it in
// one packet, and not the commands that stand on its letters.
func TestWhatIsTypedAheadIsTextOfTheAnswer(t *testing.T) {
	for _, text := range []string{"reeee", "сeee", "c12eZzqe"} {
		d := uitest.New(t, uitest.Options{})
		burst(d, letters(text)...)
		d.See("Compose")
		d.See(string([]rune(text)[1:]))
		d.Not("closed")
	}
}

// In a text commands hang on a leader, and what it starts leads elsewhere like any
// other key: what follows in the same packet is not for the text.
func TestWhatFollowsASequenceInATextGoesWhereThatLeads(t *testing.T) {
	d := uitest.New(t, uitest.Options{Rebound: map[string][]string{"go-leads": {"ctrl+x l"}}})
	burst(d, letters("rHello")...)
	d.See("Hello")
	burst(d, append([]tea.KeyPressMsg{{Code: 'x', Mod: tea.ModCtrl}}, letters("le")...)...)
	d.See("closed 1 mention: 雪 田中")
	d.Not("Helloe")
}

func TestTheCardIsThatOfTheLastOfManyKeys(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	burst(d, letters("jjkj")...)
	d.See("Contact: Елена Кузнецова")
	burst(d, letters("kkjM")...)
	d.Press("esc")
	d.See("Contact: Mia Laurent")
}

// A sequence that goes elsewhere acts there: g l is the list of leads, whose
// first is closed by e.
func TestKeysActWhereTheKeysBeforeThemHaveLed(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	burst(d, letters("gle")...)
	d.See("Stream: Leads  6")
	d.See("closed 1 mention: 雪 田中")
}

// A store that does not answer keeps nobody from going on, and from leaving.
func TestKeysDoNotWaitLong(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Model.Update(letters("g")[0])
	_, cmd := d.Model.Update(letters("l")[0]) // never answers
	if cmd == nil {
		t.Fatal("nothing was started")
	}
	d.Model.Update(letters("?")[0])
	d.Not("▶ Help")
	d.Advance(150 * time.Millisecond)
	d.See("▶ Help")
	d.Model.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if _, cmd = d.Model.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); cmd == nil {
		t.Fatal("two ctrl+c do not quit")
	}
}

// What a key started long ago does not count for a later one.
func TestALateAnswerIsTakenStill(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Model.Update(letters("g")[0])
	_, cmd := d.Model.Update(letters("l")[0])
	d.Model.Update(letters("?")[0])
	d.Advance(time.Second)
	d.See("▶ Help")
	d.Press("esc")
	for msgs := []tea.Cmd{cmd}; len(msgs) > 0; msgs = msgs[1:] {
		switch msg := msgs[0]().(type) {
		case nil:
		case tea.BatchMsg:
			msgs = append(msgs, msg...)
		default:
			_, next := d.Model.Update(msg)
			if next != nil {
				msgs = append(msgs, next)
			}
		}
	}
	d.Advance(time.Second)
	d.See("Stream: Leads")
}
