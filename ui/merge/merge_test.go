package merge_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/card"
	"earshot/ui/keys"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/verb"
)

// company is a stage on which ivan may be two others, and a third wants to be
// taken for him; the screen of who is who is open on him.
func company(t *testing.T, w, h int) *panetest.Stage {
	t.Helper()
	s := panetest.New(t, panetest.Options{Width: w, Height: h})
	s.Connect()
	hear := func(network, id string, a store.Author) {
		m := s.Said(id, time.Hour, a, "neutral", "said "+id)
		m.Key.Network = network
		s.Hear(m)
	}
	hear("mastodon", "1", store.Author{ID: "77", Handle: "ivan@m.example", Name: "Иван Петров", Followers: 1840})
	hear("vk", "2", store.Author{ID: "501", Handle: "petrov_ivan", Name: "Ivan Petrov", Followers: 312})
	hear("mastodon", "3", store.Author{ID: "10", Handle: "ipetrov", Name: "I. Petrov"})
	hear("mastodon", "4", store.Author{ID: "9", Handle: "ivan_petr0v", Name: "Ивaн Пeтpoв"})
	hear("mail", "5", store.Author{ID: "tom@mail.example", Email: "tom@mail.example", Name: "Tom Okafor"})
	s.Suggest(
		pair("vk:501", 14.2, false, "name", 6.1, "the same name in the other script", "handle", 8.1, "petrov_ivan holds ivan"),
		pair("mastodon:10", 5.5, false, "handle", 7.5, "ipetrov", "network", -2, "two accounts on one network"),
		pair("mastodon:9", 2, true, "name", 2, "letters that look alike"))
	s.Put(card.New(s.Host, &verb.Memory{}))
	for _, settled := range []bool{false, true} {
		s.Send(pane.Selected{From: keys.Stream, Doc: 1, Identity: "mastodon:77", Account: "polar", Settled: settled})
	}
	s.Press("M")
	return s
}

func pair(other string, bits float64, looks bool, evidence ...any) store.Suggestion {
	out := store.Suggestion{A: "mastodon:77", B: other, Bits: bits, LooksLike: looks}
	for i := 0; i < len(evidence); i += 3 {
		weight, ok := evidence[i+1].(float64)
		if !ok {
			weight = float64(evidence[i+1].(int))
		}
		out.Evidence = append(out.Evidence, store.Evidence{Kind: evidence[i].(string), Bits: weight, Why: evidence[i+2].(string)})
	}
	return out
}

func members(t *testing.T, s *panetest.Stage, id string) string {
	t.Helper()
	c, err := s.Desk.People.Contact(context.Background(), id)
	panetest.Must(t, err)
	return strings.Join(c.Members, " ")
}

// TestFrames: at every size it says who, why, what would be, and the keys.
func TestFrames(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"wide", 120, 30}, {"side", 78, 20}, {"narrow", 38, 10}} {
		s := company(t, size.w, size.h)
		s.See("Who is who", "Ivan Petrov", "14.2 bits", "one card: 2 accounts, 2 mentions")
		s.Golden("merge-" + size.name)
	}
}

// TestTheFiguresAddUp: what two taken blindly have for them stands there, too, and
// every word of a name with what it says.
func TestTheFiguresAddUp(t *testing.T) {
	s := company(t, 120, 30)
	s.Press("esc")
	p := pair("vk:501", 9.2, false, "name", 10.1, "the same name; 1 in 900 has it", "name", 6.8, "names like each other")
	p.Evidence[0].A, p.Evidence[0].B = "петров", "петров"
	p.Evidence[1].A, p.Evidence[1].B = "иван", "ivan"
	s.Suggest(p)
	s.Press("M")
	s.See("9.2 bits", "+10.1 ", "петров: the same name; 1 in 900 has it", "+6.8 ", "иван, ivan: names like each other", "-7.7 ", "chance   of any two people to be one")
}

// TestASuggestionIsAccepted: after it was shown what would be one card and what
// speaks against it; undo brings both back.
func TestASuggestionIsAccepted(t *testing.T) {
	s := company(t, 120, 30)
	s.Not("names differ") // they are one name in two scripts
	s.See("+8.1 ━━━━━━━━━━━ handle   petrov_ivan holds ivan", "+6.1 ━━━━━━━━ ")
	s.Press("y")
	s.Noticed("accepted: Иван Петров (mastodon:77) and Ivan Petrov (vk:501) are one person")
	s.See("@petrov_ivan", "merged by anna, 20 Nov 2026", "I. Petrov")
	if got := members(t, s, "vk:501"); got != "mastodon:77 vk:501" {
		t.Fatal(got)
	}
	s.Press("z")
	s.Noticed("took back: accepted")
	if got := members(t, s, "vk:501"); got != "vk:501" {
		t.Fatal(got)
	}
	s.See("14.2 bits")
	s.Press("esc")
	s.Not("Who is who")
}

// TestASuggestionIsRejected: it goes, and is not asked again.
func TestASuggestionIsRejected(t *testing.T) {
	s := company(t, 120, 30)
	s.Press("n")
	s.Noticed("are different people")
	s.Not("14.2 bits")
	s.See("I. Petrov", "5.5 bits", "-2.0 ━━━", "two accounts on one network", "but two accounts on mastodon: @ivan@m.example and @ipetrov")
	s.Press("z")
	s.See("14.2 bits")
}

// TestWhoLooksAlikeIsSaid: before anybody merges them.
func TestWhoLooksAlikeIsSaid(t *testing.T) {
	s := company(t, 120, 30)
	s.See("looks alike")
	s.Press("j", "j")
	s.See("but one may be made to be taken for the other")
	s.Press("y")
	if s.See("y again merges them"); members(t, s, "mastodon:9") != "mastodon:9" {
		t.Fatal("merged although something speaks against it")
	}
	s.Press("k", "j")
	s.Not("y again")
}

