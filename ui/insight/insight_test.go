package insight_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/query"
	"earshot/ui/insight"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/theme"
)

var anna = desk.By{User: "anna", Door: "key"}

// scene is a stage with analytics over three weeks of mentions.
type scene struct {
	*panetest.Stage
	docs []store.Doc
}

func people() []store.Author {
	return []store.Author{
		{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840},
		{ID: "12", Handle: "mia", Name: "Mia Laurent"},
		{ID: "31", Handle: "yuki", Name: "雪 田中"},
		{ID: "40", Name: "\x1b[31mevil\u202e 👩‍👩‍👧"},
	}
}

func newScene(t *testing.T, o panetest.Options) *scene {
	t.Helper()
	if o.Width == 0 {
		o.Width, o.Height = 50, 17
	}
	s := &scene{Stage: panetest.New(t, o)}
	s.Connect()
	moods := []string{"negative", "neutral", "neutral", "positive", "neutral", "positive", "negative"}
	intents := []string{"complaint", "question", "question", "praise"}
	var all []*store.Mention
	for i := range 120 {
		m := s.Said(fmt.Sprint(i), time.Duration(i*i%500)*time.Hour+time.Duration(i)*time.Minute, people()[i%11%4], moods[i%7], fmt.Sprintf("mention %d", i))
		m.Judgement.Intent = intents[i%4]
		if i%3 == 0 {
			m.Key.Network = "vk"
		}
		all = append(all, m)
	}
	s.docs = s.Hear(all...)
	s.Put(insight.New(s.Host))
	return s
}

// answer answers a mention after a while.
func (s *scene) answer(doc store.Doc, after time.Duration) {
	s.T.Helper()
	ctx := context.Background()
	m, err := s.Desk.Lookup.Get(ctx, doc)
	panetest.Must(s.T, err)
	_, err = s.Desk.Publish.Send(ctx, anna, desk.Outgoing{Message: store.Message{Text: "We look into it"}, About: doc, Accounts: []string{"polar"}, NoHold: true})
	panetest.Must(s.T, err)
	task, err := s.Desk.Outbox.Claim(ctx, "polar")
	panetest.Must(s.T, err)
	panetest.Must(s.T, s.Desk.Outbox.Delivered(ctx, task.Job, "r"+fmt.Sprint(doc), "", m.Created.Add(after)))
}

func (s *scene) answers() {
	s.Host.Acted()
	for i, after := range []time.Duration{3 * time.Minute, 12 * time.Minute, 40 * time.Minute, 3 * time.Hour, 9 * time.Hour, 30 * time.Hour} {
		s.answer(s.docs[i], after)
	}
	s.View()
	s.Advance(2 * time.Second)
}

func TestFrames(t *testing.T) {
	for _, f := range []struct {
		name string
		o    panetest.Options
	}{
		{"side", panetest.Options{}},
		{"narrow", panetest.Options{Width: 40, Height: 70}},
		{"low", panetest.Options{Width: 40, Height: 10}},
		{"full", panetest.Options{Width: 118, Height: 36}},
		{"full-colour", panetest.Options{Width: 118, Height: 36, Theme: theme.Dark}},
		{"plain", panetest.Options{Width: 60, Height: 62, Plain: true}},
	} {
		s := newScene(t, f.o)
		s.answers()
		s.Golden("insight-" + f.name)
	}
}

func TestTheFiguresAreThoseOfTheDesk(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 100, Height: 60})
	s.answers()
	r, err := s.Desk.Stats.Report(context.Background(), nil, 14, s.Host.Scope())
	panetest.Must(t, err)
	s.See(fmt.Sprintf("%d mentions", r.Total), fmt.Sprintf("%d open", r.Unhandled), "6 answers", "mean 7h 9m", "in 15m")
	for mood, n := range r.Sentiment {
		s.See(fmt.Sprintf("%-8s %5d", mood, n))
	}
	for _, c := range r.Networks {
		s.See(fmt.Sprintf("%-8s %5d", c.Name, c.N))
	}
	s.See("Иван Петров · mastodon", "Mia Laurent", "Best time", "most on ")
}

