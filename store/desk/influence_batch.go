package desk

import (
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/scoring/influence"
	"earshot/scoring/text"
	"earshot/store"
)

// sway keeps influence up to date within one transaction: what is read for more
// than one mention is kept, and written once, by flush, which must follow.
//
// Whoever posts is somebody; a reshare counts for the author of what it names,
// and, where that is a reshare too, for the author of the first post. It may
// come before what it shares: it is filed under that and counted when that
// comes, and one whose post never comes counts for nobody, because nobody knows
// who wrote it. What goes takes with it what was counted through it. So what is
// kept follows from the mentions there are, whatever order they came in.
//
// What our own accounts write has no rank and no score, and what they reshare
// counts for nobody; who reshares us counts as somebody who reshares.
type sway struct {
	*core
	tx    store.Tx
	upTo  *store.Position // what comes after that is not counted yet; nil = everything is
	begun bool
	who   map[influence.ID]*swayed
	links map[store.Key]*link
	tally map[store.Key]*tally
	names map[influence.Topic]struct{} // that are written
	err   error                        // the first, of what cannot give one
	// parent is a mention that was read to find the discussion of the next one: to
	// read it again would be a fifth of what a reshare costs.
	parent *store.Mention
	// unsettled are those whose standing flush has written; see settled.
	unsettled []*swayed
}

// link is what influence knows of a mention.
type link struct {
	key, parent store.Key // parent.ID is "" where it names none
	share, post bool      // post: everybody can read it, and it is no share
	by          string    // the identity
	id          influence.ID
	at          time.Time
	followers   int
	told        int // reshares by the network's count
	topics      []string
	numbers     []influence.Topic // of the topics, once they were asked for
}

func newSway(c *core, tx store.Tx) *sway {
	return &sway{
		core: c, tx: tx, who: map[influence.ID]*swayed{}, links: map[store.Key]*link{},
		tally: map[store.Key]*tally{}, names: map[influence.Topic]struct{}{},
	}
}

// linkOf reads what influence has to know out of a mention.
func linkOf(m *store.Mention) *link {
	l := &link{
		key: m.Key, by: m.Identity(), at: m.Created, followers: m.Author.Followers,
		share: m.Kind == store.KindShare, topics: topicsOf(m),
	}
	l.id, l.post = personID(l.by), !l.share && public(m)
	if l.post {
		l.told = m.Counts.Shares // a network repeats that of the post at its shares
	}
	if m.Place.Parent != "" {
		l.parent = store.Key{Network: m.Key.Network, ID: m.Place.Parent}
	}
	return l
}

// mostTopics is how many topics of a post count.
const mostTopics = 8

// topicsOf names what a mention is about: the monitors that have found it, those
// of products among them, then its hashtags.
func topicsOf(m *store.Mention) []string {
	out := slices.Clone(m.Judgement.Monitors[:min(mostTopics, len(m.Judgement.Monitors))])
	if strings.IndexByte(m.Body.Text, '#') < 0 {
		return out
	}
	for tag := range text.Hashtags(m.Body.Text) {
		if len(out) == mostTopics {
			break
		}
		if len(tag) <= 64 && !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// topicID is the number of a topic: 32 bits of FNV-1a of its name in lower case.
// Of 1,000 names two share one with a probability of one in 9,000.
func topicID(name string) influence.Topic {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToLower(name)))
	return influence.Topic(max(1, h.Sum32()))
}

// topics gives the numbers of a mention's topics, and files their names.
func (s *sway) topics(l *link) []influence.Topic {
	if len(l.numbers) == len(l.topics) {
		return l.numbers
	}
	l.numbers = make([]influence.Topic, 0, len(l.topics))
	for _, name := range l.topics {
		id := topicID(name)
		if l.numbers = append(l.numbers, id); s.err != nil {
			continue
		}
		if _, ok := s.names[id]; ok {
			continue
		}
		s.names[id] = struct{}{}
		names, key := s.tx.Records(store.KindInfluenceTopics), topicKey(id)
		if _, err := names.Get(key); errors.Is(err, store.ErrNotFound) {
			s.err = names.Put(key, []byte(name))
		} else {
			s.err = err
		}
	}
	return l.numbers
}

func topicKey(id influence.Topic) string { return store.Number(uint64(id))[8:] }

// person gives the state of an identity, to be changed.
func (s *sway) person(name string) *swayed {
	p := s.byID(personID(name))
	if p.name == "" {
		p.name = name
	}
	return p
}

