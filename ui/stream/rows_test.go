package stream_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/stream"
	"earshot/ui/theme"
	"earshot/ui/verb"
)

// worked is a stage with one mention that has everything a row can show.
func worked(t *testing.T, o panetest.Options) (*scene, *store.Mention) {
	t.Helper()
	s := newScene(t, 1, o)
	m := s.Said("900", 5*time.Minute, store.Author{ID: "m", Handle: "mia", Name: "Mia Laurent", Followers: 52_300}, "negative", "It leaks again")
	m.Judgement.Lead, m.Judgement.Priority, m.Judgement.Intent = true, 64, "complaint"
	docs := s.Hear(m)
	ctx := context.Background()
	_, err := s.Desk.Triage.Assign(ctx, boris, desk.Around(docs...), "boris")
	panetest.Must(t, err)
	_, err = s.Desk.Triage.Tag(ctx, boris, desk.On(docs...), []string{"leak", "vip"}, nil)
	panetest.Must(t, err)
	s.Press("k")
	return s, m
}

func TestARowHasItsColumns(t *testing.T) {
	s, _ := worked(t, panetest.Options{Width: 120, Height: 8})
	want := " ○ ▼$ 65 Mia Laurent        mast    5m complaint It leaks again"
	row := s.row("It leaks")
	if !strings.HasPrefix(row, want) {
		t.Fatalf("the row is\n%q, not\n%q", row, want)
	}
	if !strings.HasSuffix(row, "#leak #vip @boris  52k") {
		t.Fatalf("the row ends %q", row)
	}
	if row := s.row("word 0."); !strings.HasPrefix(row, "▌● ·  20 Guest 0") {
		t.Fatalf("the row is %q", row)
	}
}

func TestNarrowStreamsHaveTwoLines(t *testing.T) {
	s, _ := worked(t, panetest.Options{Width: 70, Height: 16})
	first, second := s.row("Mia Laurent"), s.row("It leaks")
	if s.line("It leaks") != s.line("Mia Laurent")+1 {
		t.Fatalf("the text stands below the name:\n%s", s.Frame())
	}
	for _, text := range []string{"○ ▼$ 65 ", "complaint mast @mia ", "@boris  52k    5m"} {
		if !strings.Contains(first, text) {
			t.Errorf("the first line lacks %q: %q", text, first)
		}
	}
	if !strings.HasPrefix(second, strings.Repeat(" ", 9)+"It leaks again") || !strings.HasSuffix(second, "#leak #vip") {
		t.Errorf("the second line is %q", second)
	}
	// The selection is marked on both.
	s.Press("g g", "j")
	for _, text := range []string{"Mia Laurent", "It leaks"} {
		if !strings.HasPrefix(s.row(text), "▌") {
			t.Errorf("%q is not marked as selected", s.row(text))
		}
	}
}

func TestDensityFollowsTheSize(t *testing.T) {
	for _, c := range []struct{ w, h, rows int }{
		{120, 10, 10}, {100, 40, 30}, {99, 20, 9}, {60, 13, 13}, {59, 13, 13}, {40, 6, 6}, {30, 14, 7}, {10, 1, 1},
	} {
		s := newScene(t, 30, panetest.Options{Width: c.w, Height: c.h})
		n := 0
		for row := range strings.Lines(s.Frame()) {
			if strings.Contains(row, " ● ") || strings.Contains(row, "▌● ") {
				n++
			}
		}
		if n != c.rows {
			t.Errorf("%dx%d shows %d mentions, not %d:\n%s", c.w, c.h, n, c.rows, s.Frame())
		}
	}
}

