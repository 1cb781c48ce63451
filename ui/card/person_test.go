package card_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/card"
	"earshot/ui/pane"
	"earshot/ui/panetest"
	"earshot/ui/verb"
)

// company is a stage on which ivan has three accounts, promises, orders, somebody
// who may be him and somebody who wants to be taken for him.
func company(t *testing.T, o panetest.Options) *panetest.Stage {
	t.Helper()
	s := panetest.New(t, o)
	s.Connect()
	vk := store.Author{ID: "501", Handle: "petrov_ivan", Name: "Ivan Petrov", Followers: 312, Location: "Казань"}
	mail := store.Author{ID: "ivan@mail.example", Email: "ivan@mail.example", Name: "Иван Петров"}
	on := func(network string, m *store.Mention) *store.Mention {
		m.Key.Network = network
		return m
	}
	s.Hear(
		s.Said("101", 26*time.Hour, ivan(), "negative", "Холодильник опять не морозит"),
		on("vk", s.Said("201", 60*24*time.Hour, vk, "negative", "Где мой заказ?")),
		on("vk", s.Said("202", 3*time.Hour, vk, "positive", "Спасибо, всё пришло")),
		on("mail", s.Said("m1", 5*time.Hour, mail, "neutral", "Пришлите, пожалуйста, счёт")),
		s.Said("301", time.Hour, store.Author{ID: "9", Handle: "ivan_petr0v", Name: "Ивaн Пeтpoв", Followers: 12}, "neutral", "Я Иван Петров, дайте скидку"),
		s.Said("302", time.Hour, store.Author{ID: "10", Handle: "ipetrov", Name: "I. Petrov", Followers: 40}, "neutral", "Ещё раз спасибо"),
	)
	ctx := context.Background()
	for _, id := range []string{"vk:501", "mail:ivan@mail.example"} {
		_, err := s.Desk.People.Merge(ctx, boris, "mastodon:77", id)
		panetest.Must(t, err)
	}
	return s
}

// seat puts the card on the stage, with the selection on a mention of somebody.
func seat(s *panetest.Stage, identity string) *scene {
	s.Put(card.New(s.Host, &verb.Memory{}))
	out := &scene{Stage: s}
	out.pick(1, identity)
	return out
}

// owe promises ivan three things.
func owe(t *testing.T, s *panetest.Stage) {
	t.Helper()
	for _, p := range []desk.Promise{
		{Identity: "vk:501", Text: "send the spare shelf", Due: s.Now().Add(3 * 24 * time.Hour)},
		{Identity: "mastodon:77", Text: "call back", Due: s.Now().Add(-time.Hour)},
		{Identity: "mail:ivan@mail.example", Text: "ask how it went"},
	} {
		_, err := s.Desk.Tasks.Add(context.Background(), anna, p)
		panetest.Must(t, err)
	}
}

// TestOneCardForOnePerson: all accounts, the moods of all, one timeline.
func TestOneCardForOnePerson(t *testing.T) {
	s := seat(company(t, panetest.Options{Width: 118, Height: 36}), "vk:501")
	s.See("# Contact: Ivan Petrov", "vk        @petrov_ivan · 312 followers", "mastodon  @ivan@m.example · 1.8k followers", "mail      ivan@mail.example",
		"By month  ▼ █ █", "Sep to Nov", "4 mentions", "▼ 2  · 1  ▲ 1")
	s.Size(200, 60)
	s.See("│  IP  │")
	s.Size(118, 36)
	for _, text := range []string{"Холодильник опять", "Где мой заказ", "Спасибо, всё пришло", "Пришлите, пожалуйста"} {
		s.See(text)
	}
	s.Golden("card-company-full")
}

// TestPromisesStandWhereTheyAreSeen: what is late first, ticked off by one key,
// and brought back by undo.
func TestPromisesStandWhereTheyAreSeen(t *testing.T) {
	stage := company(t, panetest.Options{Width: 50, Height: 19})
	owe(t, stage)
	s := seat(stage, "vk:501")
	s.See("Owed 3    late, 08:31 call back")
	s.Golden("card-promises-side")
	s.Press("p")
	s.See("Which was kept?", "a call back", "b send the spare shelf", "due Mon 09:31", "c ask how it went")
	s.Press("a")
	s.Noticed("kept: call back")
	s.See("Owed 2    Mon 09:31 send the spare shelf")
	s.Press("p", "b", "p")
	s.Noticed("kept: send the spare shelf")
	s.See("none open, 3 kept")
	s.Press("p")
	s.Noticed("nothing is promised to this person")
	_, err := s.Desk.History.Undo(context.Background(), anna)
	panetest.Must(t, err)
	s.Send(nil)
	s.See("Owed      Mon 09:31 send the spare shelf")
}

