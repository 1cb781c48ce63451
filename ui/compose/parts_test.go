package compose

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

var morning = time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)

func host() *pane.Host {
	n := 0
	return &pane.Host{
		User: "anna", Zone: time.UTC, Theme: theme.New(theme.Mono, false), Context: context.Background(),
		Env: store.Env{Now: func() time.Time { return morning }, ID: func() string { n++; return "id" + string(rune('0'+n)) }},
	}
}

func accounts() []store.Account {
	send := []string{desk.AbilitySend}
	return []store.Account{
		{Name: "polar", Network: "mastodon", Handle: "polar", Can: send, Limits: store.Limits{Chars: 20, LinkChars: 23, Media: 1}},
		{Name: "vk", Network: "vk", Title: "Polar VK", Can: send},
		{Name: "press", Network: "feed", Lacks: map[string]string{desk.AbilitySend: "feeds can only be read"}},
	}
}

func post(id string, at time.Duration, states ...store.DeliveryState) store.Post {
	p := store.Post{ID: id, By: "anna", At: morning.Add(at), Made: morning, Message: store.Message{Text: "text of " + id}}
	for i, s := range states {
		p.To = append(p.To, store.Delivery{Account: "a" + string(rune('1'+i)), State: s})
	}
	return p
}

func TestTheOverviewPutsFirstWhatNeedsSomebody(t *testing.T) {
	s := shelf{h: host()}
	s.posts = []store.Post{
		post("sent", -time.Hour, store.DeliverySent), post("later", 48*time.Hour, store.DeliveryScheduled),
		post("soon", time.Hour, store.DeliveryScheduled), post("half", -time.Minute, store.DeliverySent, store.DeliveryFailed),
		post("held", 5*time.Second, store.DeliveryHeld), post("sending", 0, store.DeliverySending),
		post("unsure", 0, store.DeliveryUnsure), post("stopped", 0, store.DeliveryStopped),
	}
	s.drafts = []store.Draft{{ID: "draft"}}
	s.arrange(false)
	want := "phalf punsure psending pheld ddraft psoon plater psent pstopped"
	if got := strings.Join(s.list.IDs(), " "); got != want {
		t.Fatalf("%s\nwant %s", got, want)
	}
	if got := s.summary(); got != "  2 failed  2 on its way  1 draft" {
		t.Fatalf("%q", got)
	}
	s.aim = "psoon"
	s.arrange(false)
	if s.selected().id() != "psoon" || s.aim != "" {
		t.Fatal("the cursor goes where it was sent")
	}
	s.arrange(true)
	if got := strings.Join(s.list.IDs(), " "); got != "pheld psoon plater" {
		t.Fatalf("the calendar lists %s", got)
	}
	s.posts, s.drafts = nil, []store.Draft{{ID: "1"}, {ID: "2"}}
	s.arrange(false)
	if got := s.summary(); got != "  2 drafts" {
		t.Fatalf("%q", got)
	}
}

