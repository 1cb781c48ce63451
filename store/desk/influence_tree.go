package desk

import (
	"cmp"
	"context"
	"errors"
	"time"

	"earshot/scoring/influence"
	"earshot/store"
)

// longestChain is over how many reshares of reshares the first post is looked
// for. A file may say that they go round in a circle.
const longestChain = 32

// said counts a mention that is stored by now. Own is whether we wrote it.
func (s *sway) said(m *store.Mention, own bool) error {
	if err := s.begin(); err != nil || !s.counts(m) {
		return err
	}
	l := linkOf(m)
	s.links[l.key] = l
	t := s.of(l.key)
	if own {
		t.ours, t.moved = true, true
		if p := s.person(l.by); !p.ours && l.id != 0 {
			p.ours, p.moved = true, true
		}
	}
	switch {
	case l.share:
		s.hang(l, 1)
	case l.parent.ID != "":
		s.answer(l, 1)
	}
	if l.post {
		s.post(l, 1)
	}
	s.under(l, 1)
	return s.err
}

// gone takes a mention back that is about to go, with all that was counted
// through it.
func (s *sway) gone(m *store.Mention) error {
	if err := s.begin(); err != nil || !s.counts(m) {
		return err
	}
	l := linkOf(m)
	s.links[l.key] = l
	s.under(l, -1)
	if l.post {
		s.post(l, -1)
	}
	switch {
	case l.share:
		s.hang(l, -1)
	case l.parent.ID != "":
		s.answer(l, -1)
	}
	if t := s.of(l.key); t.ours {
		t.ours, t.moved = false, true
	}
	s.links[l.key] = nil
	return s.err
}

// edited takes what has changed in a mention: the network's own count, and what
// it is about. was is linkOf it before.
func (s *sway) edited(was *link, m *store.Mention) error {
	now := linkOf(m)
	same := len(was.topics) == len(now.topics)
	for i := 0; same && i < len(now.topics); i++ {
		same = was.topics[i] == now.topics[i]
	}
	if same && was.told == now.told {
		return nil
	}
	if err := s.begin(); err != nil || !s.counts(m) {
		return err
	}
	t := s.of(now.key)
	switch {
	case same && now.post && now.id != 0 && !t.ours:
		p, post := s.person(now.by), s.postOf(was, t)
		p.Counted(&post, now.told)
		p.moved = true
	case !same && (now.post || t.seen > 0):
		s.links[was.key] = was
		s.under(was, -1)
		if now.post {
			s.post(was, -1)
			s.post(now, 1)
		}
		s.links[now.key] = now
		s.under(now, 1)
	}
	s.links[now.key] = now
	return s.err
}

// post counts a post of somebody; sign -1 takes it back.
func (s *sway) post(l *link, sign int) {
	t := s.of(l.key)
	if l.id == 0 || t.ours {
		return
	}
	p, post := s.person(l.by), s.postOf(l, t)
	if p.moved = true; sign < 0 {
		p.Unposted(&post)
		p.Replied(-t.replies)
		return
	}
	post.Posted = false
	p.Posted(&post)
	p.Replied(t.replies)
}

// postOf is a mention as influence counts it at this moment. A reshare is a post
// of whoever made it as soon as it is reshared itself.
func (s *sway) postOf(l *link, t *tally) influence.Post {
	return influence.Post{
		At: l.at, Seen: t.seen, Told: l.told, Topics: s.topics(l),
		Posted: !t.ours && (l.post || l.share && t.seen > 0),
	}
}

// answer counts a reply to somebody's post.
func (s *sway) answer(l *link, sign int) {
	if s.of(l.key).ours {
		return
	}
	t := s.of(l.parent)
	t.replies, t.moved = max(0, t.replies+sign), true
	if to := s.link(l.parent); to != nil && to.post && to.id != 0 && !t.ours {
		p := s.person(to.by)
		p.Replied(sign)
		p.moved = true
	}
}

// hang files a reshare under what it shares, and counts it where that is known.
func (s *sway) hang(l *link, sign int) {
	id := l.parent.String() + "\x00" + l.key.ID
	if l.parent.ID == "" || len(id) > store.MaxKey {
		return // of nobody knows what
	}
	r := reshare{key: l.key.String(), by: l.by, at: l.at.Unix(), followers: l.followers}
	if s.of(l.key).ours {
		r.by = ""
	}
	t, records := s.of(l.parent), s.tx.Records(store.KindInfluenceShares)
	t.shares, t.moved = max(0, t.shares+sign), true
	if sign > 0 {
		s.fail(records.Put(id, r.bytes()))
	} else {
		s.fail(records.Delete(id))
	}
	if to := s.link(l.parent); to != nil {
		s.share(r, to, sign)
		if first, _ := s.first(to); first != nil && first != to && first.id != to.id {
			s.share(r, first, sign)
		}
	}
}

