package demo

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"earshot/store"
)

// The same seed and moment give the same mentions on any machine, to the last
// byte. A change of texts or of the order of draws changes these numbers; then
// the new ones are written down here, and frames are taken anew.
func TestTheWorldIsAlwaysTheSame(t *testing.T) {
	for _, want := range []struct {
		seed       uint64
		past, live string
	}{
		{1, "f1df13d3ae0c7920", "36e71e8d08f5898c"},
		{42, "e67e7c7a5ff8f293", "635a93a5ded2b97"},
	} {
		w := made(t, want.seed, "")
		past, live := print(mentionsOf(w.past())), print(mentionsOf(w.live(0)))
		if past != want.past || live != want.live {
			t.Errorf("seed %d: history %s and first block %s, not %s and %s", want.seed, past, live, want.past, want.live)
		}
		again := made(t, want.seed, "")
		if print(mentionsOf(again.past())) != past || print(mentionsOf(again.live(0))) != live {
			t.Errorf("seed %d: a second world differs from the first", want.seed)
		}
	}
}

// Seeds and moments make different worlds.
func TestWorldsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, seed := range []uint64{0, 1, 2, 1 << 63} {
		seen[print(mentionsOf(made(t, seed, "").past()))] = true
	}
	later := made(t, 1, "")
	later.at += day
	seen[print(mentionsOf(later.past()))] = true
	if len(seen) != 5 {
		t.Errorf("5 worlds, %d histories", len(seen))
	}
}

// Six accounts, one for each network, tell together what one account tells
// that plays them all: same voices, same words, same moments.
func TestAccountsShareOneWorld(t *testing.T) {
	type said struct {
		when time.Time
		who  string
		text string
	}
	one, many := map[said]int{}, map[said]int{}
	for _, as := range playable() {
		for _, m := range readPast(t, "as", as) {
			key := said{m.Created, m.Author.Name, m.Body.Title + m.Body.Text}
			if i := strings.Index(key.text, " https://zernolla.example/"); i >= 0 {
				key.text = key.text[:i] // links are drawn for each stage
			}
			if as == "" {
				one[key]++
			} else {
				many[key]++
			}
		}
	}
	missing := 0
	for key := range one {
		if many[key] != one[key] {
			missing++
		}
	}
	if missing > 0 || len(one) != len(many) {
		t.Errorf("%d of %d are not told alike (%d)", missing, len(one), len(many))
	}
}

// Two weeks hold 1,200 to 2,000 mentions, whatever the seed.
func TestHistoryHasItsSize(t *testing.T) {
	for seed := range uint64(12) {
		if n := len(made(t, seed, "").past()); n < 1200 || n > 2000 {
			t.Errorf("seed %d: %d mentions", seed, n)
		}
	}
}

// Every mention is one that a network could have told.
func TestMentionsAreValid(t *testing.T) {
	for _, as := range playable() {
		stage, _ := networkOf(as)
		w := made(t, 7, as)
		past := mentionsOf(w.past())
		checkMentions(t, stage, past, noon.Add(-14*24*time.Hour), noon)
		checkMentions(t, stage, mentionsOf(w.live(3)), atMS(w.start(3)), atMS(w.start(4)))
	}
}

func checkMentions(t *testing.T, stage network, mentions []*store.Mention, from, to time.Time) {
	t.Helper()
	at := map[string]*store.Mention{}
	var before time.Time
	for _, m := range mentions {
		checkMention(t, stage, m)
		if m.Created.Before(from) || !m.Created.Before(to) || !m.Created.After(before) {
			t.Errorf("%s was said at %s, after %s", m.Key, m.Created, before)
		}
		before = m.Created
		if at[m.Key.ID] != nil {
			t.Errorf("the id %s is given twice", m.Key.ID)
		}
		at[m.Key.ID] = m
		if m.Place.Parent == "" {
			if m.Place.Thread != m.Key.ID {
				t.Errorf("%s begins a discussion and stands in %s", m.Key, m.Place.Thread)
			}
			continue
		}
		parent := at[m.Place.Parent]
		if parent == nil || parent.Place.Thread != m.Place.Thread || at[m.Place.Thread] == nil {
			t.Errorf("%s answers something that was not said", m.Key)
		}
	}
}

