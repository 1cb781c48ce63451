package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/scoring/influence"
	"earshot/store"
)

// Influence tells how far somebody's word carries, and what they are for the
// team. It is kept with every mention that arrives, changes or goes, never by a
// scan; package influence says how it is reckoned.
type Influence struct{ *core }

// Standing is the influence of a person.
type Standing struct {
	Known   bool               // anything is known of what they post and reshare
	Score   float64            // 0..100: their percentile among the people of the workspace
	Why     influence.Why      // what the score is made of; Why.Sum says it in one line
	Classes []influence.Member // what they are for the team and why, the one to show first
	// Reach is to how many people their posts can come, an estimate from numbers of
	// followers. It weighs nothing in the score and is not to be added to measured
	// views.
	Reach  influence.Reach
	Topics []TopicStanding // what they post about, the most influential first
	At     time.Time       // as of when
}

// Sum says in one line what the score is made of; "" where nothing is known.
func (s Standing) Sum() string {
	if !s.Known {
		return ""
	}
	return s.Why.Sum(s.At)
}

// Class is the class to show; "" if they are in none.
func (s Standing) Class() string {
	if len(s.Classes) == 0 {
		return ""
	}
	return string(s.Classes[0].Class)
}

// TopicStanding is the influence of a person on one topic.
type TopicStanding struct {
	Name  string  // of a monitor, or a hashtag with its #
	Score float64 // 0..100
	Posts float64 // a post counts half after influence.HalfLife
}

// Of gives the influence of a person who has these identities.
func (i *Influence) Of(ctx context.Context, members ...string) (Standing, error) {
	var s Standing
	err := i.store.View(ctx, func(tx store.Tx) error {
		var err error
		s, err = i.standing(ctx, tx, members, nil)
		return err
	})
	return s, err
}

// standingOf reads that of the person behind an identity.
func (i *Influence) standingOf(ctx context.Context, tx store.Tx, identity string) (Standing, error) {
	c, err := contactOf(tx, identity)
	if err != nil {
		return Standing{}, err
	}
	return i.standing(ctx, tx, c.Members, nil)
}