func TestThePeriod(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.See("# Analytics: 14 days", "7 Nov to 20 Nov")
	s.Press("h")
	s.See("# Analytics: 7 days", "14 Nov to 20 Nov")
	s.Press("h")
	s.Noticed("this is the shortest")
	s.Press("l", "right", "right")
	s.See("# Analytics: 90 days", "120 mentions", "2 days a column")
	s.Press("l")
	s.Noticed("this is the longest")
	s.Press("left")
	s.See("# Analytics: 30 days", "120 mentions")
	s.Press("d")
	s.Type("0")
	s.Press("enter")
	s.See("a number from 1 to 366")
	s.Press("backspace")
	s.Type("1")
	s.Press("enter")
	s.See("# Analytics: today")
	s.Press("h")
	s.Noticed("this is the shortest")
}

func TestEnterShowsInTheStreamWhatWasCounted(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 100, Height: 60})
	seen := map[string]bool{}
	for range 14 {
		s.Press("enter")
		f := panetest.Last[pane.Filter](s.Stage)
		if seen[f.Query] {
			break
		}
		seen[f.Query] = true
		row := ""
		for _, r := range strings.Split(s.Frame(), "\n") {
			if strings.Contains(r, "│▌") {
				row = r[strings.Index(r, "│▌"):]
			}
		}
		q, err := query.Parse(f.Query)
		if err != nil {
			t.Fatalf("%q: %v", f.Query, err)
		}
		n, err := s.Desk.Lookup.Count(context.Background(), store.Search{Expr: q.Expr, Scope: s.Host.Scope()})
		panetest.Must(t, err)
		if !strings.Contains(row, fmt.Sprintf(" %d ", n)) {
			t.Fatalf("the stream would show %d for %q, the figures say %q", n, f.Query, row)
		}
		s.Press("j")
	}
	if len(seen) < 10 {
		t.Fatalf("only %d rows can be opened: %v", len(seen), seen)
	}
}

func TestOnlyWhatMatchesAQuery(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 62})
	s.answers()
	if s.Reason("widen") == "" {
		t.Fatal("everything is counted")
	}
	s.Press("n")
	s.Type("net:")
	s.Press("enter")
	s.See("-- Count only") // the query is not finished
	s.Type("vk")
	s.Press("enter")
	s.See("# Analytics: 14 days  net:vk", "2 answers · half of them in 15m", "known of everything only")
	s.Not("mastodon")
	s.Press("G", "k", "k", "enter")
	if got := panetest.Last[pane.Filter](s.Stage).Query; !strings.HasPrefix(got, "net:vk ") {
		t.Fatalf("the stream is asked for %q", got)
	}
	s.Press("esc")
	s.See("# Analytics: 14 days\n", "mastodon")
}

func TestTheFiguresFollowTheStream(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Send(pane.Filter{Name: "Leads", Query: "is:open is:lead"})
	s.See("# Analytics: 14 days  Leads", "Nothing of the last 14 days matches is:open", "esc counts everything")
	s.Send(pane.Filter{Name: "All"})
	s.See("All", "mentions")
	s.Send(pane.Filter{Query: "net:"})
	if got := panetest.Last[pane.Notice](s.Stage); got.Level != pane.Warning {
		t.Fatalf("a bad query is told as %v", got)
	}
}

func TestNewMentionsAreCountedTwiceAMinute(t *testing.T) {
	s := newScene(t, panetest.Options{})
	before := s.Frame()
	for i := range 5 {
		s.Hear(s.Said(fmt.Sprint("new", i), 0, people()[0], "positive", "new"))
	}
	if s.Frame() != before {
		t.Fatal("not with every arrival")
	}
	s.Advance(20 * time.Second)
	if s.Frame() != before {
		t.Fatal("they cost bytes beside the stream")
	}
	s.Advance(11 * time.Second)
	if s.Frame() == before {
		t.Fatal("the figures stand still")
	}
	s.See("mentions")
}