// TestLChangesTheLines: one, two or three, whatever the size says, and so again
// in the next session.
func TestLChangesTheLines(t *testing.T) {
	s := newScene(t, 3, panetest.Options{Width: 110, Height: 9})
	said := strings.Repeat("Холодильник гудит, and nobody calls back. ", 5)
	s.Hear(s.Said("1", 0, author(1), "negative", said))
	lines := func(p *scene) int { return p.line("word 0.") - p.line("Холодильник") }
	for i, want := range []struct {
		lines int
		name  string
	}{{2, normal}, {3, roomy}, {1, compact}} {
		s.Press("L")
		s.Noticed("the list is " + want.name)
		if i < 2 && s.line("Guest 0") != s.line("Guest 1")+want.lines || i == 2 && lines(s) != 1 {
			t.Fatalf("%s:\n%s", want.name, s.Frame())
		}
		for _, w := range []int{40, 60, 69, 80, 119, 200} {
			s.Size(w, 9)
			s.View()
		}
		s.Size(110, 9)
	}
	s.Press("L")
	s.Put(stream.New(s.Host, &verb.Memory{}))
	if s.line("Guest 0") != s.line("Guest 1")+2 {
		t.Fatalf("the density is forgotten:\n%s", s.Frame())
	}
	other := newScene(t, 0, panetest.Options{Width: 110, Height: 9})
	other.Host.Density = roomy
	other.Hear(other.Said("1", 0, author(1), "negative", said), other.Said("2", time.Minute, author(2), "neutral", "soso"))
	if other.line("Guest 2") != other.line("Guest 1")+3 {
		t.Fatalf("the setting is not followed:\n%s", other.Frame())
	}
}

const (
	compact = "compact"
	normal  = "normal"
	roomy   = "roomy"
)

func TestStatesHaveSigns(t *testing.T) {
	s := newScene(t, 4, panetest.Options{})
	ctx := context.Background()
	panetest.Must(t, s.Desk.Triage.Look(ctx, boris, desk.On(s.docs[1])))
	_, err := s.Desk.Triage.Snooze(ctx, boris, desk.On(s.docs[2]), s.Now().Add(time.Hour))
	panetest.Must(t, err)
	_, err = s.Desk.Triage.Done(ctx, boris, desk.On(s.docs[3]))
	panetest.Must(t, err)
	s.Press("' a")
	for i, sign := range []string{"●", "○", "z", "✓"} {
		if row := []rune(s.row(fmt.Sprintf("word %d.", i))); string(row[1]) != sign {
			t.Errorf("word %d has the sign %q, not %q", i, string(row[1]), sign)
		}
	}
	for state, want := range map[store.State]theme.Token{store.StateNew: theme.Unseen, store.StateOpen: theme.Text, store.StateSnoozed: theme.Dim, store.StateDone: theme.Dim} {
		if token, _ := stream.State(s.Host.Theme, state); token != want {
			t.Errorf("%s is painted %v", state, token)
		}
	}
}

func TestMoodsHaveSignsInColourAndWithout(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s := newScene(t, 0, panetest.Options{Plain: plain, Width: 110, Height: 8})
		s.Hear(s.Said("1", 0, author(1), "negative", "bad"), s.Said("2", time.Minute, author(2), "neutral", "soso"), s.Said("3", 2*time.Minute, author(3), "positive", "good"))
		signs := []string{"▼", "·", "▲"}
		if plain {
			signs = []string{"-", ".", "+"}
		}
		for i, text := range []string{" bad", " soso", " good"} {
			if row := []rune(s.row(text)); string(row[3]) != signs[i] {
				t.Errorf("plain=%v: %s has the sign %q", plain, text, string(row[3]))
			}
		}
	}
}

func TestPaintSaysWhatIsUrgentAndWhatIsDone(t *testing.T) {
	s, _ := worked(t, panetest.Options{Width: 120, Height: 8, Theme: theme.Dark})
	th := s.Host.Theme
	if view := s.View(); !strings.Contains(view, th.Paint(theme.Bad, "65")) || !strings.Contains(view, th.Paint(theme.Strong, "Mia Laurent")) {
		t.Fatalf("65 is urgent and its author open: %q", view)
	}
	s.Press("' a", "j", "E")
	if view := s.View(); !strings.Contains(view, th.Paint(theme.Faint, "64")) || !strings.Contains(view, "complaint It leaks again\x1b[m") {
		t.Fatalf("what is closed is faint: %q", view)
	}
}