func checkMention(t *testing.T, stage network, m *store.Mention) {
	t.Helper()
	if err := store.CheckMention(m); err != nil || m.Key.Network != stage.name {
		t.Errorf("%s: %v", m.Key, err)
	}
	if strings.TrimSpace(m.Body.Text) == "" || !utf8.ValidString(m.Body.Text) || m.Author.ID == "" || m.Author.Name == "" {
		t.Errorf("%s: text %q by %+v", m.Key, m.Body.Text, m.Author)
	}
	if !slices.Contains(store.Kinds(), m.Kind) || m.Created != store.Stamp(m.Created) {
		t.Errorf("%s: kind %q at %s", m.Key, m.Kind, m.Created)
	}
	if n := length(m.Body.Text, stage.limits.LinkChars); stage.limits.Chars > 0 && n > stage.limits.Chars {
		t.Errorf("%s has %d characters, %s takes %d", m.Key, n, stage.name, stage.limits.Chars)
	}
	if (m.Kind == store.KindMail || m.Kind == store.KindArticle) != (m.Body.Title != "") {
		t.Errorf("%s is a %s with the title %q", m.Key, m.Kind, m.Body.Title)
	}
	links := append([]string{m.URL, m.Author.URL, m.Author.Avatar}, m.Body.Links...)
	for _, media := range m.Body.Media {
		links = append(links, media.URL)
	}
	for _, link := range links {
		if host := regexp.MustCompile(`^https://([^/]+)(/|$)`).FindStringSubmatch(link); link != "" && (host == nil || !strings.HasSuffix(host[1], ".example")) {
			t.Errorf("%s leads to %q", m.Key, link)
		}
	}
	if c := m.Counts; c.Likes < 0 || c.Shares < 0 || c.Replies < 0 || c.Views < 0 {
		t.Errorf("%s counts %+v", m.Key, c)
	}
}

// Nights are quiet, evenings are not, and week-ends are slower.
func TestRhythm(t *testing.T) {
	var night, evening, week, weekend int
	for seed := range uint64(6) {
		s := made(t, seed, "").newScene(0, noon.UnixMilli())
		for _, ms := range s.rhythm(2000) {
			local := atMS(ms + zone)
			switch h := local.Hour(); {
			case h >= 1 && h < 5:
				night++
			case h >= 18 && h < 22:
				evening++
			}
			if d := local.Weekday(); d == time.Saturday || d == time.Sunday {
				weekend++
			} else {
				week++
			}
		}
	}
	if night*8 > evening {
		t.Errorf("%d at night, %d in the evening", night, evening)
	}
	if weekend*5 > week*2*9/10 {
		t.Errorf("%d on 4 days of week-ends, %d on 10 others", weekend, week)
	}
}

// One day stands out, because of one cause; before it nobody knows of it.
func TestOneBadDay(t *testing.T) {
	w := made(t, 1, "")
	cause := regexp.MustCompile(`5\.2|(?i)error 17|ошибк\S* 17|double charge|двойн\S* списан`)
	bad := atMS(w.spikeStart()).Add(3 * time.Hour).Format(time.DateOnly)
	days, spikes := map[string]int{}, map[string]int{}
	for _, it := range w.past() {
		d := it.m.Created.Add(3 * time.Hour).Format(time.DateOnly)
		days[d]++
		if it.topic == "spike" {
			spikes[d]++
		}
		if cause.MatchString(it.text) && it.when < w.spikeStart() {
			t.Errorf("known too early: %q", it.text)
		}
	}
	if bad != "2026-11-16" || spikes[bad] < 80 {
		t.Errorf("the bad day is %s with %d complaints of the cause", bad, spikes[bad])
	}
	for d, n := range days {
		if d != bad && n*2 > days[bad] {
			t.Errorf("%s has %d mentions, the bad day %d", d, n, days[bad])
		}
	}
}

