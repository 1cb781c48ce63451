package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"earshot/scoring/identity"
	"earshot/store"
)

// Enrich holds what is looked up about people at sources of public profiles:
// the queue of enquiries, and what has come of them. Who does the asking is
// connectors/enrich.
type Enrich struct{ *core }

// The sources, by the names under which facts say where they come from.
const (
	SourceGravatar  = "gravatar"  // the profile behind an e-mail address; sees its SHA-256
	SourceWebFinger = "webfinger" // what the host of an address says of it (RFC 7033)
	SourceRelMe     = "rel-me"    // pages that name each other by rel=me or alsoKnownAs
	SourceProfile   = "profile"   // the person's own network
	SourceAvatar    = "avatar"    // the picture
)

// SourceNames are all sources, in the order in which they are told.
func SourceNames() []string {
	return []string{SourceGravatar, SourceWebFinger, SourceRelMe, SourceProfile, SourceAvatar}
}

// How long an answer holds, and how long and how often a source that fails is
// asked again before it counts as having nothing.
const (
	foundFor = 30 * 24 * time.Hour
	missFor  = 7 * 24 * time.Hour
	maxTries = 6
)

// Seek says what is looked up by itself.
type Seek struct {
	Sources  []string // those of SourceNames that are on
	Networks []string // whose profiles can be read again
}

// on tells whether a source may be asked.
func (s Seek) on(source string) bool { return slices.Contains(s.Sources, source) }

// wants tells whether a source could know something of an identity.
func (s Seek) wants(source string, p *store.Identity) bool {
	switch source {
	case SourceGravatar:
		return mailOf(p) != ""
	case SourceWebFinger:
		return AccountOf(p) != ""
	case SourceRelMe:
		return webAddress(p.Author.URL)
	case SourceProfile:
		return p.Author.ID != "" && slices.Contains(s.Networks, p.Network)
	case SourceAvatar:
		return webAddress(p.Author.Avatar)
	}
	return false
}

func webAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// mailOf is the mailbox of a person, "" where there is none or it is a desk's.
// It is as the person writes it: a source reads it in its own way.
func mailOf(p *store.Identity) string {
	for _, s := range []string{p.Author.Email, p.Author.Handle, p.Author.ID} {
		if m := identity.Mail(s); m.Local != "" && !m.Role && (s == p.Author.Email || p.Network == "mail") {
			return s
		}
	}
	return ""
}

// MailOf is the e-mail address by which a person is looked up, "" if there is
// none.
func MailOf(p *store.Identity) string { return mailOf(p) }

// AccountOf is user@host by which the host of a person can be asked (RFC 7565),
// "" where there is none. Big providers of mail know nothing and are not asked.
func AccountOf(p *store.Identity) string {
	for _, s := range []string{mailOf(p), p.Author.Handle} {
		user, host, ok := strings.Cut(strings.TrimPrefix(s, "@"), "@")
		host = strings.ToLower(host)
		if !ok || user == "" || !strings.Contains(host, ".") || strings.ContainsAny(s, " /?#%\\") || strings.ContainsAny(host, "@:[]") || freeMail(host) {
			continue
		}
		return user + "@" + host
	}
	return ""
}

// freeMail tells of providers that say nothing about their users.
func freeMail(host string) bool {
	switch host = identity.Mail("x@" + host).Domain; host {
	case "gmail.com", "yandex.ru", "proton.me", "icloud.com", "fastmail.com", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru",
		"rambler.ru", "lenta.ru", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "aol.com", "gmx.de", "gmx.net", "gmx.com",
		"web.de", "t-online.de", "qq.com", "163.com", "126.com", "zoho.com", "ukr.net", "i.ua", "tut.by":
		return true
	}
	return false
}

// PageOf gives the address of a page in the form in which pages are compared:
// host and path, lower case; "" if it is none.
func PageOf(s string) string { return identity.Site(s) }

// seekNew puts a person who was heard of into the queue, of each source that is
// on, could know something, and has not been asked lately. It costs one read a
// source for people who are known. tx is the arrival's.
func (c *core) seekNew(tx store.Tx, p *store.Identity) error {
	for _, source := range c.seek.Sources {
		if !c.seek.wants(source, p) {
			continue
		}
		if _, err := c.enquire(tx, source, p, false); err != nil {
			return err
		}
	}
	return keepPage(tx, p)
}

