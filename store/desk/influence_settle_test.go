package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/influence"
	"earshot/store"
	"earshot/store/desk"
)

// complaint is an unhappy post of somebody, an hour ago; many follow them, or nobody.
func (w *world) complaint(id, author string, followers int) *store.Mention {
	m := w.postBy(id, author, 1.0/24)
	m.Author.Followers, m.Body.Text, m.Body.Lang = followers, "всё сломалось, ужас, верните деньги", "ru"
	return m
}

// town lets so many people say something that nobody reshares.
func (w *world) town(people int) {
	w.t.Helper()
	var list []*store.Mention
	for i := range people {
		list = append(list, w.postBy(fmt.Sprint("town", i), fmt.Sprint("person", i), 40))
	}
	w.ingest(list...)
}

// carried lets so many people reshare a mention, each once.
func (w *world) carried(of string, from, to int) {
	w.t.Helper()
	var list []*store.Mention
	for i := from; i < to; i++ {
		list = append(list, w.reshared(fmt.Sprint(of, " by ", i), fmt.Sprint("person", i), of, 0.01))
	}
	w.ingest(list...)
}

// number is what stands of a mention that is named, and what w says of it, which has
// to be the same.
func (w *world) number(id string) (priority, influence int, why string) {
	w.t.Helper()
	docs := w.find("id:mastodon:" + id)
	if len(docs) != 1 {
		w.t.Fatalf("%q: %v", id, docs)
	}
	says := done(w.Lookup.Why(w.ctx, docs[0]))(w.t)
	m := w.get(docs[0])
	if now := w.Urgency().Number(m, w.now); now != says.Priority {
		w.t.Fatalf("the list says %d, w %d: %+v", now, says.Priority, says.Parts)
	}
	for _, p := range says.Parts {
		if p.Name == "influence" {
			why = fmt.Sprintf("%+d %s", p.Points, p.Why)
		}
		if p.Name == "reach" || strings.Contains(p.Why, "follower") && p.Name != "influence" {
			w.t.Fatalf("followers weigh %+v", p)
		}
	}
	return says.Priority, m.Judgement.Influence, why
}

// TestWhoIsResharedGoesFirst: of two complaints that of a million followers is not
// ahead; when others reshare the other, it is: the open mention follows, is found as
// one of an influencer, and w says why. With the reshares it goes.
func TestWhoIsResharedGoesFirst(t *testing.T) {
	w := newWorld(t)
	w.town(60)
	w.ingest(w.complaint("loud", "star", 1_000_000), w.complaint("quiet", "olga", 12))
	loud, none, why := w.number("loud")
	quiet, _, _ := w.number("quiet")
	if loud != quiet || none != 0 || why != "" || len(w.find("is:influencer")) != 0 {
		t.Fatalf("a million followers: %d (%s), twelve: %d", loud, why, quiet)
	}
	w.carried("quiet", 0, 12)
	now, influence, why := w.number("quiet")
	if now != quiet+8 || influence < 95 {
		t.Fatalf("reshared by twelve: %d with influence %d, was %d", now, influence, quiet)
	}
	if want := fmt.Sprintf("+8 the author's influence, last settled at %d of 100; followers weigh nothing", influence); why != want {
		t.Fatalf("%s\nwant %s", why, want)
	}
	if got := w.find("is:influencer"); !slices.Equal(got, w.find("id:mastodon:quiet")) {
		t.Fatalf("influencers say %v", got)
	}
	if got := w.find("is:complaint | sort:-score"); got[0] != w.find("id:mastodon:quiet")[0] {
		t.Fatalf("the order is %v", got)
	}
	// What she says next has it from its first moment; so has its new text.
	w.ingest(w.complaint("next", "olga", 12))
	edited := w.complaint("next", "olga", 12)
	edited.Body.Text += ". Очень жду!"
	for range 2 {
		if _, influence, _ := w.number("next"); influence < 90 {
			t.Fatalf("her next complaint has %d", influence)
		}
		w.ingest(edited)
	}
	var gone []string
	for i := range 12 {
		gone = append(gone, fmt.Sprint("quiet by ", i))
	}
	w.takeBack(gone...)
	if now, influence, _ := w.number("quiet"); now != quiet || influence != 0 || len(w.find("is:influencer")) != 0 {
		t.Fatalf("without the reshares %d with influence %d, want %d", now, influence, quiet)
	}
}

