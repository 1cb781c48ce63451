package connectortest

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"earshot/store"
	"earshot/store/desk"
)

func readingStories() []story {
	return []story{
		{"history, then what is new", nil, historyThenNew},
		{"a new process goes on where the last one stopped", nil, restart},
		{"delivered again, nothing is double", nil, deliveredAgain},
		{"while the disk is full nothing is lost", nil, fullDisk},
		{"what comes late or with an older date", []Ability{Words, Dates}, outOfOrder},
		{"clocks that are wrong", []Ability{Words, Dates}, wrongClocks},
		{"an edit is seen", []Ability{Words, Edit}, edited},
		{"hostile text ends clean in the store", []Ability{Words}, hostile},
		{"a discussion that somebody opens", []Ability{Threads}, discussion},
	}
}

func historyThenNew(s *station) {
	for i := range 35 { // what everybody gives at once
		s.say(Said{Text: fmt.Sprintf("old news %d", i)})
	}
	s.read()
	s.whole("after the history")
	s.clock.Pass(time.Hour)
	s.say(Said{Text: "fresh news"})
	s.read()
	s.whole("after the news")
	s.clock.Pass(time.Hour)
	for i := range 95 {
		s.say(Said{Text: fmt.Sprintf("many news %d", i)})
	}
	if s.h.Lacks[Server] == "" && s.h.Lacks[Live] != "" {
		return // a window of the newest: what has left it is gone for everybody
	}
	s.read()
	s.whole("after a gap of several pages")
}

func restart(s *station) {
	s.say(Said{Text: "before the restart"})
	s.read()
	sub := s.desk.Bus().Subscribe(store.TopicMentions)
	defer sub.Close()
	s.read()
	if changed := sub.Take(); len(changed) > 0 {
		s.Errorf("a new process without news changed %v", changed)
	}
	s.clock.Pass(time.Hour)
	s.say(Said{Text: "after the restart"})
	s.read()
	s.whole("after the restart")
}

func deliveredAgain(s *station) {
	s.say(Said{Text: "once"})
	s.say(Said{Text: "and once"})
	s.read()
	before := s.stored()
	for range 2 {
		s.must(s.desk.Setup.Disconnect(s.Context(), desk.By{User: "anna"}, ours)) // its cursors go
		at := ""
		if s.line != nil {
			at = s.line.URL
		}
		s.connect(ours, s.net, at)
		s.clock.Pass(time.Minute)
		s.read()
	}
	s.whole("after three readings from the beginning")
	for id, m := range s.stored() {
		if old := before[id]; old != nil && (m.Doc != old.Doc || !m.Edited.Equal(old.Edited)) {
			s.Errorf("%s was taken for an edit: %+v", id, m)
		}
	}
}

func fullDisk(s *station) {
	s.say(Said{Text: "first"})
	s.disk.dead.Store(true)
	if s.once() == nil {
		s.Error("nobody was told that nothing could be stored")
	}
	s.disk.dead.Store(false)
	if s.line != nil {
		s.clock.Pass(25 * time.Hour)
	}
	s.read()
	s.whole("once there is space again")
}

func outOfOrder(s *station) {
	now := s.clock.Now()
	s.say(Said{Text: "the later one", At: now.Add(-time.Minute)})
	s.read()
	s.clock.Pass(time.Hour)
	early := s.say(Said{Text: "the earlier one", At: now.Add(-3 * time.Hour)})
	s.read()
	s.whole("after an older one came late")
	if got := s.stored()[early].Created; got.Sub(now.Add(-3*time.Hour)).Abs() > time.Second {
		s.Errorf("the earlier one is dated %v", got)
	}
}

func wrongClocks(s *station) {
	now := s.clock.Now()
	for i, at := range []time.Time{now.AddDate(10, 0, 0), time.Unix(0, 0), now.Add(48 * time.Hour), now.AddDate(-40, 0, 0)} {
		s.say(Said{Text: fmt.Sprintf("wrongly dated %d", i), At: at})
		s.read()
		s.whole(fmt.Sprintf("with a mention of %v", at))
		s.clock.Pass(time.Hour)
		s.say(Said{Text: fmt.Sprintf("rightly dated %d", i), At: s.clock.Now()})
		s.read()
		s.whole(fmt.Sprintf("after a mention of %v", at))
		s.clock.Pass(time.Hour)
	}
	for id, m := range s.stored() {
		if m.Created.IsZero() {
			s.Errorf("%s has no date", id)
		}
	}
}

func edited(s *station) {
	id := s.say(Said{Text: "it is brokne"})
	s.say(Said{Text: "something else"})
	s.read()
	s.clock.Pass(time.Hour)
	s.net.Edit(id, "it is broken")
	s.told[id] = "it is broken"
	s.read()
	s.whole("after the edit")
	if s.stored()[id].Edited.IsZero() {
		s.Error("the edit has no time")
	}
}