// standing reads the influence of a person within a transaction: a few records
// an identity, and a count of their moods where the caller has none (nil).
func (i *Influence) standing(ctx context.Context, tx store.Tx, members []string, moods map[string]int) (Standing, error) {
	s := Standing{At: i.env.Now()}
	joined, known, err := i.joined(tx, members)
	if err != nil {
		return s, err
	}
	facts, followers, err := i.classFacts(ctx, tx, members, moods)
	if err != nil {
		return s, err
	}
	var topics []influence.OnTopic
	err = i.ranks.look(tx, func(r *influence.Ranks) {
		s.Known, s.Why = known, r.Explain(&joined, s.At)
		s.Score, s.Classes = s.Why.Score, r.Classify(&joined, facts)
		topics = joined.Topics()
		for _, t := range topics {
			s.Topics = append(s.Topics, TopicStanding{Score: r.ScoreOn(t), Posts: t.Posts})
		}
	})
	s.Reach = joined.Reach(followers)
	for n := range topics {
		var raw []byte
		if raw, err = tx.Records(store.KindInfluenceTopics).Get(topicKey(topics[n].Topic)); ignoreMissing(err) != nil {
			return s, err
		}
		s.Topics[n].Name = string(raw)
	}
	s.Topics = slices.DeleteFunc(s.Topics, func(t TopicStanding) bool { return t.Name == "" })
	slices.SortStableFunc(s.Topics, func(a, b TopicStanding) int {
		switch {
		case a.Score != b.Score && a.Score > b.Score:
			return -1
		case a.Score != b.Score:
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return s, ignoreMissing(err)
}

// joined gives what is kept of the identities of one person, together. One that
// stands alone is given as it is booked, so that it is compared with the others.
func (i *Influence) joined(tx store.Tx, members []string) (influence.Person, bool, error) {
	var ids []influence.ID
	var list []*influence.Person
	for _, name := range members {
		raw, err := tx.Records(store.KindInfluence).Get(store.Number(uint64(personID(name))))
		if ignoreMissing(err) != nil {
			return influence.Person{}, false, err
		}
		p := &swayed{}
		if err != nil || p.read(raw) != nil {
			continue // nothing known
		}
		ids, list = append(ids, personID(name)), append(list, &p.Person)
	}
	switch len(list) {
	case 0:
		return influence.Person{}, false, nil
	case 1:
		return *list[0], true, nil
	}
	return influence.Join(ids, list), true, nil
}

// classFacts reads what decides about the classes beside influence, and how many
// follow the accounts; nobody knows who follows two of them, so the largest number
// is taken. Moods are counted only of who said enough for them to matter: an
// export asks for everybody.
func (i *Influence) classFacts(ctx context.Context, tx store.Tx, members []string, moods map[string]int) (influence.Facts, int, error) {
	var f influence.Facts
	followers, mentions := 0, 0
	for _, name := range members {
		p, err := store.Identities(tx).Get(name)
		if ignoreMissing(err) != nil {
			return f, 0, err
		}
		followers, mentions = max(followers, p.Author.Followers), mentions+p.Mentions
		if f.ByHand == "" {
			f.ByHand = influence.Class(p.Class)
		}
		for _, err := range store.OrdersOf(tx, name) {
			if err != nil {
				return f, 0, err
			}
			f.Orders++
		}
	}
	if mentions < influence.MoodLeast {
		return f, followers, nil
	}
	if moods == nil {
		counts, err := tx.Mentions().Tally(ctx, store.Search{Expr: MembersExpr(members)}, store.By{Facet: store.FacetSentiment})
		if err != nil {
			return f, 0, err
		}
		moods = counts[0]
	}
	for _, n := range moods {
		f.Moods += n
	}
	if f.Moods > 0 {
		f.Mood = float64(moods["positive"]-moods["negative"]) / float64(f.Moods)
	}
	return f, followers, nil
}

// Leader is one of those whose word carries furthest.
type Leader struct {
	Identity store.Identity
	Score    float64 // 0..100, on the topic if one was asked for
	Sum      string  // what the score is made of, in one line
	key      float64
}

// Top lists the n identities whose word carries furthest, in all or on a topic:
// the name of a monitor, or a hashtag with its #. It reads no more than those.
func (i *Influence) Top(ctx context.Context, n int, topic string) ([]Leader, error) {
	var out []Leader
	now := i.env.Now()
	err := i.store.View(ctx, func(tx store.Tx) error {
		var err error
		out, err = i.top(tx, n, topic, now)
		return err
	})
	return out, err
}

func (i *Influence) top(tx store.Tx, n int, topic string, now time.Time) ([]Leader, error) {
	id := influence.Topic(0)
	if topic != "" {
		id = topicID(topic)
	}
	var found []*swayed
	prefix := topicKey(id)
	for key := range tx.Records(store.KindInfluenceOrder).Scan(prefix, prefix+"g") {
		if len(found) >= n || len(key) != len(prefix)+4+16 {
			break
		}
		raw, err := tx.Records(store.KindInfluence).Get(key[len(prefix)+4:])
		if ignoreMissing(err) != nil {
			return nil, err
		}
		p := &swayed{}
		if err != nil || p.read(raw) != nil {
			continue
		}
		found = append(found, p)
	}
	out := make([]Leader, 0, len(found))
	for _, p := range found {
		who, err := store.Identities(tx).Get(p.name)
		if ignoreMissing(err) != nil {
			return nil, err
		}
		if err != nil { // known by what others told of them
			who = store.Identity{ID: p.name}
			who.Network, _, _ = strings.Cut(p.name, ":")
		}
		l := Leader{Identity: who}
		l.key, _ = p.Key()
		err = i.ranks.look(tx, func(r *influence.Ranks) {
			l.Score, l.Sum = r.Score(&p.Person), r.Explain(&p.Person, now).Sum(now)
			for _, t := range p.Topics() {
				if id != 0 && t.Topic == id {
					l.Score, l.key = r.ScoreOn(t), t.Volume
				}
			}
		})
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	// Within a rank, 1.1 % wide, the order is by number of the person.
	slices.SortStableFunc(out, func(a, b Leader) int {
		switch {
		case a.key > b.key:
			return -1
		case a.key < b.key:
			return 1
		}
		return strings.Compare(a.Identity.ID, b.Identity.ID)
	})
	return out, nil
}

// SetClass says what the people behind some identities are for the team; it wins
// over what is reckoned. "" lets the reckoning speak again.
func (i *Influence) SetClass(ctx context.Context, by By, class string, identities ...string) (Outcome, error) {
	class = strings.ToLower(strings.TrimSpace(class))
	if class != "" && !slices.Contains(influence.Classes(), influence.Class(class)) {
		return Outcome{}, &store.Invalid{Field: "class", Why: fmt.Sprintf("%q is no class; use influencer, amplifier, advocate, detractor, customer, or none", class)}
	}
	var out Outcome
	err := i.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{}
		r := i.record(tx, by, "class")
		name, people, verb := "", map[string]bool{}, " is"
		for _, id := range identities {
			p, err := store.Identities(tx).Get(id)
			if err != nil {
				return err
			}
			if p.Class == class {
				continue
			}
			p.Class, name = class, authorName(p)
			who, err := contactOf(tx, id)
			if err != nil {
				return err
			}
			people[who.ID] = true
			if err := r.put(store.KindIdentities, id, p); err != nil {
				return err
			}
			out.Changed++
		}
		switch {
		case out.Changed == 0:
			out.Title = "nothing to change"
			return nil
		case len(people) > 1:
			name, verb = fmt.Sprintf("%d people", len(people)), " are"
		}
		out.Title = name + verb + " marked as " + class
		if class == "" {
			out.Title = "the class of " + name + " is reckoned again"
		}
		var err error
		if out.Seq, err = r.commit(out.Title); err != nil {
			return err
		}
		return reckoning{i.core}.all(tx, identities)
	})
	return out, err
}

// all settles the people behind some identities.
func (c reckoning) all(tx store.Tx, identities []string) error {
	for _, id := range identities {
		if _, err := c.settle(tx, id, nil); err != nil {
			return err
		}
	}
	return nil
}

// authorName is what somebody is called in a sentence.
func authorName(p store.Identity) string {
	for _, s := range []string{p.Author.Name, p.Author.Handle, p.Author.Email} {
		if s != "" {
			return s
		}
	}
	return p.ID
}