// TestAPromiseIsMadeOnTheCard: with or without a time; what is no time is told
// before it is taken.
func TestAPromiseIsMadeOnTheCard(t *testing.T) {
	s := seat(company(t, panetest.Options{Width: 118, Height: 36}), "mastodon:77")
	s.Press("P")
	s.Type("call back; next blue moon")
	s.Press("enter")
	s.See("is not a time")
	s.Press("esc", "P")
	s.Type("call back; tomorrow 9:00")
	s.Press("enter")
	s.Noticed("promised to Иван Петров: call back, by Sat 21 Nov 09:00")
	s.See("Owed      Sat 09:00 call back")
	s.Press("P")
	s.Type(" ; ")
	s.Press("enter")
	s.See("say what")
	s.Press("esc", "P")
	s.Type("be nice")
	s.Press("enter")
	s.See("Owed 2    Sat 09:00 call back", "          be nice")
	list, err := s.Desk.Tasks.Open(context.Background(), "anna")
	if err != nil || len(list) != 2 || list[0].Doc != 1 {
		t.Errorf("the promise forgets what was said: %+v %v", list, err)
	}
}

// TestAColleaguesPromiseSaysWhoseItIs: and there are never too many on the card.
func TestAColleaguesPromiseSaysWhoseItIs(t *testing.T) {
	stage := company(t, panetest.Options{Width: 118, Height: 50})
	for i := range 7 {
		_, err := stage.Desk.Tasks.Add(context.Background(), boris, desk.Promise{Identity: "vk:501", Text: fmt.Sprint("thing ", i), Due: stage.Now().Add(time.Duration(10*i) * 24 * time.Hour)})
		panetest.Must(t, err)
	}
	s := seat(stage, "vk:501")
	s.See("Owed 7    late, 09:31 thing 0 @boris", "30 Nov thing 1 @boris", "and 3 more")
	s.Not("thing 4")
}

// TestWhatTheyBought: how often, for how much, what last.
func TestWhatTheyBought(t *testing.T) {
	for _, size := range []struct{ w, h int }{{118, 36}, {38, 19}} {
		s := panetest.New(t, panetest.Options{Width: size.w, Height: size.h})
		s.Hear(s.Said("101", 26*time.Hour, ivan(), "negative", "Холодильник опять не морозит"))
		sold := order{s, t}
		sold.put("o1", 4999000, "RUB", "fridge N5", 30)
		sold.put("o2", 120000, "RUB", "shelf", 3)
		sold.put("o3", 1550, "EUR", "lamp", 60)
		sold.put("o4", 100, "RUB", "screw", 90)
		seat(s, "mastodon:77").See("Orders 4  51,191 RUB, 15.50 EUR")
		if size.w > 100 {
			s.See("17 Nov, shelf, paid, 1,200 RUB", "lamp", "and 1 more")
		}
	}
}

type order struct {
	s *panetest.Stage
	t *testing.T
}

// put lets ivan buy something, so many days ago.
func (o order) put(id string, sum int64, currency, what string, days int) {
	o.t.Helper()
	bought := store.Order{ID: id, Identity: "mastodon:77", At: o.s.Now().AddDate(0, 0, -days), Sum: sum, Currency: currency, What: what, State: "paid"}
	panetest.Must(o.t, o.s.Store.Update(context.Background(), func(tx store.Tx) error { return store.Orders(tx).Put(store.OrderID(bought), bought) }))
}

func alike(bits float64, looks bool) store.Suggestion {
	return store.Suggestion{A: "mastodon:77", B: "mastodon:10", Bits: bits, LooksLike: looks, Evidence: []store.Evidence{
		{Kind: "name", Bits: 3.1, Why: "the same initials and family name"},
		{Kind: "handle", Bits: 8, Why: "ipetrov is in petrov_ivan"},
		{Kind: "network", Bits: -2, Why: "two accounts on one network"},
	}}
}

// TestWhoMayBeTheSameIsAsked: with the bits and what they rest on.
func TestWhoMayBeTheSameIsAsked(t *testing.T) {
	stage := company(t, panetest.Options{Width: 118, Height: 36})
	stage.Suggest(alike(9.1, false))
	s := seat(stage, "mastodon:77")
	s.See("Same as?  I. Petrov (mastodon), 9.1 bits", "; M")
	s.Size(200, 60)
	s.See("I. Petrov (mastodon), 9.1 bits: handle, n")
}

// TestAnImpostorIsFlagged: on their own card in plain words, on the card of the
// VIP as a warning, at any size.
func TestAnImpostorIsFlagged(t *testing.T) {
	for _, size := range []struct{ w, h int }{{118, 36}, {50, 19}, {38, 9}} {
		stage := company(t, panetest.Options{Width: size.w, Height: size.h})
		stage.Suggest(store.Suggestion{A: "mastodon:77", B: "mastodon:9", Bits: 4, LooksLike: true})
		_, err := stage.Desk.Triage.Mark(context.Background(), anna, desk.On(1), "vip")
		panetest.Must(t, err)
		s := seat(stage, "mastodon:9")
		s.See("! looks like Иван Петров (VIP), but")
		s.pick(1, "mastodon:77")
		if s.See("VIP"); size.h > 30 {
			s.See("! 1 account looks like this person; M shows")
		}
	}
}