// Three in five speak Russian, most others English, and the moods are mixed.
func TestSharesOfLanguagesAndMoods(t *testing.T) {
	langs, topics, nets := map[string]int{}, map[string]int{}, map[string]int{}
	all := 0
	for seed := range uint64(5) {
		for _, it := range made(t, seed, "").past() {
			all++
			langs[it.lang]++
			nets[it.net.name]++
			if it.parent == nil {
				topics[it.topic]++
			}
		}
	}
	percent := func(n int) int { return n * 100 / all }
	if ru, en := percent(langs["ru"]), percent(langs["en"]); ru < 50 || ru > 72 || en < 22 || en > 42 || ru+en > 97 {
		t.Errorf("shares of languages: %v", langs)
	}
	for topic, least := range map[string]int{
		"complaint": 8, "spike": 5, "praise": 8, "question": 7, "lead": 3, "concern": 1, "idea": 1, "insight": 1,
		"need": 1, "chatter": 3, "spam": 1,
	} {
		if percent(topics[topic]) < least {
			t.Errorf("only %d of %d begin with %s", topics[topic], all, topic)
		}
	}
	for _, n := range networks() {
		if least := map[string]int{"feed": 15 * 5}[n.name]; n.weight > 0 && nets[n.name] < max(least, 60) {
			t.Errorf("%d on %s", nets[n.name], n.name)
		}
	}
}

// Nobody who reads on notices that texts repeat: most are there once, and none
// comes again within an hour unless it is passed on.
func TestTextsDoNotRepeatVisibly(t *testing.T) {
	w := made(t, 1, "")
	for name, items := range map[string][]*item{"history": w.past(), "live": w.live(0)} {
		count, last, near := map[string]int{}, map[string]int64{}, 0
		for _, it := range items {
			if it.shared != nil || it.who == nil || it.parent != nil || it.net.letter == 'f' {
				continue
			}
			if before, ok := last[it.text]; ok && it.when-before > 20*minute && it.when-before < hour {
				near++ // sooner is somebody's post on two networks
			}
			last[it.text] = it.when
			count[it.text]++
		}
		repeated := 0
		for text, n := range count {
			if n > 6 {
				t.Errorf("%s: %q is said %d times", name, text, n)
			}
			if n > 1 {
				repeated++
			}
		}
		if repeated*4 > len(count) || near > 4 {
			t.Errorf("%s: %d of %d texts repeat, %d within an hour", name, repeated, len(count), near)
		}
	}
}

// Discussions have up to eight turns; in many of them we have answered, and
// what we wrote bears our own id.
func TestDiscussions(t *testing.T) {
	for _, as := range playable()[:6] {
		w := made(t, 1, as)
		turns, ours := map[string]int{}, map[string]bool{}
		own := 0
		for _, it := range w.past() {
			turns[it.m.Place.Thread]++
			if it.who == nil {
				own++
				ours[it.m.Place.Thread] = true
			}
			if (it.who == nil) != (it.m.Author.ID == w.stage.brand) {
				t.Errorf("%s by %s is taken for the wrong side", it.m.Key, it.m.Author.Name)
			}
		}
		longest, talked := 0, 0
		for _, n := range turns {
			longest = max(longest, n)
			if n > 1 {
				talked++
			}
		}
		if longest > 9 || longest < 3 || talked < 20 || own < 20 || len(ours) < 15 {
			t.Errorf("%q: %d discussions, the longest of %d turns, %d answers of ours in %d", as, talked, longest, own, len(ours))
		}
	}
}

// A post that is passed on names where it stands, and counts it; a post on two
// networks comes twice with the same words.
func TestPassedOn(t *testing.T) {
	w := made(t, 1, "")
	at, words := map[string]*store.Mention{}, map[string]map[string]bool{}
	shares, twice := 0, 0
	for _, it := range w.past() {
		at[it.m.URL] = it.m
		if it.m.Kind == store.KindShare {
			shares++
			from := at[it.m.Body.Links[0]]
			if from == nil || it.shared.m != from || from.Counts.Shares == 0 || it.text != from.Body.Text && !strings.HasPrefix(from.Body.Text, it.text) {
				t.Errorf("%s passes on what is not there: %+v", it.m.Key, from)
			}
			continue
		}
		key := strconv.Quote(it.text) + it.m.Author.Name
		if words[key] == nil {
			words[key] = map[string]bool{}
		}
		if words[key][it.net.name] = true; len(words[key]) == 2 && it.who != nil {
			twice++
		}
	}
	if shares < 50 || twice < 8 {
		t.Errorf("%d passed on, %d on two networks", shares, twice)
	}
}

