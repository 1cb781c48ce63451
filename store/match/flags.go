package match

import (
	"slices"
	"strings"
	"time"

	"earshot/scoring/text"
	"earshot/store"
)

// flags compiles is: and has:.
type flags struct{ *compiler }

// flag compiles one value of is: or has:.
func (c flags) flag(field, value string) (pred, error) {
	value = strings.ToLower(value)
	if c.person && !strings.Contains(" vip vip-account influencer email phone link ", " "+value+" ") {
		return nil, invalid(field, "%q is nothing a person can be or have", value)
	}
	if field == "has" {
		if p, ok := c.has(value); ok {
			return p, nil
		}
		return nil, invalid(field, "%q is not known", value)
	}
	if f, ok := c.states()[value]; ok {
		return plain(func(e *eval) bool { return f(e.m) }), nil
	}
	switch value {
	case "vip":
		return vip, nil
	case ownVIP:
		return vipAccount, nil
	case "influencer":
		return influencer, nil
	case "scheduled":
		return answerIs(store.DeliveryHeld, store.DeliveryScheduled, store.DeliverySending), nil
	case "failed":
		return answerIs(store.DeliveryFailed, store.DeliveryUnsure), nil
	}
	return nil, invalid(field, "%q is not known", value)
}

// states are the facts that stand in the mention itself.
func (c flags) states() map[string]func(*store.Mention) bool {
	now, me, sla := c.scope.Now, c.scope.Me, c.scope.SLA
	intent := func(s string) func(*store.Mention) bool {
		return func(m *store.Mention) bool { return m.Judgement.Intent == s }
	}
	return map[string]func(*store.Mention) bool{
		"new":        func(m *store.Mention) bool { return m.Work.State == store.StateNew },
		"open":       func(m *store.Mention) bool { return unhandled(m, now) },
		"done":       func(m *store.Mention) bool { return m.Work.State == store.StateDone },
		"snoozed":    func(m *store.Mention) bool { return m.Work.State == store.StateSnoozed && !woken(m, now) },
		"mine":       func(m *store.Mention) bool { return me != "" && m.Work.Assignee == me },
		"unassigned": func(m *store.Mention) bool { return m.Work.Assignee == "" },
		"lead":       func(m *store.Mention) bool { return m.Judgement.Lead },
		"review":     func(m *store.Mention) bool { return m.Judgement.Review },
		"occasion":   func(m *store.Mention) bool { return len(m.Judgement.Occasions) > 0 },
		"question":   intent("question"),
		"complaint":  intent("complaint"),
		"praise":     intent("praise"),
		"spam":       intent("spam"),
		"reply":      replies,
		"share":      func(m *store.Mention) bool { return m.Kind == store.KindShare },
		"answered":   func(m *store.Mention) bool { return !m.Work.Answered.IsZero() },
		"dup":        func(m *store.Mention) bool { return m.Place.Cluster != 0 && m.Place.Cluster != m.Doc },
		"overdue": func(m *store.Mention) bool {
			waited, waits := m.Waits(now)
			if c.scope.Urgency == nil {
				return waits && waited > max(sla, time.Second)
			}
			due := c.scope.Urgency.Demand(m).Due
			return waits && due > 0 && waited > due
		},
	}
}

// ownVIP is is: for an account that itself has the mark, or the tag. Nobody types
// it: it is what a plan of is:vip looks for.
const ownVIP = "vip-account"

// vip asks the mention's tags, the author's record, then the records of all others
// of the same person.
func vip(e *eval) (bool, error) {
	if slices.ContainsFunc(e.m.Work.Tags, vipTag) {
		return true, nil
	}
	return ofPerson(e, vipAccount)
}

func vipAccount(e *eval) (bool, error) {
	id, err := e.identity()
	return id != nil && (id.VIP || slices.ContainsFunc(id.Tags, vipTag)), err
}

// influencer asks the author's record: what makes somebody an influencer is written
// to all identities of theirs.
func influencer(e *eval) (bool, error) {
	id, err := e.identity()
	return id != nil && carries(id), err
}