func TestWhenTheListHasToBeDrawnAnew(t *testing.T) {
	h := host()
	for name, c := range map[string]struct {
		post store.Post
		want time.Time
	}{
		"held":      {post("1", 9*time.Second, store.DeliveryHeld), morning.Add(time.Second)},
		"just sent": {post("1", -time.Minute, store.DeliverySent), morning.Add(time.Minute)},
		"long ago":  {post("1", -2*time.Hour, store.DeliverySent), time.Time{}},
	} {
		s := shelf{h: h, posts: []store.Post{c.post}}
		if got := s.nextTick(); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	s := shelf{h: h, drafts: []store.Draft{{Saved: morning.Add(-time.Minute)}}}
	if s.nextTick().IsZero() {
		t.Error("the age of a draft moves on")
	}
}

func TestTimesToCome(t *testing.T) {
	h := host()
	for add, want := range map[time.Duration]string{
		time.Hour: "today 10:31", 24 * time.Hour: "Sat 21 Nov 09:31", 60 * 24 * time.Hour: "Tue 19 Jan 09:31", 200 * 24 * time.Hour: "Tue 8 Jun 2027 09:31",
	} {
		if got := dueText(h, morning.Add(add)); got != want {
			t.Errorf("in %v: %q, want %q", add, got, want)
		}
	}
	h.Zone = time.FixedZone("MSK", 3*3600)
	if got := dueText(h, morning.Add(13*time.Hour)); got != "Sat 21 Nov 01:31" {
		t.Errorf("in another zone: %q", got)
	}
	for d, want := range map[time.Duration]string{time.Second: "just now", 3 * time.Minute: "3m ago", 50 * time.Hour: "2d ago"} {
		if got := ago(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestHeldPostsCountDown(t *testing.T) {
	s := shelf{h: host()}
	for at, want := range map[time.Duration]string{10 * time.Second: "leaves in 10s, z stops it", 1500 * time.Millisecond: "leaves in 2s, z stops it", 0: "leaving", -time.Second: "leaving"} {
		p := post("1", at, store.DeliveryHeld)
		if got := s.left(&p); got != want {
			t.Errorf("%v: %q, want %q", at, got, want)
		}
	}
	p := post("1", time.Second, store.DeliveryHeld)
	p.By = "boris"
	if got := s.left(&p); got != "leaves in 1s" {
		t.Errorf("another's: %q", got)
	}
	p = post("1", time.Second, store.DeliverySent)
	if got := s.left(&p); got != "" {
		t.Errorf("sent: %q", got)
	}
}

func TestWhatAListShowsOfAMessage(t *testing.T) {
	for want, m := range map[string]store.Message{
		"text": {Text: "text", Variants: map[string]string{"a": "own"}}, "own a": {Variants: map[string]string{"b": "own b", "a": "own a"}},
		"[2 attached]": {Media: make([]store.Attachment, 2)}, "": {},
	} {
		if got := textOf(m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	p := post("1", 0, store.DeliverySent, store.DeliverySent)
	p.To[1].At = morning.Add(time.Hour)
	if !settled(&p).Equal(morning.Add(time.Hour)) {
		t.Error("the last delivery counts")
	}
}

func TestOnlyWhatIsWantedGoesOut(t *testing.T) {
	d := store.Draft{ID: "d", To: []string{"polar"}, About: 7, Message: store.Message{
		Variants: map[string]string{"polar": "own", "vk": "not chosen"},
	}}
	out := outgoing(d, morning, true)
	if out.Message.Text != "own" || len(out.Message.Variants) != 1 || out.Message.Variants["polar"] != "own" {
		t.Fatalf("%+v", out.Message)
	}
	if out.Draft != "d" || out.About != 7 || !out.Force || !out.At.Equal(morning) || !slices.Equal(out.Accounts, d.To) {
		t.Fatalf("%+v", out)
	}
	out.Message.Variants["polar"] = "changed"
	if d.Message.Variants["polar"] != "own" {
		t.Fatal("the desk may change what it gets: it must be a copy")
	}
}

func TestHowANewDraftBegins(t *testing.T) {
	h := host()
	m := &store.Mention{Doc: 5, Account: "polar", Body: store.Body{Lang: "ru"}}
	d, notice := begin(h, opened{ask: pane.Compose{Kind: pane.Reply, Doc: 5}, mention: m, accounts: accounts()})
	if d.About != 5 || d.Message.Lang != "ru" || !slices.Equal(d.To, []string{"polar"}) || notice != "" || d.ID == "" {
		t.Fatalf("%+v %q", d, notice)
	}
	m.Account = "press"
	if d, notice = begin(h, opened{ask: pane.Compose{Kind: pane.Reply}, mention: m, accounts: accounts()}); len(d.To) != 0 || !strings.Contains(notice, "feeds can only be read") {
		t.Fatalf("%+v %q", d, notice)
	}
	if d, _ = begin(h, opened{ask: pane.Compose{Kind: pane.NewPost}, accounts: accounts()[:1]}); !slices.Equal(d.To, []string{"polar"}) {
		t.Fatalf("the only account: %+v", d)
	}
	if d, _ = begin(h, opened{ask: pane.Compose{Kind: pane.NewPost}, accounts: accounts(), recent: []string{"vk", "gone"}}); !slices.Equal(d.To, []string{"vk"}) {
		t.Fatalf("the accounts of last time: %+v", d)
	}
	if d, _ = begin(h, opened{ask: pane.Compose{Kind: pane.Handle, To: "@mia"}, accounts: accounts()}); d.Message.Text != "@mia " {
		t.Fatalf("%q", d.Message.Text)
	}
	for name, want := range map[string]string{"": "no account of ours", "gone": "not connected", "press": "only be read"} {
		if got := lack(accounts(), name); !strings.Contains(got, want) {
			t.Errorf("%q: %q", name, got)
		}
	}
	if got := lack([]store.Account{{Name: "x"}}, "x"); got != "x only listens" {
		t.Errorf("%q", got)
	}
}

func TestSavesOfOneDraftAreOne(t *testing.T) {
	h := host()
	var q queue
	var done []string
	add := func(save, what string) tea.Cmd {
		return q.add(h, task{save: save, run: func(context.Context) tea.Msg { done = append(done, what); return nil }})
	}
	first := add("d1", "save 1")
	if first == nil || add("d1", "save 2") != nil || add("d1", "save 3") != nil || add("", "send") != nil || add("d1", "save 4") != nil {
		t.Fatal("one thing at a time")
	}
	for cmd := first; cmd != nil; {
		cmd()
		q.busy = false
		cmd = q.next(h)
	}
	if got := strings.Join(done, ", "); got != "save 1, save 3, send, save 4" {
		t.Fatalf("done: %s", got)
	}
}

func TestAccountsSpeakUnderAName(t *testing.T) {
	for want, a := range map[string]store.Account{
		"@polar": {Handle: "polar"}, "help@polar.example": {Handle: "help@polar.example"}, "Polar": {Title: "Polar", Name: "p"}, "p": {Name: "p"},
	} {
		if got := as(a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTheCounterWarnsInTime(t *testing.T) {
	e := editor{h: host(), all: accounts(), draft: store.Draft{To: []string{"polar"}}}
	for n, want := range map[int]theme.Token{5: theme.Dim, 18: theme.Dim, 19: theme.Warn, 20: theme.Warn, 21: theme.Bad} {
		e.draft.Message.Text = strings.Repeat("x", n)
		if text, token := (sheet{&e}).counter("polar"); token != want {
			t.Errorf("%d: %q as %v, want %v", n, text, token, want)
		}
	}
	e.draft.Message.Text = strings.Repeat("x", 21)
	if text, _ := (sheet{&e}).counter("vk"); text != "vk 21" {
		t.Errorf("without a limit: %q", text)
	}
}

func TestManyAccountsScroll(t *testing.T) {
	e := editor{h: host(), head: header{part: partTo}}
	for _, name := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight"} {
		e.all = append(e.all, store.Account{Name: name, Network: "x", Can: []string{desk.AbilitySend}})
	}
	for i, a := range e.all {
		e.head.at = i
		if row := ansi.Strip(sheet{&e}.toRow(30)); !strings.Contains(row, "[ ] "+a.Name) {
			t.Errorf("the cursor is on %s, the row shows %q", a.Name, row)
		}
	}
	e.choose(tea.KeyPressMsg{Code: tea.KeyRight})
	if e.head.at != 0 {
		t.Errorf("behind the last comes the first, not %d", e.head.at)
	}
	e.choose(tea.KeyPressMsg{Code: tea.KeyLeft})
	e.choose(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
	if !slices.Equal(e.draft.To, []string{"eight"}) {
		t.Errorf("chosen: %v", e.draft.To)
	}
	e.all = nil
	if row := ansi.Strip(sheet{&e}.toRow(60)); !strings.Contains(row, "[x] eight") {
		t.Errorf("an account that is gone can be taken out: %q", row)
	}
	e.draft.To = nil
	if row := ansi.Strip(sheet{&e}.toRow(70)); !strings.Contains(row, "earshot connect") {
		t.Errorf("without accounts: %q", row)
	}
	e.choose(tea.KeyPressMsg{Code: tea.KeyRight}) // nothing to choose from
}

func TestTheReviewFindsWhatIsWrong(t *testing.T) {
	set := func(change func(*Pane)) []problem {
		p := New(host())
		p.ed = editor{h: p.h, all: accounts(), draft: store.Draft{To: []string{"polar"}}}
		p.ed.text.Set("fine")
		change(p)
		p.ed.draft.Message.Text = p.ed.text.Text()
		return reviewer{p}.problems()
	}
	for want, change := range map[string]func(*Pane){
		"":                      func(*Pane) {},
		"nobody gets it":        func(p *Pane) { p.ed.draft.To = nil },
		"nothing to send":       func(p *Pane) { p.ed.text.Set("  \n ") },
		"2 too long":            func(p *Pane) { p.ed.text.Set(strings.Repeat("x", 22)) },
		"is not a time":         func(p *Pane) { p.ed.draft.At = "soon" },
		"has passed":            func(p *Pane) { p.ed.draft.At = "2026-11-01 10:00" },
		"gone is not connected": func(p *Pane) { p.ed.draft.To = []string{"gone"} },
		"press cannot send":     func(p *Pane) { p.ed.draft.To = []string{"press"} },
		"at most 1 fit":         func(p *Pane) { p.ed.draft.Message.Media = make([]store.Attachment, 2) },
		"no file": func(p *Pane) {
			p.ed.draft.Message.Media = []store.Attachment{{Path: "x"}}
			p.rev.files = inspected{"x": {err: "there is no file x"}}
		},
	} {
		got := set(change)
		switch {
		case want == "" && len(got) > 0:
			t.Errorf("nothing is wrong, but %v", got)
		case want != "" && (len(got) != 1 || !got[0].fatal || !strings.Contains(got[0].text, want)):
			t.Errorf("want %q, got %v", want, got)
		}
	}
	warned := set(func(p *Pane) {
		p.ed.about = &store.Mention{Work: store.Work{Answered: morning.Add(-time.Minute), Answerer: "boris"}}
	})
	if len(warned) != 1 || warned[0].fatal {
		t.Errorf("that somebody answered is a warning: %v", warned)
	}
	own := set(func(p *Pane) {
		p.ed.about = &store.Mention{Work: store.Work{Answered: morning, Answerer: "anna"}}
	})
	if len(own) != 0 {
		t.Errorf("one's own answer is no problem: %v", own)
	}
}

func TestTheScrollOfATextStaysInside(t *testing.T) {
	var s scroll
	text := slices.Repeat([]string{"row"}, 30)
	for _, step := range []func(){func() { s.Move(100) }, func() { s.Move(-7) }, s.Bottom, s.Top, func() { s.Scroll(5) }} {
		step()
		if rows := s.rows(host(), text, 20, 8); len(rows) != 8 || s.top < 0 || s.top > 22 {
			t.Fatalf("%d rows from %d", len(rows), s.top)
		}
	}
	if rows := s.rows(host(), text, 20, -1); len(rows) != 0 || s.Rows() != 0 {
		t.Fatal("no room, no rows")
	}
	if rows := s.rows(host(), text[:2], 20, 8); len(rows) != 2 || s.top != 0 {
		t.Fatal("a short text begins at its beginning")
	}
}

func TestWhoNeverStopsTypingIsSavedToo(t *testing.T) {
	now := morning
	h := host()
	h.Env.Now = func() time.Time { return now }
	e := editor{h: h}
	if !e.due().IsZero() {
		t.Fatal("nothing is new")
	}
	e.dirty()
	if got := e.due().Sub(now); got > time.Second || got <= 0 {
		t.Fatalf("a second after the last key at most, not %v", got)
	}
	for range 30 {
		now = now.Add(500 * time.Millisecond)
		e.dirty()
	}
	if got := e.due(); got.After(morning.Add(saveAtMost)) {
		t.Fatalf("due only %v after the first key", got.Sub(morning))
	}
	e.clean()
	if !e.due().IsZero() {
		t.Fatal("all is saved")
	}
}

func TestASaveThatFailsIsTriedAgain(t *testing.T) {
	p := New(host())
	p.ed = editor{h: p.h, draft: store.Draft{ID: "d1"}}
	msg := p.saved(saved{"d1", store.ErrClosed})()
	if n, ok := msg.(pane.Notice); !ok || n.Level != pane.Failure || !strings.Contains(n.Text, "not saved") {
		t.Fatalf("%v", msg)
	}
	if p.ed.due().IsZero() {
		t.Fatal("it has to be tried again")
	}
	p.ed.clean()
	if p.saved(saved{"d0", store.ErrClosed}) == nil || !p.ed.due().IsZero() {
		t.Fatal("the trouble of another draft is told, and that is all")
	}
}