// enquire puts a person into the queue of a source, unless they are in it or
// the last answer still holds; force asks all the same.
func (c *core) enquire(tx store.Tx, source string, p *store.Identity, force bool) (bool, error) {
	old, err := store.Enquiries(tx).Get(store.EnquiryID(source, p.ID))
	if ignoreMissing(err) != nil && !errors.Is(err, store.ErrDamaged) {
		return false, err
	}
	known := err == nil
	if known && !force && (old.State == store.EnquiryWaiting || c.env.Now().Before(old.Until)) {
		return false, nil
	}
	if never, err := unsought(tx, p.ID); never || err != nil {
		return false, err
	}
	e := store.Enquiry{Source: source, ID: p.ID, State: store.EnquiryWaiting, Rank: rankOf(p), Seen: p.Last, Done: old.Done}
	if force {
		e.Rank = 0
	}
	tx.Touch(store.TopicSought, source)
	return true, store.PutEnquiry(tx, e)
}

// rankOf says who goes first: VIPs, then whose word carries far, as last settled.
// Followers do not count.
func rankOf(p *store.Identity) int {
	if p.VIP {
		return 1 // behind those whom somebody asked for
	}
	return 2 + max(0, 100-p.Influence)
}

// unsought tells whether nothing may be looked up about a person: the mark holds
// for all accounts of theirs.
func unsought(tx store.Tx, id string) (bool, error) {
	c, err := contactOf(tx, id)
	if err != nil {
		return false, err
	}
	for _, member := range c.Members {
		if _, err := store.Unsoughts(tx).Get(member); !errors.Is(err, store.ErrNotFound) {
			return err == nil, err
		}
	}
	return false, nil
}

// Question is what a source is asked.
type Question struct {
	Source   string
	Identity store.Identity
	Tries    int // failures in a row before this one
}

// Next gives the question that a source should be asked now: those somebody
// asked for or reads a mail of, VIPs, whose word carries far, the newest. Nil if there is none. It
// stays in the queue until Found, Missed or Later says what came of it, so that
// a crash loses nothing.
func (e *Enrich) Next(ctx context.Context, source string) (*Question, error) {
	if err := e.ripen(ctx, source); err != nil {
		return nil, err
	}
	for {
		q, gone, err := e.first(ctx, source)
		if q != nil || gone == "" || err != nil {
			return q, err
		}
		err = e.store.Update(ctx, func(tx store.Tx) error { return store.DropEnquiry(tx, source, gone) })
		if err != nil {
			return nil, err
		}
	}
}

// first reads the head of the queue; gone is one of whom nothing may be looked
// up, or nothing is known any more.
func (e *Enrich) first(ctx context.Context, source string) (q *Question, gone string, err error) {
	err = e.store.View(ctx, func(tx store.Tx) error {
		q, gone = nil, ""
		for key := range tx.Records(store.KindEnquiriesReady).Scan(source+"/", source+"0") {
			id := store.QueuedID(source, key)
			p, err := store.Identities(tx).Get(id)
			if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDamaged) {
				gone = id
				return nil
			}
			if err != nil {
				return err
			}
			never, err := unsought(tx, id)
			if never || err != nil {
				gone = id
				return err
			}
			old, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
			q = &Question{Source: source, Identity: p, Tries: old.Tries}
			return ignoreMissing(err)
		}
		return nil
	})
	return q, gone, err
}

// ripened is how many enquiries that waited for a time are put among the others
// at once.
const ripened = 256

// ripen puts those whose time has come among those that can be asked.
func (e *Enrich) ripen(ctx context.Context, source string) error {
	var ids []string
	read := func(tx store.Tx) error {
		ids = nil
		for key := range tx.Records(store.KindEnquiriesDue).Scan(source+"/", store.EnquiryDue(source, e.env.Now())) {
			if ids = append(ids, store.QueuedID(source, key)); len(ids) == ripened {
				break
			}
		}
		return nil
	}
	if err := e.store.View(ctx, read); err != nil || len(ids) == 0 {
		return err
	}
	return e.store.Update(ctx, func(tx store.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		for _, id := range ids {
			q, err := store.Enquiries(tx).Get(store.EnquiryID(source, id))
			if err != nil {
				return err
			}
			q.Due = time.Time{}
			if err := store.PutEnquiry(tx, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// Due is when the next enquiry of a source can be made; zero if nothing waits.
func (e *Enrich) Due(ctx context.Context, source string) (time.Time, error) {
	var due time.Time
	err := e.store.View(ctx, func(tx store.Tx) error {
		due = time.Time{}
		for range tx.Records(store.KindEnquiriesReady).Scan(source+"/", source+"0") {
			due = e.env.Now()
			return nil
		}
		for key := range tx.Records(store.KindEnquiriesDue).Scan(source+"/", source+"0") {
			q, err := store.Enquiries(tx).Get(store.EnquiryID(source, store.QueuedID(source, key)))
			due = q.Due
			return err
		}
		return nil
	})
	return due, err
}