// first is the post at the beginning of a chain of reshares, and how many lie
// between; nil where it is not known.
func (s *sway) first(l *link) (*link, int) {
	steps := 0
	for l != nil && l.share {
		if steps++; steps > longestChain {
			return nil, 0
		}
		l = s.link(l.parent)
	}
	return l, steps
}

// under counts those who reshared a mention before it came, or takes them back
// when it goes, with what was reshared of them in turn.
func (s *sway) under(l *link, sign int) {
	children := s.children(l.key)
	if len(children) == 0 || s.err != nil {
		return
	}
	first, steps := s.first(l)
	for _, r := range children {
		s.share(r, l, sign)
		if first == nil {
			continue
		}
		if first != l && first.id != l.id {
			s.share(r, first, sign)
		}
		s.deeper(r, first, steps+1, sign)
	}
}

// deeper counts the reshares of a reshare for the author of the first post.
func (s *sway) deeper(r reshare, first *link, steps, sign int) {
	key, err := store.ParseKey(r.key)
	if s.fail(err); s.err != nil || steps > longestChain {
		return
	}
	children := s.children(key)
	if len(children) == 0 {
		return
	}
	through := s.link(key)
	for _, c := range children {
		if through != nil && through.id != first.id {
			s.share(c, first, sign)
		}
		s.deeper(c, first, steps+1, sign)
	}
}

// share counts one reshare for one author.
func (s *sway) share(r reshare, to *link, sign int) {
	by := personID(r.by)
	if by == 0 || to.id == 0 || by == to.id || s.err != nil {
		return
	}
	t := s.of(to.key)
	author, post := s.person(to.by), s.postOf(to, t)
	s.person(r.by)
	people := func(id influence.ID) *influence.Person { return &s.byID(id).Person }
	event := influence.Share{By: by, Of: to.id, At: time.Unix(r.at, 0), Followers: r.followers}
	var changed influence.Changed
	if sign > 0 {
		if to.share && t.seen == 0 && !t.ours {
			author.Posted(&post)
		}
		changed = influence.Add(people, event, &post)
	} else {
		changed = influence.Remove(people, event, &post)
		if to.share && post.Seen == 0 {
			author.Unposted(&post)
		}
	}
	t.seen, t.moved = post.Seen, true
	for _, id := range changed {
		if id != 0 {
			s.byID(id).moved = true
		}
	}
}

// countedID is the record under store.KindMeta that says up to which mention
// influence has been counted, in the order of time; countedAll = it is up to date,
// countedOld = it was, by an earlier formula: where people stand among each other is
// another, and all is counted anew when earshot next runs; countedNone = what is kept
// is being forgotten for that.
const (
	countedID   = "influence"
	countedAll  = "all 2"
	countedOld  = "all"
	countedNone = "none"
)

// begin finds out what is counted. A workspace without mentions has nothing to
// catch up with.
func (s *sway) begin() error {
	if s.begun {
		return s.err
	}
	raw, err := s.tx.Records(store.KindMeta).Get(countedID)
	switch {
	case err == nil && (string(raw) == countedAll || string(raw) == countedOld):
	case err == nil && string(raw) == countedNone:
		s.upTo = &store.Position{}
	case err == nil:
		s.upTo = &store.Position{}
		err = store.Decode(raw, s.upTo)
	case errors.Is(err, store.ErrNotFound):
		if err = s.fresh(); err != nil {
			s.upTo = &store.Position{}
			err = ignoreMissing(err)
		}
	}
	s.begun, s.err = err == nil, err
	return err
}

// fresh begins a workspace that has no mention yet; ErrNotFound where it has.
func (s *sway) fresh() error {
	for _, err := range s.tx.Mentions().Search(context.Background(), store.Search{Limit: 1}) {
		return cmp.Or(err, store.ErrNotFound)
	}
	return s.tx.Records(store.KindMeta).Put(countedID, []byte(countedAll))
}

// counts tells whether a mention is counted, or is to be at its arrival.
func (s *sway) counts(m *store.Mention) bool {
	return s.upTo == nil || m.Position().Compare(*s.upTo) <= 0
}