// TestSomebodyIsFoundByTyping: and merged although nothing suggests it.
func TestSomebodyIsFoundByTyping(t *testing.T) {
	s := company(t, 120, 30)
	s.Press("/")
	s.Type("okaf")
	s.See("find: okaf", "Tom Okafor", "tom@mail.example")
	s.Not("May be the same")
	s.Press("enter", "y", "y")
	s.Noticed("merged Иван Петров (mastodon:77) with Tom Okafor")
	s.See(" merged Иван Петров (mastodon:77) with Tom", "May be the same")
	if got := members(t, s, "mastodon:77"); got != "mail:tom@mail.example mastodon:77" {
		t.Fatal(got)
	}
	s.Press("/", "esc")
	s.See("May be the same", "14.2 bits")
	s.Press("/")
	s.Paste("zzzz")
	s.See("nobody is called that")
	s.Press("esc", "esc")
	s.Not("Who is who")
}

// TestAnAccountIsSplitOff: from the left side, and comes back by undo.
func TestAnAccountIsSplitOff(t *testing.T) {
	s := company(t, 120, 30)
	s.Press("u")
	s.See("tab goes to the accounts")
	s.Press("tab", "u")
	s.See("one account; there is nothing to split")
	s.Press("y")
	s.See("tab goes to the candidates")
	s.Press("n")
	s.See("tab goes to the candidates")
	s.Press("tab", "y", "tab", "j", "u")
	s.Noticed("split Ivan Petrov (vk:501) from Иван Петров")
	if got := members(t, s, "vk:501"); got != "vk:501" {
		t.Fatal(got)
	}
	s.Press("z")
	if got := members(t, s, "vk:501"); got != "mastodon:77 vk:501" {
		t.Fatal(got)
	}
	s.Press("k", "x")
	if got := members(t, s, "vk:501"); got != "vk:501" {
		t.Fatal(got)
	}
	s.Press("q")
	s.Not("Who is who")
}

// TestNobodyLooksLikeThem: then it says how to find somebody, and n and y say why
// they cannot.
func TestNobodyLooksLikeThem(t *testing.T) {
	s := company(t, 78, 20)
	s.Press("n", "n", "n")
	s.See("nobody looks like this person; / finds")
	s.Press("y")
	s.See("there is nobody to merge with")
	s.Press("n")
	s.See("there is nobody to tell apart from; / finds people")
}

// TestManyAccountsAreCut: a person of thirty accounts does not fill the screen.
func TestManyAccountsAreCut(t *testing.T) {
	s := company(t, 120, 30)
	for i := range 30 {
		s.Hear(s.Said(fmt.Sprint(100+i), time.Hour, store.Author{ID: fmt.Sprint(600 + i), Handle: fmt.Sprint("ivan", i)}, "neutral", "x"))
		_, err := s.Desk.People.Merge(context.Background(), desk.By{User: "boris", Door: "key"}, "mastodon:77", fmt.Sprint("mastodon:", 600+i))
		panetest.Must(t, err)
	}
	s.Press("tab", "down", "up")
	s.See("and 20 more", "merged by boris")
}

// TestBothSidesStandAboveTheLists, with a picture or initials, until the screen is too
// low for them; who is under the cursor is who is shown.
func TestBothSidesStandAboveTheLists(t *testing.T) {
	s := company(t, 200, 60)
	s.See("ИП", "IP", "@petrov_ivan · vk", "312 followers · 1 mention", "1.8k followers", "Accounts of this person: 1")
	s.Press("j")
	s.See("@ipetrov · mastodon")
	s.Press("/")
	s.Type("nobody of this name")
	s.See("nobody to compare with")
	s.Press("esc")
	s.Size(120, 14)
	s.See("May be the same")
	s.Not("Accounts of this person")
}

// TestASearchKeepsTheHeight: however many are found, what lies above does not jump.
func TestASearchKeepsTheHeight(t *testing.T) {
	s := company(t, 120, 40)
	for i := range 9 {
		s.Hear(s.Said(fmt.Sprint(100+i), time.Hour, store.Author{ID: fmt.Sprint(600 + i), Name: fmt.Sprint("Zed ", i)}, "neutral", "x"))
	}
	height := func() int {
		_, sheet, _ := strings.Cut(s.Frame(), "-- Who is who\n")
		return strings.Count(sheet, "\n")
	}
	s.Press("/")
	want := height()
	for _, letter := range strings.Split("zed 1x", "") {
		s.Type(letter)
		if got := height(); got != want {
			t.Errorf("behind %q it has %d rows, and had %d", letter, got, want)
		}
	}
	s.Press("esc")
	if got := height(); got != want {
		t.Errorf("after the search it has %d rows, and had %d", got, want)
	}
}

// TestAClickChoosesASideAndARow, and merges nobody.
func TestAClickChoosesASideAndARow(t *testing.T) {
	s := company(t, 120, 30)
	panetest.Click(s, 60, 7)
	s.See("▌ I. Petrov")
	panetest.Click(s, 60, 7)
	panetest.Click(s, 60, 1) // a card above the lists
	s.See("▌ I. Petrov")
	panetest.Click(s, 3, 6)
	s.See("u split off", "tab candidates")
	panetest.Click(s, 60, 8)
	s.See("y one person", "▌ Ивaн Пeтpoв")
	if got := members(t, s, "mastodon:77"); got != "mastodon:77" {
		t.Errorf("a click has merged %s", got)
	}
	s.Size(38, 10)
	panetest.Click(s, 5, 1)
	s.See("▌ Ivan Petrov")
}
