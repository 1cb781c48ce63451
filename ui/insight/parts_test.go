package insight

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/theme"
)

var morning = time.Date(2026, 11, 20, 9, 31, 0, 0, time.UTC)

func host(kind theme.Kind) *pane.Host {
	return &pane.Host{
		User: "anna", Zone: time.UTC, Theme: theme.New(kind, false), Context: context.Background(),
		Env: store.Env{Now: func() time.Time { return morning }},
	}
}

func report(days int) *answer {
	a := &answer{known: true}
	a.To = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	a.From = a.To.AddDate(0, 0, -days)
	a.Sentiment = map[string]int{}
	for i := range days {
		a.Days = append(a.Days, desk.Day{Date: a.From.AddDate(0, 0, i).Format(time.DateOnly), Neutral: 1})
		a.Total++
	}
	return a
}

func drawn(f *figures, part func(*figures)) []string {
	f.mark = -1
	part(f)
	var out []string
	for _, r := range f.rows {
		out = append(out, strings.TrimRight(ansi.Strip(r.text), " "))
	}
	return out
}

func TestTheVolumeHasAColumnADayAsLongAsTheyFit(t *testing.T) {
	for _, c := range []struct {
		days, width int
		note        string
	}{{7, 50, "a day"}, {30, 50, "a day"}, {90, 50, "2 days a column"}, {366, 50, "8 days a column"}, {90, 40, "3 days a column"}} {
		f := &figures{h: host(theme.Mono), a: report(c.days), width: c.width}
		rows := drawn(f, (*figures).volume)
		if !strings.Contains(rows[0], c.note) {
			t.Errorf("%d days in %d cells: %q", c.days, c.width, rows[0])
		}
		// Every day counts, in one column or another.
		neutral := strings.TrimSpace(strings.TrimPrefix(rows[2], " · "))
		per := max(1, (c.days+c.width-5)/(c.width-4))
		columns := (c.days + per - 1) / per
		if n := len(strings.Fields(neutral)); c.days <= 14 && n != columns {
			t.Errorf("%d days in %d columns: %q", c.days, n, neutral)
		}
	}
}

func TestSmallNumbersAreSeenBesideLargeOnes(t *testing.T) {
	a := report(7)
	a.Days[2].Positive, a.Days[4].Negative = 500, 1
	f := &figures{h: host(theme.Mono), a: a, width: 50}
	rows := drawn(f, (*figures).volume)
	if !strings.Contains(rows[1], "███") || !strings.Contains(rows[3], "▁▁▁") {
		t.Errorf("%s", strings.Join(rows, "\n"))
	}
	if !strings.Contains(rows[0], "most 501 on 16 Nov") {
		t.Errorf("%q", rows[0])
	}
	f = &figures{h: host(theme.Dark), a: a, width: 50, tall: true}
	if rows := drawn(f, (*figures).volume); len(rows) != 8 || !strings.Contains(rows[6], "▁") {
		t.Errorf("%s", strings.Join(rows, "\n"))
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		n, all int
		want   string
	}{{1, 3, "33%"}, {2, 3, "67%"}, {0, 9, "0%"}, {9, 9, "100%"}, {1, 0, "0%"}, {1, 200, "1%"}} {
		if got := share(c.n, c.all); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.n, c.all, got, c.want)
		}
	}
}