// TestWhatIsDoneKeepsItsNumber: only open mentions follow.
func TestWhatIsDoneKeepsItsNumber(t *testing.T) {
	w := newWorld(t)
	w.town(60)
	w.ingest(w.complaint("old", "olga", 12), w.complaint("new", "olga", 12))
	done(w.Triage.Done(w.ctx, anna, desk.On(w.find("id:mastodon:old")...)))(t)
	w.carried("new", 0, 12)
	if _, influence, _ := w.number("old"); influence != 0 {
		t.Fatalf("what is done has %d now", influence)
	}
	if got := len(w.find("is:influencer")); got != 2 {
		t.Fatalf("%d mentions of an influencer, want both", got)
	}
}

// TestAClassByHandCounts: who is called an influencer is one for queries and
// priorities, all accounts of theirs, until that is undone.
func TestAClassByHandCounts(t *testing.T) {
	w := newWorld(t)
	w.town(30)
	w.ingest(w.complaint("1", "olga", 12), w.complaint("2", "olga2", 3))
	before, _, _ := w.number("2")
	done(w.People.Merge(w.ctx, anna, "mastodon:olga", "mastodon:olga2"))(t)
	done(w.Influence.SetClass(w.ctx, anna, "influencer", "mastodon:olga"))(t)
	now, influence, _ := w.number("2")
	if influence != 95 || now != before+8 || len(w.find("is:influencer")) != 2 {
		t.Fatalf("%d with %d, was %d; %v", now, influence, before, w.find("is:influencer"))
	}
	done(w.People.Split(w.ctx, anna, "mastodon:olga2"))(t)
	if now, influence, _ := w.number("2"); influence != 0 || now != before {
		t.Fatalf("split: %d with %d, was %d", now, influence, before)
	}
	done(w.History.Undo(w.ctx, anna))(t)
	done(w.History.Undo(w.ctx, anna))(t)
	if _, influence, _ := w.number("1"); influence != 0 || len(w.find("is:influencer")) != 0 {
		t.Fatalf("undone: %d, %v", influence, w.find("is:influencer"))
	}
}

// TestWhomOthersOvertakeIsFound: nothing happens to Olga, and still she is no
// influencer any more; Settle finds that, and her number follows.
func TestWhomOthersOvertakeIsFound(t *testing.T) {
	w := newWorld(t)
	w.town(60)
	w.ingest(w.complaint("1", "olga", 12))
	w.carried("1", 0, 8)
	for i := range 6 {
		id := fmt.Sprint("rival ", i)
		w.ingest(w.complaint(id, id, 1))
		w.carried(id, 20, 60) // others than those who reshare her
	}
	if s := w.standing("olga"); s.Score >= 95 || s.Class() != "" {
		t.Fatalf("%s, %+v", s.Sum(), s.Classes)
	}
	if got := w.find("is:influencer from:olga@m.example"); len(got) != 1 {
		t.Fatalf("nobody has looked yet: %v", got)
	}
	w.must(w.Influence.Settle(w.ctx))
	if got := w.find("is:influencer from:olga@m.example"); len(got) != 0 {
		t.Fatalf("she is still one: %v", got)
	}
	for range 2 { // twice is as once
		for _, doc := range w.find("is:influencer") {
			if s := w.standing(w.get(doc).Author.ID); s.Class() != "influencer" {
				t.Errorf("%s: %+v", s.Sum(), s.Classes)
			}
		}
		w.must(w.Influence.Settle(w.ctx))
	}
}

