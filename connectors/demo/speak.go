package demo

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// IdempotentFor is how long a key is remembered. Ids and answers follow from
// the key alone, so even a restart sends nothing twice.
func (s *speaker) IdempotentFor() time.Duration { return 24 * time.Hour }

// Send keeps what we say and plans what is answered. The same key again gives
// the same receipt and plans nothing.
func (s *speaker) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	if err := s.request(ctx); err != nil {
		return connectors.Receipt{}, err
	}
	if out.Key == "" {
		out.Key = s.account + "\x00" + out.Message.Text
	}
	s.mind.mu.Lock()
	old, ok := s.mind.sent[out.Key]
	s.mind.mu.Unlock()
	if ok {
		return old.receipt, nil
	}
	if err := s.refuse(out); err != nil {
		return connectors.Receipt{}, err
	}
	if err := s.faults.send(out.Key); err != nil {
		return connectors.Receipt{}, err
	}
	w, err := s.world()
	if err != nil {
		return connectors.Receipt{}, err
	}
	ours := s.ours(out)
	receipt := connectors.Receipt{RemoteID: ours.Key.ID, URL: ours.URL, At: ours.Created}
	answers := s.plan(w, out, ours)
	s.mind.mu.Lock()
	if old, ok := s.mind.sent[out.Key]; ok { // somebody sent it at the same moment
		s.mind.mu.Unlock()
		return old.receipt, nil
	}
	s.mind.sent[out.Key] = sending{out, receipt}
	s.mind.said = append(s.mind.said, ours)
	s.mind.waiting = append(s.mind.waiting, answers...)
	s.mind.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	if err := s.faults.answer(out.Key); err != nil {
		return connectors.Receipt{}, err
	}
	return receipt, nil
}

// refuse says no to what the network would not take.
func (s *speaker) refuse(out connectors.Outgoing) error {
	if strings.TrimSpace(out.Message.Text) == "" && len(out.Message.Media) == 0 {
		return fault.New(fault.Permanent, "send", "there is no text; write one")
	}
	limits := s.stage.limits
	if n := length(out.Message.Text, limits.LinkChars); limits.Chars > 0 && n > limits.Chars {
		return fault.New(fault.Permanent, "send", "the text has %d characters and %s takes %d; shorten it", n, s.stage.name, limits.Chars)
	}
	if limits.Media > 0 && len(out.Message.Media) > limits.Media {
		return fault.New(fault.Permanent, "send", "%s takes %d files; leave some out", s.stage.name, limits.Media)
	}
	return nil
}

// length counts characters as a reader sees them, near enough: marks, joiners
// and what is joined count nothing, a link counts what the network says.
func length(text string, link int) int {
	n, joined := 0, false
	for i, word := range strings.FieldsFunc(text, unicode.IsSpace) {
		if i > 0 {
			n++
		}
		if link > 0 && (strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://")) {
			n += link
			continue
		}
		for _, r := range word {
			switch {
			case r == '\u200d':
				joined = true
			case joined:
				joined = false
			case unicode.Is(unicode.M, r), r >= 0x1f3fb && r <= 0x1f3ff:
			default:
				n++
			}
		}
	}
	return n
}

// ours is what we say, as the network shows it.
func (s *speaker) ours(out connectors.Outgoing) *store.Mention {
	n := &s.stage
	us := n.us()
	m := &store.Mention{
		Key:  store.Key{Network: n.name, ID: n.id(hashedNumber(mix(s.faults.seed, hash(n.name), hash(out.Key)), sent), us.ID)},
		Kind: n.kindOf(out.ReplyTo != nil), Created: store.Stamp(s.env.Now()), Author: us,
		Body: store.Body{Text: out.Message.Text, Warning: out.Message.Warning, Lang: out.Message.Lang},
	}
	m.URL = n.url(m.Key.ID, &us)
	m.Place.Thread = m.Key.ID
	if to := out.ReplyTo; to != nil {
		m.Place = store.Place{Thread: to.Thread().ID, Parent: to.Key.ID}
		m.Body.Title = re(to.Body.Title)
	}
	for _, a := range out.Message.Media {
		m.Body.Media = append(m.Body.Media, store.Media{Type: "image", URL: m.URL + "/media", Alt: a.Alt})
	}
	return m
}

func re(title string) string {
	if title == "" {
		return ""
	}
	return "Re: " + strings.TrimPrefix(title, "Re: ")
}

// Find looks among what we sent: by the key, else by the text and by what it
// answers, not older than the first try.
func (s *speaker) Find(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	if err := s.request(ctx); err != nil {
		return connectors.Receipt{}, false, err
	}
	s.mind.mu.Lock()
	defer s.mind.mu.Unlock()
	if known, ok := s.mind.sent[out.Key]; ok {
		return known.receipt, true, nil
	}
	i := slices.IndexFunc(s.mind.said, func(m *store.Mention) bool {
		parent := ""
		if out.ReplyTo != nil {
			parent = out.ReplyTo.Key.ID
		}
		return m.Author.ID == s.stage.brand && m.Body.Text == out.Message.Text && m.Place.Parent == parent && !m.Created.Before(out.Made)
	})
	if i < 0 {
		return connectors.Receipt{}, false, nil
	}
	m := s.mind.said[i]
	return connectors.Receipt{RemoteID: m.Key.ID, URL: m.URL, At: m.Created}, true, nil
}