// hostileTexts are what strangers write, in plain text or HTML.
func hostileTexts() []Said {
	long := strings.Repeat("ы", 1<<19) // 1 MiB
	return []Said{
		{Text: "esc \x1b[2J\x1b]0;owned\x07\x1bPq\x1b\\ \u009b31m end"},
		{Text: "bidi \u202egpj.exe\u2066 \u2069 end"},
		{Text: "zalgo a" + strings.Repeat("\u0301", 10_000) + " end"},
		{Text: "lines \u2028\u2029\u0085\r\r\n\v\f end"},
		{Text: "hidden \U000e0041\U000e0042\ufeff\u200b\u00ad end"},
		{HTML: "<p>script <script>alert(1)</script><style>x{}</style><img src=x onerror=alert(1)> end</p>"},
		{HTML: "<p>entities &#27;[31m &#x202e; &#0; &#xd800; &#155;31m end</p>"},
		{HTML: "<p>deep " + strings.Repeat("<div><blockquote>", 5_000) + " end"},
		{HTML: "<p>ZZbytesZZ end</p>"}, // the line makes other bytes of it
		{Text: "by whom? end", By: "eve\x1b]0;owned\x07\u202e"},
		{HTML: "<p>long " + long + " end</p>"},
	}
}

func hostile(s *station) {
	said := hostileTexts()
	for i, x := range said {
		s.net.Say(x) // what of it is left is not ours to say here
		s.clock.Pass(time.Minute)
		s.say(Said{Text: fmt.Sprintf("between %d", i)})
		if s.line != nil {
			s.line.Break(Fault{Name: "raw bytes", After: true, Play: rawBytes}, 0, -1)
		}
		if err := s.once(); err != nil {
			s.Errorf("after %.40q%.40q: %v", x.Text, x.HTML, err)
		}
		if s.line != nil {
			s.line.Heal()
		}
		s.clock.Pass(25 * time.Hour)
	}
	s.read()
	have := s.stored()
	for id, text := range s.told {
		if have[id] == nil {
			s.Errorf("%q, said between hostile texts, is missing", text)
		}
	}
	if len(have) < len(s.told)+len(said)/2 {
		s.Errorf("of %d hostile mentions only %d are there", len(said), len(have)-len(s.told))
	}
	for _, m := range have {
		s.clean(m)
	}
}

// rawBytes puts bytes that are no UTF-8 into the answer.
func rawBytes(w http.ResponseWriter, _ *http.Request, a *answer) {
	a.send(w, strings.ReplaceAll(a.body.String(), "ZZbytesZZ", "\xff\xfe\xc3(\x9b31m"))
}

// clean holds that no text of a mention can do harm on a screen.
func (s *station) clean(m *store.Mention) {
	s.Helper()
	for _, bad := range []string{"<script", "alert(1)", "onerror"} {
		if strings.Contains(m.Body.Text+m.Author.Name, bad) {
			s.Errorf("%s still holds %q: %.200q", m.Key, bad, m.Body.Text)
		}
	}
	texts(reflect.ValueOf(*m), func(text string) {
		switch {
		case !utf8.ValidString(text):
			s.Errorf("%s: no UTF-8: %.100q", m.Key, text)
		case len(text) > 1<<20:
			s.Errorf("%s: a text of %d bytes", m.Key, len(text))
		case strings.ContainsFunc(text, dangerous):
			s.Errorf("%s: controls in %.100q", m.Key, text)
		}
	})
}

func dangerous(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xe0000 && r <= 0xe007f
}

// texts walks every text inside a value.
func texts(v reflect.Value, see func(string)) {
	switch v.Kind() {
	case reflect.String:
		see(v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), see)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			texts(v.Index(i), see)
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			texts(v.Elem(), see)
		}
	}
}

// discussion: the whole of it is fetched, or the wish is given up; it is never
// stuck and never costs a mention.
func discussion(s *station) {
	s.say(Said{Text: "who knows this?"})
	s.read()
	var doc store.Doc
	for _, m := range s.stored() {
		doc = max(doc, m.Doc)
	}
	troubles := []Fault{Refuse(http.StatusInternalServerError, 0), Refuse(http.StatusNotFound, 0), Reset()}
	for _, f := range troubles {
		for skip := range 4 {
			s.must(s.desk.Outbox.FetchThread(s.Context(), doc))
			if s.line != nil {
				s.line.Break(f, skip, 1)
			}
			s.deliver()
			if s.line != nil {
				s.line.Heal()
			}
			due, err := s.desk.Outbox.Due(s.Context(), ours)
			if err == nil && !due.IsZero() && due.After(s.clock.Now()) {
				s.clock.Pass(due.Sub(s.clock.Now()) + time.Second)
				s.deliver()
				due, err = s.desk.Outbox.Due(s.Context(), ours)
			}
			if err != nil || !due.IsZero() {
				s.Errorf("with %s the wish for the discussion is still there: %v, %v", f.Name, due, err)
			}
		}
	}
	s.read()
	s.whole("after the discussion was fetched")
}
