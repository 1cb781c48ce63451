package stream_test

import (
	"strings"
	"testing"

	"earshot/store"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/verb"
)

func TestTheBarProposesWhatIsInUse(t *testing.T) {
	s := newScene(t, 12, panetest.Options{Width: 160, Height: 10})
	s.Host.Names.Tags = []string{"delivery", "spare parts"}
	s.Host.Names.Users = []string{"boris"}
	s.Host.Names.Monitors = []string{"brand"}
	s.Host.Names.Campaigns = []string{"winter"}
	s.Host.Names.Langs = []string{"ru", "kk", "xq"}
	s.Host.Names.Views = append(s.Host.Names.Views, store.View{Name: "Late ones", Query: "is:overdue"})
	s.Press("/")
	for _, c := range []struct{ typed, shown, taken string }{
		{"tag:d", "delivery a tag in use", "tag:delivery"},
		{"tag:sp", `"spare parts"`, `tag:"spare parts"`},
		{"account:p", "polar one of our accounts", "account:polar"},
		{"assignee:b", "boris a colleague", "assignee:boris"},
		{"monitor:b", "brand a monitor", "monitor:brand"},
		{"lang:k", "kk Kazakh, in use", "lang:kk"},
		{"lang:x", "xq code xq, in use", "lang:xq"},
		{"camp:w", "winter a campaign", "camp:winter"},
		{"view:la", `"Late ones" is:overdue`, `view:"Late ones"`},
		{"from:guest 7", "", ""},
		{"from:guest7", "guest7 Guest 7", "from:guest7"},
		{"-from:@me,guest11", "guest11 Guest 11", "-from:@me,guest11"},
		{"author:{from:guest3", "guest3 Guest 3", "author:{from:guest3"},
	} {
		s.Press("ctrl+u")
		s.Type(c.typed)
		if c.shown != "" && !strings.Contains(s.Frame(), c.shown) {
			if c.typed != c.taken { // one that stands there already is not proposed
				t.Errorf("%q does not propose %q:\n%s", c.typed, c.shown, s.Frame())
			}
			continue
		}
		if c.taken == "" {
			continue
		}
		s.Press("tab")
		if row := s.row("/ "); !strings.HasPrefix(row, "/ "+c.taken) {
			t.Errorf("%q is completed to %q", c.typed, row)
		}
	}
	// By the name, too: the handle is what the query needs.
	s.Hear(s.Said("iv", 0, store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров"}, "neutral", "Добрый день"))
	s.Press("ctrl+u")
	s.Type("from:ива")
	s.See("ivan@m.example Иван Петров")
	s.Press("tab")
	s.See("/ from:ivan@m.example")
	s.See("# Stream: from:ivan@m.example  1")
}

func TestTheNextKeyOvertakesALookForPeople(t *testing.T) {
	s := newScene(t, 12, panetest.Options{Width: 140, Height: 10})
	s.Press("/", "ctrl+u")
	s.Stuck = true
	s.Type("from:guest1")
	s.Press("backspace")
	s.Type("3")
	s.Flow()
	s.Not("guest11 Guest 11")
	s.See("# Stream: from:guest3  1")
}

func TestTabGoesThroughTheProposalsAndBack(t *testing.T) {
	s := newScene(t, 3, panetest.Options{Width: 140, Height: 10})
	s.Press("/", "ctrl+u")
	s.Type("sent:")
	s.Type("ne")
	first := s.row("/ ")
	for _, c := range [][2]string{{"tab", "/ sent:neg"}, {"tab", "/ sent:neu"}, {"tab", "/ sent:neg"}, {"shift+tab", "/ sent:neu"}} {
		s.Press(c[0])
		if row := s.row("/ "); !strings.HasPrefix(row, c[1]) {
			t.Fatalf("%s after %q gives %q, want %q", c[0], first, row, c[1])
		}
	}
	s.Type("x")
	s.See("/ sent:neu x")
	s.Press("ctrl+u")
	s.Type("ne")
	s.Press("shift+tab")
	s.Not("/ ne ")
}

func TestSearchesAreRememberedForThePerson(t *testing.T) {
	s := newScene(t, 12, panetest.Options{})
	for _, q := range []string{"from:guest1", "word 2", "from:guest3"} {
		s.Press("/", "ctrl+u")
		s.Type(q)
		s.Press("enter")
	}
	s.Press("/", "ctrl+u", "up")
	s.See("/ from:guest3", "# Stream: from:guest3  1")
	s.Press("up", "up")
	s.See("/ from:guest1")
	s.Press("down", "down", "down", "down")
	s.See("# Stream: All  12")
	s.Type("wo")
	s.Press("up")
	s.See("/ word 2")
	s.Press("esc")
	// The next session knows them.
	s.p = stream.New(s.Host, &verb.Memory{})
	s.Put(s.p, verb.Global(s.Host)...)
	s.Press("/", "ctrl+u", "up")
	s.See("/ from:guest3")
}