func TestTitlesAndWarningsStandForTheText(t *testing.T) {
	s := newScene(t, 0, panetest.Options{})
	mail := s.Said("1", 0, store.Author{ID: "t", Email: "tom@mail.example"}, "neutral", "Hello,\n\nan offer please")
	mail.Body.Title = "Fridges"
	secret := s.Said("2", time.Minute, store.Author{ID: "u9"}, "neutral", "they die")
	secret.Body.Warning = "spoiler"
	s.Hear(mail, secret)
	s.See("Fridges: Hello, an offer please", "tom@mail.example", "[spoiler]", "u9")
	s.Not("they die")
}

func TestNetworksTakeFourCells(t *testing.T) {
	s := newScene(t, 0, panetest.Options{Height: 12, Width: 110})
	for i, n := range []struct{ network, short string }{{"mastodon", "mast"}, {"telegram", "tg  "}, {"bluesky", "bsky"}, {"webhook", "hook"}, {"vk", "vk  "}, {"longname", "lon…"}} {
		m := s.Said(fmt.Sprint(i), 0, author(i), "neutral", fmt.Sprint("on ", n.network))
		m.Key.Network = n.network
		s.Hear(m)
		if row := s.row("on " + n.network); !strings.Contains(row, " "+n.short+"   now") {
			t.Errorf("%s: %q", n.network, row)
		}
	}
}

func TestHalfANumberIsNoFact(t *testing.T) {
	for width := 60; width < 100; width++ {
		s := newScene(t, 0, panetest.Options{Height: 20, Width: width})
		m := s.Said("1", 0, store.Author{ID: "a", Handle: "oksana_petrova_1", Name: "Oksana", Followers: 12_345}, "neutral", "said")
		m.Kind = "comment"
		mail := s.Said("2", 0, store.Author{ID: "b", Name: "Tom", Followers: 7}, "neutral", "written")
		mail.Key.Network, mail.Kind = "mail", "mail"
		s.Hear(m, mail)
		if row := s.row("Oksana"); strings.Contains(row, "· 1…") || strings.Contains(row, "· 12…") || strings.Contains(row, "·…") || strings.Contains(row, "comm…") {
			t.Errorf("%d columns: %q", width, row)
		}
		if row := s.row("Tom"); strings.Contains(row, "mail · mail") {
			t.Errorf("%d columns: %q", width, row)
		}
	}
}

func TestADateStandsOffTheNetwork(t *testing.T) {
	s := newScene(t, 0, panetest.Options{Height: 8, Width: 80})
	s.Hear(s.Said("1", 20*24*time.Hour, store.Author{ID: "a", Name: "Oksana"}, "neutral", "said long ago"))
	if row := s.row("said long ago"); !strings.Contains(row, "mast 31Oct said") {
		t.Errorf("the row is %q", row)
	}
}

func TestAnEmptyWorkspaceSaysHowToBegin(t *testing.T) {
	s := newScene(t, 0, panetest.Options{})
	s.See("All done: nothing is open.")
	s.Press("' a")
	s.See("No mentions yet.")
	s.Host.Names = pane.Names{}
	s.Size(111, 10)
	s.See("Nothing is here yet.", "g w", ":connect", ":import")
}