func TestSpans(t *testing.T) {
	for d, want := range map[time.Duration]string{
		40 * time.Second: "40s", 12 * time.Minute: "12m", 80 * time.Minute: "1h 20m", 24 * time.Hour: "1d 0h", 50*time.Hour + 59*time.Minute: "2d 2h",
	} {
		if got := span(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestTheWeekNamesItsBestHour(t *testing.T) {
	a := report(7)
	a.Hours[1][18], a.Hours[5][3] = 40, 1
	for _, width := range []int{40, 60} {
		f := &figures{h: host(theme.Mono), a: a, width: width}
		rows := drawn(f, (*figures).week)
		if !strings.Contains(rows[0], "most on Tue 18:00") || len(rows) != 9 {
			t.Fatalf("%s", strings.Join(rows, "\n"))
		}
		each := 1
		if width == 60 {
			each = 2
		}
		if got := []rune(rows[3])[5+18*each]; got == '·' || !strings.HasPrefix(rows[3], " Tue") {
			t.Errorf("at %d Tuesday evening shows %q: %s", width, string(got), rows[3])
		}
	}
	f := &figures{h: host(theme.Mono), a: report(7), width: 40}
	if rows := drawn(f, (*figures).week); strings.Contains(rows[0], "most") {
		t.Errorf("of nothing nothing is most: %q", rows[0])
	}
}

func TestWhatDoesNotFollowTheQueryIsNotShownWithIt(t *testing.T) {
	a := report(7)
	a.Rolled = true
	a.Answered, a.Response, a.Within = 10, 90*time.Minute, [5]int{1, 2, 3, 4, 0}
	a.Days[0].Response, a.Days[6].Response = 20*time.Second, 3*time.Hour
	a.Days[2].Reach, a.Reach = 1200, desk.Reach{Mentions: 7, People: 1200}
	a.Channels = []desk.Channel{{Account: "polar", Followers: []int64{0, 0, 90, 90, 90, 100, 103}}, {Account: "still", Followers: make([]int64, 7)}}
	a.Channels[1].Followers[0], a.Channels[1].Followers[6] = 5, 5
	f := &figures{h: host(theme.Mono), a: a, width: 50}
	all := strings.Join(append(drawn(f, (*figures).response), drawn(f, (*figures).reach)...), "\n")
	for _, want := range []string{
		"10 answers · mean 1h 30m", "in 15m", "in 1h", "in 4h", "in 24h", "later", "40%", "per day ▁", "1.2k followers in reach, once a mention",
		"103 follow polar · +13 in these days", "5 follow still\n",
	} {
		if !strings.Contains(all+"\n", want) {
			t.Errorf("%q is missing:\n%s", want, all)
		}
	}
	a.Rolled = false
	for within, want := range map[[5]int]string{{1, 2, 3, 4, 0}: "half of them in 4h", {0, 0, 1, 0, 9}: "half of them later than 24h", {5, 5}: "half of them in 15m"} {
		a.Within = within
		f = &figures{h: host(theme.Mono), a: a, width: 60}
		all = strings.Join(append(drawn(f, (*figures).response), drawn(f, (*figures).reach)...), "\n")
		if !strings.Contains(all, want) || !strings.Contains(all, "known of everything only") || strings.Contains(all, "mean 1h") || strings.Contains(all, "per day") {
			t.Errorf("of a query, %v:\n%s", within, all)
		}
	}
}

func TestLongNamesLeaveRoomForTheirFigures(t *testing.T) {
	a := report(7)
	a.Authors = []desk.Count{{Name: "mastodon:1", N: 6}, {Name: "vk:2", N: 1}}
	a.Names = map[string]string{"mastodon:1": strings.Repeat("очень длинное имя ", 9)}
	for width := 20; width < 90; width += 7 {
		f := &figures{h: host(theme.Mono), a: a, width: width}
		rows := drawn(f, (*figures).authors)
		if !strings.Contains(rows[1], " 6") || !strings.Contains(rows[2], "2 · vk") {
			t.Errorf("at %d:\n%s", width, strings.Join(rows, "\n"))
		}
	}
}

func TestOnlyWhoLooksMakesUsCount(t *testing.T) {
	p := New(host(theme.Mono))
	now := morning
	p.h.Env.Now = func() time.Time { return now }
	p.load()
	p.box.Forget()
	p.Changed(pane.Changes{store.TopicMentions: {}})
	if !p.NextTick().IsZero() {
		t.Fatal("nobody has looked: nothing is counted")
	}
	p.View(40, 10)
	now = now.Add(300 * time.Millisecond)
	if got := p.NextTick(); !got.Equal(morning.Add(30 * time.Second)) {
		t.Fatalf("twice a minute for what arrives, next at %v", got)
	}
	p.Update(pane.Focused{Now: true})
	if got := p.NextTick(); !got.Equal(morning.Add(time.Second)) {
		t.Fatalf("once a second for who looks at it, next at %v", got)
	}
	p.Update(pane.Focused{})
	p.h.Acted()
	if got := p.NextTick(); !got.Equal(morning.Add(time.Second)) {
		t.Fatalf("once a second after an act, next at %v", got)
	}
	now = now.Add(time.Hour)
	if got := p.NextTick(); !got.Equal(now) {
		t.Fatalf("at once, not at %v", got)
	}
	if p.Changed(pane.Changes{store.TopicDrafts: {}}) != nil {
		t.Fatal("drafts are not counted")
	}
}

func TestAnErrorKeepsTheLastFigures(t *testing.T) {
	p := New(host(theme.Mono))
	p.Update(answer{err: errors.New("the store is closed")})
	if view := p.View(40, 5); !strings.Contains(view, "the store is closed") {
		t.Fatalf("%q", view)
	}
	p.Update(*report(7))
	p.Update(answer{err: errors.New("the store is closed")})
	if view := ansi.Strip(p.View(60, 20)); !strings.Contains(view, "the store is closed") || !strings.Contains(view, "7 mentions") {
		t.Fatalf("%s", view)
	}
	p.Update(*report(7))
	p.Update(answer{err: context.Canceled})
	if view := ansi.Strip(p.View(60, 20)); strings.Contains(view, "canceled") {
		t.Fatalf("%s", view)
	}
}

func TestOneDay(t *testing.T) {
	p := New(host(theme.Mono))
	p.show.days = 1
	p.Update(answer{known: true})
	if view := ansi.Strip(p.View(60, 5)); !strings.Contains(view, "Nothing was said in the last day.") {
		t.Fatalf("%s", view)
	}
	if p.next(-1) != 0 || p.next(1) != 7 {
		t.Fatal("after a day comes a week")
	}
}