func TestACountThatTakesLongSaysSo(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.Stuck = true
	s.Press("l")
	s.Not("counting")
	s.Advance(200 * time.Millisecond)
	s.See("# Analytics: 30 days  counting", "Volume") // the figures of before stay
	s.Flow()
	s.Not("counting")
	first := &scene{Stage: panetest.New(t, panetest.Options{Width: 60, Height: 10})}
	first.Stuck = true
	first.Put(insight.New(first.Host))
	first.Advance(200 * time.Millisecond)
	first.See("Counting: no index answers this query", "h counts fewer days")
	first.Flow()
	first.See("Nothing was said")
}

// TestMentionsThatArriveNeverCutACountShort: a count that takes longer than the
// next arrival would else never end.
func TestMentionsThatArriveNeverCutACountShort(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 60, Height: 30})
	s.Stuck = true
	s.Press("l")
	for i := range 5 {
		s.Hear(s.Said(fmt.Sprint("new", i), 0, people()[0], "positive", "new"))
		s.Send(pane.Tick{Now: s.Now()})
		s.Advance(2 * time.Second)
	}
	s.Flow()
	s.See("# Analytics: 30 days", "Volume")
}

func TestAnEmptyWorkspace(t *testing.T) {
	s := &scene{Stage: panetest.New(t, panetest.Options{Width: 50, Height: 17})}
	s.Put(insight.New(s.Host))
	s.See("Nothing was said in the last 14 days", "l shows more days")
	if s.Reason("down") == "" || s.Reason("show") == "" {
		t.Fatal("there is nothing to walk over")
	}
	s.Golden("insight-empty")
}

func TestWalkingShowsEverythingOnTheWay(t *testing.T) {
	s := newScene(t, panetest.Options{Width: 40, Height: 8})
	s.answers()
	shown := map[string]bool{}
	headings := []string{"Volume", "Moods", "Answers", "Networks", "What about", "Authors", "Best time", "Sun"}
	look := func() {
		for _, h := range headings {
			shown[h] = shown[h] || strings.Contains(s.Frame(), h)
		}
	}
	for range 80 {
		s.Press("j")
		look()
	}
	for _, h := range headings {
		if !shown[h] {
			t.Errorf("j never came past %q", h)
		}
	}
	for range 80 {
		s.Press("k")
	}
	s.See("mentions")
	s.Press("G")
	s.See("Sun")
	s.Press("ctrl+u", "ctrl+u", "ctrl+d", "g g")
	s.See("mentions")
}

func TestHostileNamesBreakNothing(t *testing.T) {
	for _, kind := range theme.Kinds() {
		s := newScene(t, panetest.Options{Theme: kind})
		s.answers()
		for w := 1; w < 150; w += 7 {
			for _, h := range []int{1, 2, 5, 17, 40} {
				s.Size(w, h)
				if view := s.View(); strings.Contains(view, "\x1b]") || strings.Contains(view, "\u202e") {
					t.Fatal("an escape sequence came through")
				}
			}
		}
	}
}

func TestEveryCommandIsPressed(t *testing.T) {
	s := newScene(t, panetest.Options{})
	s.Pressed("down", "up", "top", "bottom", "half-page-down", "half-page-up", "row", "show", "shorter", "longer", "days", "narrow", "widen")
	p := insight.New(&pane.Host{})
	if len(p.Commands()) != 13 || p.Scope() != keys.Insight || p.Captures() || p.Cursor() != nil || p.Title() != "Analytics: 14 days" {
		t.Fatal("the table can be printed without data")
	}
	var _ pane.Clocked = p
}