// byID gives the state of a person, read once in a transaction.
func (s *sway) byID(id influence.ID) *swayed {
	if p := s.who[id]; p != nil {
		return p
	}
	p := &swayed{}
	s.who[id] = p
	raw, err := s.tx.Records(store.KindInfluence).Get(store.Number(uint64(id)))
	if err == nil {
		err = p.read(raw)
	}
	if errors.Is(err, store.ErrDamaged) {
		err = nil // somebody of whom nothing is known; counting anew puts it right
	}
	s.fail(ignoreMissing(err))
	return p
}

func (s *sway) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// of gives the tally of a mention, there or not.
func (s *sway) of(key store.Key) *tally {
	if t := s.tally[key]; t != nil {
		return t
	}
	t := &tally{}
	raw, err := s.tx.Records(store.KindInfluencePosts).Get(key.String())
	if err == nil {
		var read *tally
		if read, err = readTally(raw); err == nil {
			t = read
		}
	}
	s.fail(ignoreMissing(err))
	s.tally[key] = t
	return t
}

// link gives what is known of a mention; nil if there is none, or if it is not
// counted yet.
func (s *sway) link(key store.Key) *link {
	if l, ok := s.links[key]; ok || key.ID == "" || s.err != nil {
		return l
	}
	m, err := s.parent, error(nil)
	if m == nil || m.Key != key {
		m, err = mentionAt(s.tx, key)
	}
	var l *link
	if m != nil && s.counts(m) {
		l = linkOf(m)
	}
	s.fail(err)
	s.links[key] = l
	return l
}

// mentionAt reads the mention of a key; nil if there is none.
func mentionAt(tx store.Tx, key store.Key) (*store.Mention, error) {
	doc, err := tx.Mentions().Find(key)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	m, err := tx.Mentions().Get(doc)
	if err != nil {
		return nil, ignoreMissing(err)
	}
	return m, nil
}

// children lists the reshares that name a mention.
func (s *sway) children(key store.Key) []reshare {
	if s.of(key).shares == 0 {
		return nil
	}
	var out []reshare
	prefix := key.String() + "\x00"
	for id, raw := range s.tx.Records(store.KindInfluenceShares).Scan(prefix, key.String()+"\x01") {
		r, err := readReshare(key.Network+":"+id[len(prefix):], raw)
		if s.fail(err); err != nil {
			return nil
		}
		out = append(out, r)
	}
	return out
}

// flush writes what has changed.
func (s *sway) flush() error {
	if s.err != nil {
		return s.err
	}
	posts := s.tx.Records(store.KindInfluencePosts)
	for key, t := range s.tally {
		if !t.moved {
			continue
		}
		t.moved = false
		if t.seen == 0 && t.replies == 0 && t.shares == 0 && !t.ours {
			s.fail(posts.Delete(key.String()))
			continue
		}
		s.fail(posts.Put(key.String(), t.bytes()))
	}
	var moved []influence.ID
	for _, id := range slices.Sorted(maps.Keys(s.who)) {
		if s.who[id].moved {
			moved = append(moved, id)
		}
	}
	if s.err != nil || len(moved) == 0 {
		return s.err
	}
	return s.ranks.change(s.tx, func(r *influence.Ranks) error {
		for _, id := range moved {
			if err := s.write(r, id, s.who[id]); err != nil {
				return err
			}
		}
		return nil
	})
}

// write books and writes one person.
func (s *sway) write(r *influence.Ranks, id influence.ID, p *swayed) error {
	p.moved = false
	states, key := s.tx.Records(store.KindInfluence), store.Number(uint64(id))
	switch empty := influence.Empty(&p.Person) && !p.ours; {
	case empty:
		r.Drop(&p.Person)
		if len(p.places) > 0 {
			s.unsettled = append(s.unsettled, &swayed{name: p.name})
		}
		if err := p.reorder(s.tx, id, nil); err != nil {
			return err
		}
		*p = swayed{name: p.name}
		return states.Delete(key)
	case p.ours:
		r.Drop(&p.Person)
	default:
		r.Book(&p.Person)
	}
	ranked := len(p.places) > 0
	if err := p.reorder(s.tx, id, p.standing()); err != nil {
		return err
	}
	if ranked || len(p.places) > 0 {
		s.unsettled = append(s.unsettled, p)
	}
	raw, err := p.bytes()
	if err != nil {
		return err
	}
	return states.Put(key, raw)
}
