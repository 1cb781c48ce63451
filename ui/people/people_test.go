package people_test

import (
	"strings"
	"testing"
	"time"

	"earshot/ui/panetest"
	"earshot/ui/people"
	"earshot/ui/uitest"
)

func TestPeopleAreFoundWhileOneTypes(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("2", "ctrl+f") // from anywhere
	d.See("a name, a handle, an address")
	d.Type("ив")
	d.See("> ив")
	d.See("vk · Казань · @ivan@m.example")
	d.Not("Guest 11                        1.2k")
	if c := d.View().Cursor; c == nil || c.X != 4 {
		t.Errorf("the text cursor stands at %+v", c)
	}
	d.Press("down", "up", "pgdown", "pgup", "down", "enter")
	d.See("▶ Contact: Иван Петров")
	d.See("2 mentions") // on both networks
}

func TestTheLookUpKeepsWhatWasTyped(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("ctrl+f")
	d.Paste("oka for")
	d.See("Tom Okafor")
	d.Press("esc")
	d.Not("▶ People")
	d.Press("ctrl+f")
	d.See("> oka for")
	d.Type("lena")
	d.See("> lena")
	d.See("Елена")
	d.Press("ctrl+u")
	d.Type("nobody at all")
	d.See("nobody is called that")
	d.Press("enter")
	d.See("▶ People")
	for _, size := range [][2]int{{20, 5}, {60, 18}, {200, 60}} {
		d.Size(size[0], size[1])
		d.Exact()
	}
}

func TestALookThatTakesLongSaysSo(t *testing.T) {
	s := panetest.New(t, panetest.Options{})
	s.Put(people.New(s.Host))
	s.Press("ctrl+f")
	s.Stuck = true
	s.Type("iv")
	s.Not("still looking")
	s.Advance(200 * time.Millisecond)
	s.See("still looking; type on, or esc")
	s.Flow()
	s.See("nobody is called that")
}

func TestVIPsAreToldApart(t *testing.T) {
	d := uitest.New(t, uitest.Options{})
	d.Press("j", "m v", "ctrl+f")
	d.Type("mia")
	if row := d.Frame(); !strings.Contains(row, "Mia Laurent                VIP") {
		t.Errorf("the list is\n%s", row)
	}
}