// hostile are the texts that break terminals: double width, right to left,
// joined, stacked, invisible and controlling ones.
func hostile() []string {
	return []string{
		"新しい冷蔵庫を探しています", "هل الثلاجة الجديدة متوفرة", "\u202eevil\u2066", "👩\u200d👩\u200d👧\u200d👦", "🇷🇺🇰🇿🇷", "❤\ufe0f",
		"Z\u0337\u0321\u031b\u0350\u0351", "\x1b[2J\x1b]0;x\x07", "\t", "\r\n", "\u200b\u200d", "e\u0301", "ｗｉｄｅ", "☎\ufe0e", "👍🏿", "1\ufe0f\u20e3",
		"\u0600", "\u115f", "\xff\xfe", "a", " ", "ы", "\u0e33", "क्षि", "\U000e0061", "\u00ad", "\ufffd", "﷽",
	}
}

func text(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(hostile()), 0, 12).Draw(t, label), "")
}

// TestNoTextBreaksAColumn: whatever people are called and write, every line of
// the stream takes exactly its cells. The stage measures every drawing.
func TestNoTextBreaksAColumn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newScene(t, 0, panetest.Options{Width: 80, Height: 20, Plain: rapid.Bool().Draw(r, "plain")})
		moods := rapid.SampledFrom([]string{"negative", "neutral", "positive", ""})
		for i := range rapid.IntRange(1, 3).Draw(r, "mentions") {
			m := s.Said(fmt.Sprint(i), time.Duration(rapid.IntRange(-1, 1<<20).Draw(r, "ago"))*time.Second,
				store.Author{ID: fmt.Sprint(i), Name: text(r, "name"), Handle: text(r, "handle"), Followers: rapid.Int().Draw(r, "followers")},
				moods.Draw(r, "mood"), "x"+text(r, "text"))
			m.Judgement.Lead, m.Judgement.Priority = rapid.Bool().Draw(r, "lead"), rapid.IntRange(0, 100).Draw(r, "priority")
			m.Body.Title = text(r, "title")
			m.Work.Assignee, m.Work.Tags = text(r, "assignee"), []string{text(r, "tag")}
			s.Hear(m)
		}
		s.Press("space")
		if rapid.Bool().Draw(r, "bar") {
			s.Press("/")
			s.Type(text(r, "query"))
		}
		for _, w := range rapid.SliceOfN(rapid.IntRange(1, 200), 1, 12).Draw(r, "widths") {
			s.Size(w, rapid.IntRange(1, 30).Draw(r, "height"))
			if view := s.View(); strings.ContainsAny(ansi.Strip(view), "\x1b\x07\t\r") {
				r.Fatalf("a control character came through: %q", view)
			}
			if c := s.p.Cursor(); c != nil && w > 2 && (c.X < 0 || c.X >= w) {
				r.Fatalf("the cursor is at %d of %d cells", c.X, w)
			}
		}
	})
}

func TestEveryWidthIsExact(t *testing.T) {
	s := newScene(t, 0, panetest.Options{})
	for i, h := range hostile() {
		m := s.Said(fmt.Sprint(i), time.Duration(i)*time.Hour, store.Author{ID: fmt.Sprint(i), Name: strings.Repeat(h, 40), Handle: h, Followers: 1 << 50}, "negative", "x"+strings.Repeat(h+" ", 100))
		m.Judgement.Lead, m.Work.Tags, m.Work.Assignee = true, []string{strings.Repeat("tag", 40), h}, strings.Repeat("anna", 20)
		s.Hear(m)
	}
	for w := 1; w <= 200; w++ {
		for _, h := range []int{1, 5, 14, 40} {
			s.Size(w, h)
			s.View()
		}
	}
}

func TestManyTagsLeaveRoomForTheText(t *testing.T) {
	s, _ := worked(t, panetest.Options{Width: 120, Height: 8})
	s.Press("j")
	_, err := s.Desk.Triage.Tag(context.Background(), boris, desk.On(s.p.Selected().Doc), strings.Fields("alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike"), nil)
	panetest.Must(t, err)
	s.Press("k")
	for _, w := range []int{120, 80} {
		s.Size(w, 8)
		s.See("It leaks again", "#alpha")
	}
}