func carries(id *store.Identity) bool {
	return id.Influencer || strings.EqualFold(id.Class, "influencer")
}

func vipTag(tag string) bool { return strings.EqualFold(tag, "vip") }

// answerIs asks whether an answer to the mention stands at one of the states.
func answerIs(states ...store.DeliveryState) pred {
	return func(e *eval) (bool, error) {
		posts, err := e.answers()
		return err == nil && slices.ContainsFunc(posts, func(p store.Post) bool {
			return slices.Contains(states, p.State())
		}), err
	}
}

func (c flags) has(value string) (pred, bool) {
	switch value {
	case "link":
		if c.person {
			return plain(func(e *eval) bool { return e.m.Author.URL != "" || linked(e.text(bio)) }), true
		}
		return plain(func(e *eval) bool { return len(e.m.Body.Links) > 0 || linked(e.text(body)) }), true
	case "image":
		return plain(func(e *eval) bool { return pictured(e.m, "image") }), true
	case "video":
		return plain(func(e *eval) bool { return pictured(e.m, "video") }), true
	case "email":
		return plain(func(e *eval) bool { return mailed(&e.m.Author) }), true
	case "phone":
		if c.person {
			return plain(func(e *eval) bool { return phone(e.m.Author.Bio) || e.person != nil && e.person.Phone != "" }), true
		}
		return plain(func(e *eval) bool { return phone(e.m.Author.Bio) || phone(e.m.Body.Text) }), true
	case "note":
		return plain(func(e *eval) bool { return e.m.Work.Notes > 0 }), true
	}
	return nil, false
}

func linked(d *document) bool {
	return slices.ContainsFunc(d.tokens(), func(t text.Token) bool { return t.Kind == text.URL && !mailbox(t.Norm) })
}

// replies tells whether a mention answers another one.
func replies(m *store.Mention) bool { return m.Kind == store.KindReply || m.Place.Parent != "" }

// pictured tells whether an image, or a video, comes with the mention.
func pictured(m *store.Mention, what string) bool {
	return slices.ContainsFunc(m.Body.Media, func(x store.Media) bool {
		switch x.Type {
		case "photo", "picture", "gif", "gifv":
			return what == "image"
		}
		return x.Type == what
	})
}

// mailed tells whether the author's e-mail address is known.
func mailed(a *store.Author) bool {
	if a.Email != "" || !strings.Contains(a.Bio, "@") {
		return a.Email != ""
	}
	for t := range text.All(a.Bio) {
		if t.Kind == text.URL && mailbox(t.Norm) {
			return true
		}
	}
	return false
}

// mailbox tells an e-mail address from a link that has an @ in its path.
func mailbox(s string) bool {
	return strings.Contains(s, "@") && !strings.ContainsAny(strings.TrimPrefix(s, "mailto:"), "/:")
}

// phone looks for 10 to 15 digits (ITU-T E.164) that belong together: with
// nothing between them but spaces, dashes, dots and brackets, at most two in a
// row. A date with the hour behind it has ten digits too, and is none.
func phone(s string) bool {
	if !manyDigits(s) {
		return false
	}
	digits, others, start := 0, 0, 0
	full := func() bool { return digits >= 10 && digits <= 15 }
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if digits == 0 {
				start = i
			}
			digits++
			others = 0
		case digits == 8 && r == ' ' && isDate(s[start:i]):
			digits, others = 0, 0
		case strings.ContainsRune(" -.()\u00a0\u2011", r) && others < 2:
			others++
		default:
			if full() {
				return true
			}
			digits, others = 0, 0
		}
	}
	return full()
}

// manyDigits is what nearly every text fails at, long before it is walked rune
// by rune.
func manyDigits(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n >= 10
}

// isDate tells the days of a calendar as people write them.
func isDate(s string) bool {
	for _, layout := range []string{time.DateOnly, "02.01.2006", "2006.01.02", "02-01-2006"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