// TestSettledIsReckoned: whatever happens, after Settle those are found as
// influencers who are; every open mention has the influence of its author, that is
// near what it is now, and w says what the list says. Counted anew it is the same.
func TestSettledIsReckoned(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 8))
			w := newWorld(t)
			w.town(80)
			for step := range 60 {
				id, author := fmt.Sprint("m", step), fmt.Sprint("person", rng.IntN(12))
				w.ingest(w.complaint(id, author, rng.IntN(1_000_000)))
				if rng.IntN(3) == 0 {
					from := rng.IntN(60)
					w.carried(id, from, from+rng.IntN(16))
				}
				if old := rng.IntN(step + 1); rng.IntN(6) == 0 {
					w.takeBack(fmt.Sprint("m", old))
				}
			}
			w.must(w.Influence.Settle(w.ctx))
			stars := w.checkSettled()
			w.must(w.Influence.Recount(w.ctx, nil))
			w.must(w.Influence.Settle(w.ctx))
			if again := w.checkSettled(); stars == 0 || again != stars {
				t.Errorf("%d mentions of influencers, counted anew %d", stars, again)
			}
		})
	}
}

// checkSettled compares what is kept with what is so, and counts the mentions of
// influencers.
func (w *world) checkSettled() (stars int) {
	w.t.Helper()
	found := w.find("is:influencer")
	for _, doc := range w.find("is:open") {
		m := w.get(doc)
		if m.Kind == store.KindShare {
			continue
		}
		who, s := w.whois(m.Identity()), w.standing(m.Author.ID)
		star := slices.ContainsFunc(s.Classes, func(c influence.Member) bool { return c.Class == influence.Influencer })
		if who.Influencer != star || star != slices.Contains(found, doc) {
			w.t.Errorf("%s is kept as an influencer: %v, found: %v; %s", m.Author.ID, who.Influencer, slices.Contains(found, doc), s.Sum())
		}
		if m.Judgement.Influence != who.Influence || (who.Influence > 0) != (int(s.Score) > 0) {
			w.t.Errorf("%s has %d, the mention %d; %s", m.Author.ID, who.Influence, m.Judgement.Influence, s.Sum())
		}
		w.number(m.Key.ID)
	}
	return len(found)
}

// TestAnOlderWorkspaceIsSettled: numbers that followers have made are made anew.
func TestAnOlderWorkspaceIsSettled(t *testing.T) {
	w := newWorld(t)
	w.town(60)
	w.ingest(w.complaint("1", "olga", 12))
	w.carried("1", 0, 12)
	now, _, _ := w.number("1")
	doc := w.find("id:mastodon:1")[0]
	w.must(w.store.Update(w.ctx, func(tx store.Tx) error { // as an earlier earshot has left it
		m, err := tx.Mentions().Get(doc)
		w.must(err)
		m.Judgement.Influence, m.Judgement.Priority = 0, m.Judgement.Priority-3
		return tx.Mentions().Put(m)
	}))
	w.must(w.Teach.Rescale(w.ctx))
	if again, influence, _ := w.number("1"); again != now || influence < 95 {
		t.Fatalf("%d with %d, want %d", again, influence, now)
	}
}

// TestAnEarlierFormulaIsCountedAnew, once: where people stand among each other is
// another, whoever starts it.
func TestAnEarlierFormulaIsCountedAnew(t *testing.T) {
	for name, catchUp := range map[string]func(*world) error{
		"all":  func(w *world) error { return w.Influence.Run(w.ctx) },          // in the background
		"none": func(w *world) error { return w.Influence.CatchUp(w.ctx, nil) }, // cut short, and at once
	} {
		w := newWorld(t)
		w.town(40)
		w.ingest(w.complaint("1", "olga", 12))
		w.carried("1", 0, 12)
		before := w.sum("olga")
		w.must(w.store.Update(w.ctx, func(tx store.Tx) error { // as an earlier earshot has left it
			w.must(tx.Records(store.KindMeta).Put("influence", []byte(name)))
			return tx.Records(store.KindInfluence).Delete(firstKnown(tx))
		}))
		w.must(catchUp(w))
		if after := w.sum("olga"); after != before {
			t.Errorf("%s: %s\nwas %s", name, after, before)
		}
		w.must(w.store.View(w.ctx, func(tx store.Tx) error {
			if raw, err := tx.Records(store.KindMeta).Get("influence"); err != nil || string(raw) != "all 2" {
				t.Errorf("%s: %q, %v", name, raw, err)
			}
			return nil
		}))
		w.must(catchUp(w)) // and not again
	}
}

// firstKnown is the key of the first person of whom anything is known.
func firstKnown(tx store.Tx) string {
	for key := range tx.Records(store.KindInfluence).Scan("", "") {
		return key
	}
	return ""
}