// TestAllThatIsKnownSaysWhereFrom: every field names its account, what was
// imported its file.
func TestAllThatIsKnownSaysWhereFrom(t *testing.T) {
	stage := company(t, panetest.Options{Width: 80, Height: 60})
	owe(t, stage)
	order{stage, t}.put("o1", 4999000, "RUB", "fridge N5", 3)
	panetest.Must(t, stage.Store.Update(context.Background(), func(tx store.Tx) error {
		p, err := store.Identities(tx).Get("vk:501")
		p.Phone, p.Class, p.VIP = "+7 900 000-00-00", "advocate", true
		p.Facts = []store.Fact{{Name: "company", Value: "Polar", From: "import clients.csv"}}
		if err != nil {
			return err
		}
		return store.Identities(tx).Put("vk:501", p)
	}))
	s := seat(stage, "mastodon:77")
	s.See("VIP  advocate", "Known     +7 900 000-00-00, company Polar; D")
	s.Press("D")
	s.See("All that is known", "vk", "@petrov_ivan · 312 followers · seen 20 Nov · VIP, advocate", "from mastodon @ivan@m.example, vk @petrov_ivan",
		"from import clients.csv, for vk @petrov_ivan", "call back, late, was due 08:31, by anna", "send the spare shelf, due Mon 09:31", "17 Nov, fridge N5, paid, 49,990 RUB")
	s.Press("q")
	s.Not("All that is known")
}

// TestManyAccountsAreCut: twenty accounts are no card of twenty rows.
func TestManyAccountsAreCut(t *testing.T) {
	stage := company(t, panetest.Options{Width: 50, Height: 19})
	for i := range 20 {
		a := store.Author{ID: fmt.Sprint(600 + i), Handle: fmt.Sprint("ivan", i), Name: "Иван Петров"}
		stage.Hear(stage.Said(fmt.Sprint(600+i), 40*24*time.Hour, a, "neutral", "x"))
		_, err := stage.Desk.People.Merge(context.Background(), boris, "mastodon:77", fmt.Sprint("mastodon:", 600+i))
		panetest.Must(t, err)
	}
	s := seat(stage, "mastodon:77")
	if n := strings.Count(s.Frame(), "@ivan"); n > 4 {
		t.Errorf("%d accounts:\n%s", n, s.Frame())
	}
	s.Size(38, 9)
	s.See("@ivan@m.example · mastodon · +22 more")
	s.Size(200, 60)
	s.See("and 17 more; D shows all")
}

// TestHostileNamesBreakNothing: bidi marks, ten thousand letters, combining marks,
// control characters: every row of card, details and the screen of who is who
// takes exactly its cells at every size, which the stage looks at.
func TestHostileNamesBreakNothing(t *testing.T) {
	for i, name := range []string{
		"\u202eИван\u202c \u2066Петров", strings.Repeat("W", 10_000), strings.Repeat("длинное имя ", 900), "Z" + strings.Repeat("\u0335\u0347\u0301", 400) + "algo",
		"\x1b[31mred\x1b[m\x07\n\tname", "👩‍👩‍👧‍👦🇷🇺👍🏽 family", "עמר חדד שלום", "\u200b\u200d\ufeff", "雪田中雪田中雪田中雪田中雪田中", "A\x00B\xff\xfe",
	} {
		stage := company(t, panetest.Options{Width: 118, Height: 36})
		a := store.Author{ID: "666", Handle: name, Name: name, Location: name, Bio: name, URL: "https://x.example/" + strings.Repeat("a", 3000)}
		stage.Hear(stage.Said("666", time.Minute, a, "neutral", "x"))
		stage.Suggest(store.Suggestion{A: "mastodon:666", B: "mastodon:77", Bits: 3, LooksLike: i%2 == 0, Evidence: []store.Evidence{{Kind: name, Bits: 1, Why: name}}})
		_, err := stage.Desk.Tasks.Add(context.Background(), anna, desk.Promise{Identity: "mastodon:666", Text: "call " + name, Due: stage.Now()})
		panetest.Must(t, err)
		s := seat(stage, "mastodon:666")
		for _, size := range [][2]int{{200, 60}, {120, 40}, {80, 24}, {38, 9}, {10, 2}} {
			s.Size(size[0], size[1])
			s.Send(pane.Compare{One: "mastodon:666", Other: "mastodon:77"})
			s.Frame()
			s.Press("esc")
			s.See("Contact")
			for _, keys := range [][]string{{"D", "esc"}, {"M", "tab", "tab", "y", "esc"}, {"P", "esc"}} {
				for _, key := range keys {
					s.Press(key)
					s.Frame() // an overlay takes its cells, too
				}
			}
		}
	}
}
