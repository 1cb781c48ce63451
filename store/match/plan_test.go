package match_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
	"earshot/store/match"
	"earshot/store/mem"
)

// library is a world of mentions, with the index that holds them.
type library struct {
	*shelf
	tx   store.Tx
	list []*store.Mention
}

// stock puts mentions into a store and an index and lets f look at them.
func stock(t *testing.T, list []*store.Mention, prepare func(store.Tx) error, f func(*library)) {
	t.Helper()
	err := mem.New().Update(context.Background(), func(tx store.Tx) error {
		for i, m := range list {
			m.Doc, m.Key.ID = 0, fmt.Sprint(i+1)
			if err := tx.Mentions().Put(m); err != nil {
				return err
			}
		}
		if prepare != nil {
			if err := prepare(tx); err != nil {
				return err
			}
		}
		s, err := fill(tx, list)
		if err != nil {
			return err
		}
		f(&library{s, tx, list})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// finds gives the numbers that a query finds for sure, and behind a bar those
// that have to be asked.
func (l *library) finds(t *testing.T, q string) string {
	t.Helper()
	new(tally).lawful(t, l.shelf, l.tx, l.list, parse(t, q))
	x, err := match.Compile(parse(t, q), viewer())
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	world := networks(l.list)
	world.tx = l.tx
	n, err := x.Plan(world)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	var sure, asked []string
	for i := range l.docs {
		switch f := l.of(n, &l.docs[i]); {
		case f.sure:
			sure = append(sure, fmt.Sprint(l.docs[i].Num))
		case f.maybe:
			asked = append(asked, fmt.Sprint(l.docs[i].Num))
		}
	}
	out := strings.Join(sure, " ")
	if len(asked) > 0 {
		out += "|" + strings.Join(asked, " ")
	}
	return out
}

func (l *library) expect(t *testing.T, table map[string]string) {
	t.Helper()
	for q, want := range table {
		if got := l.finds(t, q); got != want {
			t.Errorf("%s finds %q, want %q", q, got, want)
		}
	}
}

func texts(list ...string) []*store.Mention {
	out := make([]*store.Mention, len(list))
	for i, s := range list {
		out[i] = said(s)
	}
	return out
}

func TestWordsAreFoundForSure(t *testing.T) {
	stock(t, texts("хочу пиццу, happy!", "Пиццы #пицца Happier happiness", "running for pizza, don't stop", "ran #Running"), nil, func(l *library) {
		l.expect(t, map[string]string{
			"пицца": "1 2", "=пиццу": "1", "=пицца": "2", "пиц*": "1 2", "пиццу*": "1", "happy": "1 2", "hap*": "1 2", "happ*": "1 2", "happy*": "1", "happi*": "2", "happin*": "2",
			"run": "3 4", "=running": "3 4", "runn*": "3 4", "running*": "3 4", "runnings*": "", "-run": "1 2", "run OR пицца": "1 2 3 4", "run -#running": "3", "don't": "3", "*": "1 2 3 4", "=run": "",
			"zebra": "", `"пицца"`: "1 2",
		})
	})
}

func TestOrderHasToBeLookedAt(t *testing.T) {
	stock(t, texts("the quick brown fox", "a brown and quick fox", "quick", "brown"), nil, func(l *library) {
		l.expect(t, map[string]string{
			`"quick brown"`: "|1", `"quick brown" fox`: "|1", "quick NEAR/2 brown": "|1 2", "quick NEAR/2 (brown OR fox)": "|1 2", "quick-brown": "|1", `-"quick brown"`: "2 3 4|1",
			`quick NEAR/2 "brown fox"`: "|1", `quick NEAR/3 raw:brown`: "|1 2", `fox NEAR/3 raw:"quick brown"`: "|1 2",
		})
	})
}

func TestLiteralsAskFew(t *testing.T) {
	stock(t, texts(
		"pizza at 12:30 :)", "#pizza, ask @ivan", "number 12 and 30 (ok)", "see https://shop.example/x and 2:12:30", "@ivan.petrov or @ivan@m.example #pizza_time", "IT department: a_b", "it is #1",
	), nil, func(l *library) {
		l.expect(t, map[string]string{
			"#pizza": "2", "@ivan": "2|5", "@ivan@m.example": "5", "12:30": "1|4", ":)": "1", "https://shop.example/x": "4", "#pizza_time": "5", "@shop": "", "#shop": "", ":D": "",
			"raw:IT": "|6 7", `raw:"IT dep"`: "|6", "raw:izz": "|1 2 5", "raw:#p": "|2 5", `raw:"t is"`: "|7", `raw:"12:"`: "|1 4", "raw:_b": "|6", `raw:"!"`: "", `"("`: "", "@me": "", "@brand": "",
		})
	})
	// Marks and broken bytes make a text odd: it is always asked.
	stock(t, texts("#cafe\u0301 cafe", "мои\u0306", "\xff x", "plain"), nil, func(l *library) {
		l.expect(t, map[string]string{"#cafe": "|1 2 3", "raw:й": "|1 2 3", "мой": "2", "12:30": "|1 2 3"})
	})
}

func TestFieldsAreFoundForSure(t *testing.T) {
	list := texts("a", "b", "c", "d https://sub.shop.example/y")
	list[0].Work.Tags, list[1].Work.Tags = []string{"Late", "x"}, []string{"late-ish"}
	list[0].Author.Followers, list[1].Author.Followers, list[2].Author.Followers = 10_000, 1200, 20
	list[1].Work.State, list[2].Work.State, list[3].Work.State = store.StateOpen, store.StateDone, store.StateSnoozed
	list[1].Key.Network, list[1].Place.Thread, list[0].Place.Thread = "vk", "t", "t"
	list[3].Body.Links, list[2].URL = []string{"https://sub.shop.example/y"}, "http://go.example/?to=//sub.shop.example/"
	list[2].Work.Answered = list[2].Created.Add(10 * time.Minute)
	list[0].Created = now().Add(-40 * time.Hour)
	list[0].Work.Assignee, list[1].Work.Assignee = "Anna", "anna"
	list[0].Author.Location = "Казань, Россия"
	list[2].Place.Cluster, list[3].Place.Cluster = 3, 3
	stock(t, list, nil, func(l *library) {
		l.expect(t, map[string]string{
			"tag:late": "1", "tag:late*": "1 2", "net:vk": "2", "followers:>=10k": "1", "followers:>10k": "", "followers:1k..1500": "2", "followers:>1100": "1|2", "followers:0": "4", "-followers:>5": "4",
			"is:new": "1", "is:open": "1 2", "is:done": "3", "is:snoozed": "4", "is:mine": "1", "assignee:anna": "1 2", "is:unassigned": "3 4", "is:overdue": "1", "thread:t": "1 2", "thread:vk:t": "2", "thread:{b}": "2",
			"site:shop.example": "4", "site:example": "3 4", "site:sub.shop.*": "4", "url:https://sub.shop.example/y": "|3 4", "has:link": "4", "is:answered": "3",
			"date:2026-11-15..2026-11-16": "1", "date:today": "2 3 4", "age:<2h": "2 3 4", "age:>1d": "1", "hour:14": "2 3 4", "dow:tue": "2 3 4", "wait:10min": "1 2 3", "wait:..10min": "3", "wait:>1d": "1",
			"id:3": "3", "id:vk:2,9": "2", "id:vk:3": "", "geo:россия": "1", `geo:"казань россия"`: "|1", "geo:*": "1", "net:vk OR tag:late": "1 2", "cluster:3": "3 4", "cluster:mastodon:3": "3 4", "cluster:4": "4", "is:dup": "4", "campaign:x": "", "url:x": "|1 2 3 4",
		})
	})
}

func TestPeopleAreFoundForSure(t *testing.T) {
	list := texts("a", "b", "c", "d")
	list[1].Author = store.Author{ID: "5", Handle: "Bob", Name: "Bob Baker", Bio: "pizza baker", Followers: 20}
	list[2].Author = list[1].Author
	list[2].Author.Name, list[2].Author.Bio = "Robert Baker", "retired" // described anew
	list[3].Author = store.Author{}                                     // nobody
	renamed := func(tx store.Tx) error {
		who := list[0].Author
		who.Name, who.Followers, who.Bio = "Ivan the Great", 50_000, "emperor, see https://ivan.example"
		return store.Identities(tx).Put(list[0].Identity(), store.Identity{ID: list[0].Identity(), Author: who, VIP: true, Tags: []string{"gold"}})
	}
	stock(t, list, renamed, func(l *library) {
		l.expect(t, map[string]string{ // 4 has nobody to be asked, 2 and 3 differ
			"from:ivan": "1|4", "from:mastodon:77": "1|4", "from:@bob": "|2 3 4", "author:петров": "1|4", "author:great": "|4", "author:robert": "|2 3 4", "bio:baker": "|2 3 4", "bio:*": "|2 3 4",
			"author:{great}": "1|4", "author:{петров}": "|4", "author:{followers:>10k}": "1|2 3 4", "author:{is:vip}": "1|4", "is:vip": "1|4", "segment:gold": "1|4", "author:{tag:gold has:link}": "1|4", "author:{baker}": "|2 3 4",
			"author:{net:mastodon}": "1 2 3|4", "-from:ivan": "2 3|4", "-is:vip": "2 3|4", "from:zoe": "|4", "thread:{from:ivan}": "1|4", "author:{followers:20}": "|2 3 4", "from:iva*": "1|4", "author:{from:ivan}": "1|4",
		})
	})
}

func TestSavedViewsArePlannedAsTheyAreNow(t *testing.T) {
	views := func(tx store.Tx) error {
		for name, q := range map[string]string{"Pizza": "пицца | sort:-date", "loop": "view:Loop", "deep": "view:pizza OR b"} {
			if err := store.Views(tx).Put(name, store.View{Name: name, Query: q}); err != nil {
				return err
			}
		}
		return nil
	}
	stock(t, texts("пицца", "b"), views, func(l *library) {
		l.expect(t, map[string]string{
			"view:pizza": "1", "view:deep": "1 2", "-view:Pizza": "2", "view:loop": "|1 2", "view:gone": "|1 2", "b view:gone": "|2", "b OR view:gone": "2|1", "view:gone OR is:scheduled": "|1 2", "-view:gone": "|1 2",
			"view:gone view:pizza": "|1 2", "thread:{view:gone}": "|1 2",
		})
	})
}

func TestStarterViewsArePlanned(t *testing.T) {
	stock(t, texts("a", "b"), nil, func(l *library) {
		l.expect(t, map[string]string{"view:inbox": "1 2", "view:Leads": "", "view:all": "1 2", "b view:INBOX": "2", "view:gone": "|1 2"})
	})
}

func TestAnswersOfOursAreAsked(t *testing.T) {
	list := texts("a", "b")
	posts := func(tx store.Tx) error {
		p := store.Post{ID: "p", About: 2, Campaign: "autumn", To: []store.Delivery{{State: store.DeliveryFailed}}}
		return errors.Join(store.Posts(tx).Put("p", p), tx.Records(store.KindPostsAbout).Put(store.NoteID(2, "p"), nil), tx.Records(store.KindPostsAbout).Put(store.NoteID(2, "q"), nil))
	}
	stock(t, list, posts, func(l *library) {
		l.expect(t, map[string]string{"campaign:autumn": "|2", "is:failed": "|2", "is:scheduled": "|2", "-campaign:autumn": "1|2"})
	})
}

type broken struct{ place }

func (broken) Networks() ([]string, error) { return nil, store.ErrDamaged }

func TestAPlanHandsOnWhatTheStoreSays(t *testing.T) {
	stock(t, texts("a"), nil, func(l *library) {
		for _, q := range []string{"thread:x", "a -thread:x", "a OR thread:x", "thread:{thread:x}"} {
			x, err := match.Compile(parse(t, q), viewer())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := x.Plan(broken{place{tx: l.tx}}); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("%s: %v", q, err)
			}
		}
	})
}

// Two networks may call discussions by names that look alike: those are not
// one discussion.
func TestDiscussionsOfTwoNetworksStayApart(t *testing.T) {
	list := texts("a", "b")
	list[0].Key.Network, list[0].Place.Thread = "vk", "3"
	list[1].Key.Network, list[1].Place.Thread = "demo", "vk:3"
	stock(t, list, nil, func(l *library) {
		l.expect(t, map[string]string{"thread:{b}": "2", "thread:{a}": "1", "thread:vk:3": "1 2", "thread:demo:vk:3": "2", "thread:3": "1"})
	})
}

// An index knows names in lower case: folding them then gives what folding
// the name itself gives.
func TestLowerCaseLosesNothing(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if low := text.Fold(strings.ToLower(string(r))); low != text.Fold(string(r)) {
			t.Errorf("%U: %q, %q", r, low, text.Fold(string(r)))
		}
	}
}

func BenchmarkPlan(b *testing.B) {
	err := mem.New().View(b.Context(), func(tx store.Tx) error {
		for _, q := range []string{"пицца", `"big problem" is:open net:vk`, "from:ivan date:2d..", "run* OR author:{followers:>10k}"} {
			b.Run(q, func(b *testing.B) {
				b.ReportAllocs()
				x, err := match.Compile(parse(b, q), viewer())
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := x.Plan(place{tx: tx}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// A snooze is over to the microsecond; only those that end in this very hour
// have to be asked.
func TestSnoozesAreFoundByTheHourOfTheirEnd(t *testing.T) {
	list := texts("a", "b", "c", "d", "e")
	for i, until := range []time.Time{now().Add(-2 * time.Hour), now().Add(-time.Microsecond), now(), now().Add(3 * time.Hour), {}} {
		list[i].Work.State, list[i].Work.Until = store.StateSnoozed, until
	}
	stock(t, list, nil, func(l *library) {
		l.expect(t, map[string]string{"is:open": "1 2|3", "is:snoozed": "4 5|3", "-is:open": "4 5|3"})
	})
	for hour, want := range map[string]index.Answer{"": index.No, "x": index.No, "-1": index.Yes, "9999999": index.No} {
		if got := match.Woken(hour, now()); got != want {
			t.Errorf("woken in %q: %v", hour, got)
		}
	}
}