// A few are heard by many and most by few; the known ones and journalists lead.
func TestFollowersFallSteeply(t *testing.T) {
	w := made(t, 9, "mastodon")
	if len(w.people) != len(w.lib.people) {
		t.Fatal("somebody got lost")
	}
	for i, p := range w.people {
		if p.rank != i+1 {
			t.Errorf("%s is at place %d with the rank %d", p.name, i+1, p.rank)
		}
		if lead := strings.ContainsRune("vj", rune(p.role)); lead != (i < 13) {
			t.Errorf("%s (%c) is at place %d", p.name, p.role, i+1)
		}
		if p.role == 'b' && p.followers() >= 60 {
			t.Errorf("the bot %s has %d followers", p.name, p.followers())
		}
	}
	first, tenth, last := person{rank: 1}, person{rank: 10}, person{rank: 100}
	if a, b, c := first.followers(), tenth.followers(), last.followers(); a != 260000 || b < 7000 || b > 9000 || c != 260 {
		t.Errorf("followers of the first, tenth and hundredth: %d, %d, %d", a, b, c)
	}
}

// Everybody is one person on a network, the same in each mention, and can be
// told from all others.
func TestAuthorsAreThemselves(t *testing.T) {
	for _, as := range playable() {
		w := made(t, 1, as)
		ids := map[string]string{}
		for _, p := range w.people {
			a := w.stage.author(p)
			if other, ok := ids[a.ID]; ok || a.ID == "" {
				t.Errorf("%s: %s and %s have the id %q", as, p.name, other, a.ID)
			}
			ids[a.ID] = p.name
			if w.byID[a.ID] != p {
				t.Errorf("%s: %s is not found by id", as, p.name)
			}
			if b := w.stage.author(p); a != b {
				t.Errorf("%s changed: %+v and %+v", p.name, a, b)
			}
		}
		if us := w.stage.us(); us.ID != w.stage.brand {
			t.Errorf("%s: we are %q", as, us.ID)
		}
	}
}

// Some people write on two networks under one name, for a card that merges.
func TestSomePeopleAreOnTwoNetworks(t *testing.T) {
	nets := map[string]map[string]bool{}
	for _, it := range made(t, 1, "").past() {
		if it.who == nil {
			continue
		}
		if nets[it.who.handle] == nil {
			nets[it.who.handle] = map[string]bool{}
		}
		nets[it.who.handle][it.net.name] = true
	}
	several := 0
	for _, on := range nets {
		if len(on) > 1 {
			several++
		}
	}
	if several < 20 || len(nets) < 70 {
		t.Errorf("%d of %d people were heard on several networks", several, len(nets))
	}
}

// Live blocks follow each other without a gap or an overlap, at the rate.
func TestBlocks(t *testing.T) {
	for _, rate := range []int64{1, 250, 6000, 6_000_000} {
		w := made(t, 1, "")
		w.rate = rate
		for k := range int64(4) {
			if w.blockOf(w.start(k)) != k || w.blockOf(w.start(k+1)-1) != k {
				t.Errorf("rate %d: block %d reaches from %d to %d", rate, k, w.blockOf(w.start(k)), w.blockOf(w.start(k+1)-1))
			}
			if got := (w.start(k+1) - w.start(k)) * rate / (minute * 1000); got < perBlock-2 || got > perBlock+1 {
				t.Errorf("rate %d: block %d lasts for %d mentions", rate, k, got)
			}
		}
		if w.blockOf(w.at-day) != 0 {
			t.Error("a block before the first")
		}
	}
}

// Blocks fill their time: nearly every slot is used, in even steps.
func TestLiveRate(t *testing.T) {
	w := made(t, 1, "")
	for k := range int64(3) {
		items := w.live(k)
		if len(items) < perBlock-20 {
			t.Errorf("block %d has %d mentions", k, len(items))
		}
		for i := 1; i < len(items); i++ {
			if gap := items[i].when - items[i-1].when; gap < 1500 || gap > 60_000 {
				t.Errorf("block %d: %d ms between two mentions", k, gap)
			}
		}
	}
}

func BenchmarkHistory(b *testing.B) {
	stage, _ := networkOf("")
	for b.Loop() {
		w, err := newWorld(1, noon.UnixMilli(), 6000, stage)
		if err != nil {
			b.Fatal(err)
		}
		w.past()
	}
}

// The whole history is there in an instant, texts and people included. The
// bound is loose for busy machines; the benchmark tells the figure.
func TestHistoryIsQuick(t *testing.T) {
	best := time.Hour
	for range 3 {
		began := time.Now()
		made(t, 1, "").past()
		best = min(best, time.Since(began))
	}
	if best > 10*time.Second {
		t.Errorf("the history took %s", best)
	}
}
