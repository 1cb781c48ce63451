package influence_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"earshot/scoring/influence"
)

// town is a small workspace: people by name, posts by name.
type town struct {
	t      *testing.T
	people map[influence.ID]*influence.Person
	ids    map[string]influence.ID
	posts  map[string]*influence.Post
	ranks  influence.Ranks
}

func newTown(t *testing.T) *town {
	return &town{t, map[influence.ID]*influence.Person{}, map[string]influence.ID{}, map[string]*influence.Post{}, influence.Ranks{}}
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func days(n float64) time.Time { return noon.Add(time.Duration(n * 24 * float64(time.Hour))) }

func (w *town) id(name string) influence.ID {
	if w.ids[name] == 0 {
		w.ids[name] = influence.ID(len(w.ids) + 1)
	}
	return w.ids[name]
}

func (w *town) get(id influence.ID) *influence.Person {
	if w.people[id] == nil {
		w.people[id] = &influence.Person{}
	}
	return w.people[id]
}

func (w *town) person(name string) *influence.Person { return w.get(w.id(name)) }

func (w *town) post(name, author string, at time.Time, topics ...influence.Topic) *influence.Post {
	p := &influence.Post{At: at, Topics: topics}
	w.posts[name] = p
	w.person(author).Posted(p)
	w.ranks.Book(w.person(author))
	return p
}

func (w *town) share(by, of, post string, at time.Time) {
	w.each(influence.Add(w.get, influence.Share{By: w.id(by), Of: w.id(of), At: at, Followers: 100}, w.posts[post]))
}

func (w *town) each(changed influence.Changed) {
	for _, id := range changed {
		if id != 0 {
			w.ranks.Book(w.get(id))
		}
	}
}

func (w *town) score(name string) float64 { return w.ranks.Score(w.person(name)) }

func number(i int) string {
	return strings.Repeat("i", i%7) + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
}

// TestWhoIsResharedRises: somebody whose posts nobody shares has 0; with each
// person who does, the score is not less, and it passes those who have less.
func TestWhoIsResharedRises(t *testing.T) {
	w := newTown(t)
	w.post("soup", "Anna", days(-10))
	w.post("bread", "Boris", days(-10))
	if w.score("Anna") != 0 {
		t.Errorf("nobody has reshared Anna: %v", w.score("Anna"))
	}
	w.share("Vera", "Boris", "bread", days(-9))
	before := 0.0
	for i := range 20 {
		w.share("reader "+number(i), "Anna", "soup", days(-8))
		if got := w.score("Anna"); got < before-6 || got == 0 { // more people are below nobody's doing
			t.Errorf("after %d reshares Anna falls from %v to %v", i+1, before, got)
		} else {
			before = got
		}
	}
	anna, _ := w.person("Anna").Key()
	boris, _ := w.person("Boris").Key()
	if anna <= boris || w.score("Anna") <= w.score("Boris") {
		t.Errorf("Anna (%v) should be before Boris (%v)", w.score("Anna"), w.score("Boris"))
	}
	if got := w.score("Anna"); got < 95 {
		t.Errorf("Anna is the first of 23 and has %v", got)
	}
}

// TestOldGloryHalves: half a year later the same is worth half, and who did the
// same lately is before; the score of those who stand still needs no touch.
func TestOldGloryHalves(t *testing.T) {
	w := newTown(t)
	for i, name := range []string{"once", "lately"} {
		at := days(float64(i-1) * 180)
		w.post(name, name, at)
		for r := range 6 {
			w.share("reader "+number(r), name, name, at)
		}
	}
	once, lately := w.person("once").Value(noon), w.person("lately").Value(noon)
	if r := once / lately; math.Abs(r-0.5) > 0.01 {
		t.Errorf("180 days are worth %.3f, want half", r)
	}
	a, _ := w.person("once").Key()
	b, _ := w.person("lately").Key()
	if math.Abs(b-a-1) > 0.02 || w.score("once") >= w.score("lately") {
		t.Errorf("keys %v %v, scores %v %v", a, b, w.score("once"), w.score("lately"))
	}
}

// TestTheSumInWords: what `w` shows.
func TestTheSumInWords(t *testing.T) {
	w := newTown(t)
	if got := w.ranks.Explain(w.person("Anna"), noon).Sum(noon); got != "0 = no posts yet" {
		t.Error(got)
	}
	for i := range 9 {
		w.post(number(i), "Anna", days(-40+float64(i)))
	}
	if got := w.ranks.Explain(w.person("Anna"), noon).Sum(noon); got != "0 = none of 9 posts reshared yet" {
		t.Error(got)
	}
	for i := range 39 {
		w.share("reader "+number(i), "Anna", number(i%9), days(-12))
	}
	for _, bot := range []string{"bot 1", "bot 2"} {
		for i := range 30 {
			w.share(bot, "Anna", number(i%9), days(-13))
		}
	}
	why := w.ranks.Explain(w.person("Anna"), noon)
	want := "98 = 41 people reshared (p98) x 11 reshares a post, from 9 posts; last 12 days ago; 2 suspicious resharers discounted"
	if got := why.Sum(noon); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, row := range why.Parts(noon) {
		if row[0] == "" || row[1] == "" {
			t.Errorf("an empty row: %q", row)
		}
	}
}

// TestARingOfBots: fifty accounts that reshare one author 200 times each do not
// lift them past somebody with six honest readers; a fan of 15 reshares counts.
func TestARingOfBots(t *testing.T) {
	w := newTown(t)
	for i := range 6 {
		w.post("honest "+number(i), "Anna", days(-50+float64(i)))
		for r := range 6 {
			w.share("reader "+number(r), "Anna", "honest "+number(i), days(-40+float64(i)))
		}
	}
	for i := range 200 {
		w.post("push "+number(i), "Boost", days(-100+float64(i)/2))
		for b := range 50 {
			w.share("bot "+number(b), "Boost", "push "+number(i), days(-100+float64(i)/2))
		}
	}
	if w.score("Boost") >= w.score("Anna") {
		t.Errorf("the ring lifts its account to %v, Anna has %v", w.score("Boost"), w.score("Anna"))
	}
	if why := w.ranks.Explain(w.person("Boost"), noon); why.Suspicious != 50 {
		t.Errorf("%d of 50 bots are suspicious", why.Suspicious)
	}
	w.post("cake", "Clara", days(-20))
	for i := range 15 {
		w.share("fan", "Clara", "cake", days(-20+float64(i)))
	}
	if why := w.ranks.Explain(w.person("Clara"), noon); why.Suspicious != 0 {
		t.Errorf("one fan of 15 reshares is suspicious")
	}
}

// TestWhoGoesElsewhereIsTrustedAgain: a resharer of one author only is doubted
// until they reshare others as much; the author learns of it although the later
// shares are not theirs.
func TestWhoGoesElsewhereIsTrustedAgain(t *testing.T) {
	w := newTown(t)
	w.post("a", "Anna", days(-50))
	w.post("b", "Boris", days(-50))
	for range 40 {
		w.share("fan", "Anna", "a", days(-40))
	}
	if n := w.ranks.Explain(w.person("Anna"), noon).Suspicious; n != 1 {
		t.Fatalf("%d are suspicious, want the fan", n)
	}
	for range 45 {
		w.share("fan", "Boris", "b", days(-30))
	}
	for _, name := range []string{"Anna", "Boris"} {
		if n := w.ranks.Explain(w.person(name), noon).Suspicious; n != 0 {
			t.Errorf("%s: %d are suspicious", name, n)
		}
	}
}

// TestADeletedPost: with a post that is deleted its reshares go from the figures,
// in whatever order the network tells of them; told twice, it is gone once.
func TestADeletedPost(t *testing.T) {
	w := newTown(t)
	p := w.post("soup", "Anna", days(-9))
	w.share("Vera", "Anna", "soup", days(-8))
	w.share("Max", "Anna", "soup", days(-8))
	w.person("Anna").Unposted(p)
	w.person("Anna").Unposted(p)
	for _, by := range []string{"Vera", "Max"} {
		w.each(influence.Remove(w.get, influence.Share{By: w.id(by), Of: w.id("Anna"), At: days(-8)}, p))
	}
	if key, ok := w.person("Anna").Key(); ok || w.score("Anna") != 0 {
		t.Errorf("Anna has %v, score %v", key, w.score("Anna"))
	}
	if got := w.ranks.Explain(w.person("Anna"), noon); got.People != 0 || got.Shares != 0 || got.Posts != 0 {
		t.Errorf("%+v", got)
	}
	if w.ranks.Percentile(influence.ByGiven, w.person("Vera")) != 0 {
		t.Error("Vera has reshared nothing any more")
	}
}

// TestOneselfAndReplies: to share oneself is no reshare, and a reply is counted
// and weighs nothing.
func TestOneselfAndReplies(t *testing.T) {
	w := newTown(t)
	w.post("soup", "Anna", days(-9))
	w.share("Anna", "Anna", "soup", days(-8))
	w.person("Anna").Replied(2)
	w.person("Anna").Replied(-1)
	w.ranks.Book(w.person("Anna"))
	if got := w.ranks.Explain(w.person("Anna"), noon); got.Score != 0 || got.Replies != 1 || got.Shares != 0 {
		t.Errorf("%+v", got)
	}
}

// TestAnExchangeOfFavours: thirty who all reshare each other count less than
// thirty who are reshared by others as often.
func TestAnExchangeOfFavours(t *testing.T) {
	w := newTown(t)
	for i := range 30 {
		w.post("ring "+number(i), "ring "+number(i), days(-20))
		w.post("free "+number(i), "free "+number(i), days(-20))
	}
	for range 3 {
		for i := range 30 {
			for j := range 30 {
				w.share("ring "+number(j), "ring "+number(i), "ring "+number(i), days(-10))
				w.share("reader "+number(j), "free "+number(i), "free "+number(i), days(-10))
			}
		}
	}
	ring, free := w.person("ring a").Value(noon), w.person("free a").Value(noon)
	if ring > free/5 {
		t.Errorf("in the ring %v, outside %v", ring, free)
	}
	why := w.ranks.Explain(w.person("ring a"), noon)
	if why.Mutual < 0.99 || !strings.Contains(why.Sum(noon), "reshared in turn") {
		t.Errorf("%v: %s", why.Mutual, why.Sum(noon))
	}
}

// TestOnesOwnTopic: on her own topic a cook is before, on the other she is drawn
// towards what she is in all.
func TestOnesOwnTopic(t *testing.T) {
	const soup, cars = 1, 2
	w := newTown(t)
	for i := range 10 {
		w.post("s"+number(i), "Anna", days(-30), soup)
		w.post("c"+number(i), "Anna", days(-30), cars)
		for r := range 8 {
			w.share("reader "+number(i*8+r), "Anna", "s"+number(i), days(-20))
		}
	}
	w.share("reader a", "Anna", "ca", days(-20))
	topics := w.person("Anna").Topics()
	whole, _ := w.person("Anna").Key()
	if len(topics) != 2 || topics[0].Topic != soup || topics[0].Key <= whole || topics[1].Key >= whole {
		t.Fatalf("%+v beside %v", topics, whole)
	}
	if w.ranks.ScoreOn(topics[0]) < w.ranks.ScoreOn(topics[1]) || topics[0].Volume <= topics[1].Volume {
		t.Errorf("soup %v, cars %v", w.ranks.ScoreOn(topics[0]), w.ranks.ScoreOn(topics[1]))
	}
}

// TestWhatTheNetworkCounts: where a network counts reshares and names nobody,
// they count, half as people, and the sum says so.
func TestWhatTheNetworkCounts(t *testing.T) {
	w := newTown(t)
	p := w.post("soup", "Anna", days(-1))
	w.person("Anna").Counted(p, 40)
	w.ranks.Book(w.person("Anna"))
	w.share("Vera", "Anna", "soup", days(-1))
	if got := w.ranks.Explain(w.person("Anna"), noon); got.Hidden != 39 || got.People != 1 || p.Told != 40 || p.Seen != 1 {
		t.Errorf("%+v, %+v", got, p)
	}
	if got := w.ranks.Explain(w.person("Anna"), noon).Sum(noon); !strings.Contains(got, "39 reshares that the network does not name count half") {
		t.Error(got)
	}
	w.person("Anna").Counted(p, 1<<60)
	if got := w.ranks.Explain(w.person("Anna"), noon); got.Hidden > 10_000_000 {
		t.Errorf("a file may say anything: %+v", got)
	}
	w.person("Anna").Counted(p, 0)
	if got := w.ranks.Explain(w.person("Anna"), noon); got.Hidden != 0 {
		t.Errorf("taken back: %+v", got)
	}
}

// TestClasses: each class by its rule, and one set by hand before all.
func TestClasses(t *testing.T) {
	w := newTown(t)
	for i := range 60 {
		author := "author " + number(i%6)
		w.post(number(i), author, days(-30))
		w.share("reader "+number(i), author, number(i), days(-20))
		w.share("Max", author, number(i), days(-19))
	}
	w.post("soup", "Anna", days(-30))
	for i := range 30 {
		w.share("reader "+number(i), "Anna", "soup", days(-10))
		w.share("reader "+number(i), "Anna", "soup", days(-9))
	}
	first := func(name string, f influence.Facts) (influence.Class, int) {
		all := w.ranks.Classify(w.person(name), f)
		for _, m := range all {
			if m.Why == "" {
				t.Errorf("%s: %s without a reason", name, m.Class)
			}
		}
		if len(all) == 0 {
			return "", 0
		}
		return all[0].Class, len(all)
	}
	for _, c := range []struct {
		name  string
		facts influence.Facts
		want  influence.Class
		many  int
	}{
		{"Anna", influence.Facts{}, influence.Influencer, 1},
		{"Anna", influence.Facts{Mood: 0.6, Moods: 4, Orders: 1}, influence.Influencer, 3},
		{"Max", influence.Facts{}, influence.Amplifier, 1},
		{"reader a", influence.Facts{}, "", 0},
		{"nobody", influence.Facts{Mood: 0.5, Moods: 3}, influence.Advocate, 1},
		{"nobody", influence.Facts{Mood: -0.5, Moods: 3, Orders: 2}, influence.Detractor, 2},
		{"nobody", influence.Facts{Mood: -0.5, Moods: 2, Orders: 2}, influence.Customer, 1},
		{"Anna", influence.Facts{ByHand: influence.Advocate, Mood: -0.9, Moods: 9}, influence.Advocate, 2},
	} {
		if got, many := first(c.name, c.facts); got != c.want || many != c.many {
			t.Errorf("%s %+v: %q of %d, want %q of %d", c.name, c.facts, got, many, c.want, c.many)
		}
	}
	if len(influence.Classes()) != 5 {
		t.Error("five classes")
	}
}

// TestAnInfluencerWhoseReadersNobodyNames is one, too, where the network only counts:
// half as many people as reshares.
func TestAnInfluencerWhoseReadersNobodyNames(t *testing.T) {
	w := newTown(t)
	for i := range 40 {
		w.post("soup "+number(i), "person "+number(i), days(-3))
	}
	w.post("cake", "Anna", noon)
	told := func(n int) []influence.Member {
		w.person("Anna").Counted(w.posts["cake"], n)
		w.ranks.Book(w.person("Anna"))
		return w.ranks.Classify(w.person("Anna"), influence.Facts{})
	}
	if got := told(9); len(got) != 0 || w.ranks.IsInfluencer(w.person("Anna")) {
		t.Errorf("nine reshares are four people and a half: %+v", got)
	}
	got := told(24)
	if len(got) != 1 || got[0].Class != influence.Influencer || !strings.HasSuffix(got[0].Why, "reshared by about 12 people") || !w.ranks.IsInfluencer(w.person("Anna")) {
		t.Errorf("%+v", got)
	}
}

// TestReachIsARange: followers of one's own, and with those of who reshared, from
// "all the same people" to "all different ones".
func TestReachIsARange(t *testing.T) {
	w := newTown(t)
	if got := w.person("Anna").Reach(1840).String(); got != "1.8k followers" {
		t.Error(got)
	}
	w.post("soup", "Anna", days(-3))
	for name, followers := range map[string]int{"Vera": 5000, "Max": 20_000, "Lone": 0} {
		influence.Add(w.get, influence.Share{By: w.id(name), Of: w.id("Anna"), At: days(-2), Followers: followers}, w.posts["soup"])
	}
	got := w.person("Anna").Reach(1840)
	if got.Direct != 1840 || math.Abs(float64(got.Low)/20_000-1) > 0.05 || math.Abs(float64(got.High)/26_840-1) > 0.05 {
		t.Errorf("%+v", got)
	}
	if got.Through != 3 || !strings.HasSuffix(got.String(), "with those of 3 people who reshared") {
		t.Error(got)
	}
	for n, want := range map[influence.Reach]string{{Direct: 9949}: "9.9k", {Direct: 9950}: "10k", {Direct: 994_999}: "995k", {Direct: 1_200_000}: "1.2M"} {
		if got := n.String(); got != want+" followers" {
			t.Errorf("%d: %s", n.Direct, got)
		}
	}
}
