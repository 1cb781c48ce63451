package people_test

import (
	"fmt"
	"testing"
	"time"

	"earshot/store"
	"earshot/ui/panetest"
)

// TestTheLookUpAtEverySize: what is typed, who is found and why, in golden
// frames; the narrower, the fewer words for the reason, never a broken column.
func TestTheLookUpAtEverySize(t *testing.T) {
	for _, size := range []struct {
		name          string
		width, height int
	}{{"wide", 200, 14}, {"usual", 120, 14}, {"small", 80, 14}, {"tiny", 40, 12}} {
		for name, typed := range map[string]string{"begun": "mi", "slip": "laurnet", "topic": "#hello", "nobody": "qqqqq"} {
			s := newScene(t, panetest.Options{Width: size.width, Height: size.height})
			s.Press("ctrl+f")
			s.Type(typed)
			s.Golden(fmt.Sprintf("people-%s-%s", name, size.name))
		}
	}
}

// TestHostileNamesStayInTheirRow: names from outside neither leave their column
// nor hide who they are.
func TestHostileNamesStayInTheirRow(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 120, Height: 16})
	long := make([]rune, 10_000)
	for i := range long {
		long[i] = 'ж'
	}
	for i, name := range []string{string(long), "\u202eaiM", "Mia\x1b[31m", "M\u0456a Laurent", "Mia\n\nLaurent"} {
		s.Hear(s.Said(fmt.Sprint("x", i), time.Duration(i)*time.Minute, store.Author{ID: fmt.Sprint("x", i), Name: name, Handle: fmt.Sprint("mia", i)}, "neutral", "hi"))
	}
	s.Press("ctrl+f")
	s.Type("mia")
	for _, width := range []int{20, 40, 80, 120, 200} {
		s.Size(width, 16)
		s.Frame() // fails where a line has another width
	}
	s.Not("\x1b[31m", "\u202e")
	s.Press("ctrl+u")
	s.Type("жжж")
	s.See("▌ жжжж")
}

// TestTheSecondReadingIsTakenOnlyWhereItIsBetter: what is met as typed stands,
// whatever the other layout would say.
func TestTheSecondReadingIsTakenOnlyWhereItIsBetter(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 120, Height: 16})
	s.Press("ctrl+f")
	s.Type("tom")
	s.Not("read on the other layout")
	s.Press("ctrl+u")
	s.Type("ещь")
	s.See("read on the other layout: tom", "Tom")
	s.Press("ctrl+u")
	s.Type("laurnet")
	s.Not("read on the other layout")
	s.See("Mia Laurent")
	s.Press("esc", "ctrl+f")
	s.See("> laurnet", "Mia Laurent")
}
