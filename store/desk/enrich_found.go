package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/scoring/identity"
	"earshot/store"
	"earshot/store/clean"
)

// Findings are what a source says of a person. All of it is outside text.
type Findings struct {
	Facts []store.Fact // Name and Value; From and At are put in
	// Accounts are others of the same person, each confirmed both ways or by a
	// service that has checked it.
	Accounts []FoundAccount
	// Author is what their own network says now; nil from all other sources.
	Author *store.Author
	Phone  string
	Avatar *Picture
}

// FoundAccount is an account or page of a person.
type FoundAccount struct {
	Network string // as in store.Key; "" = a page
	Handle  string
	Name    string
	URL     string
}

// Picture is a picture of a person made small.
type Picture struct {
	Pixels []byte // store.AvatarBytes
	Hash   uint64 // perceptual, see scoring/identity
}

// The limits of what is kept of one source, and of the addresses that a person
// and they confirm.
const (
	maxFound  = 32
	maxProofs = 16
)

// FactAccount is the name of facts that hold the address of another account or
// page of the person, confirmed both ways; FactPicture of the one that holds the
// perceptual hash of their picture, in 16 hex digits.
const (
	FactAccount = "account"
	FactPicture = "picture"
)

// Found writes what a source knows of a person, in one Update: facts that it
// gave before are replaced; accounts become identities of their own, joined by
// what confirms them. The answer holds for 30 days.
func (e *Enrich) Found(ctx context.Context, source, id string, f Findings) error {
	outside := f
	return e.store.Update(ctx, func(tx store.Tx) error {
		f := outside // may run twice
		p, err := store.Identities(tx).Get(id)
		if err != nil {
			if err = ignoreMissing(err); err != nil {
				return err
			}
			return store.DropEnquiry(tx, source, id) // erased meanwhile
		}
		if never, err := unsought(tx, id); err != nil {
			return err
		} else if never {
			return store.DropEnquiry(tx, source, id)
		}
		if f.Author != nil {
			if source != SourceProfile { // others know the network's word no better
				f.Author = &store.Author{Avatar: f.Author.Avatar, Verified: p.Author.Verified}
				if p.Author.Avatar != "" {
					f.Author.Avatar = ""
				}
			}
			p.Author = newerAuthor(p.Author, *f.Author)
		}
		if p.Phone == "" {
			p.Phone = clean.Line(f.Phone, maxLine)
		}
		if err := keepPicture(tx, id, f.Avatar); err != nil {
			return err
		}
		proofs := e.keepFacts(&p, source, f)
		// What is known now may be what another source needs.
		if err := errors.Join(e.seekNew(tx, &p), putPeople(e.core, tx, p)); err != nil {
			return err
		}
		if err := e.keepAccounts(tx, source, f.Accounts, proofs); err != nil {
			return err
		}
		return e.answer(tx, source, id, store.EnquiryFound, foundFor, "")
	})
}

// keepPicture stores a picture.
func keepPicture(tx store.Tx, id string, picture *Picture) error {
	if !picture.whole() {
		return nil
	}
	return tx.Records(store.KindAvatars).Put(id, picture.Pixels)
}

// whole tells whether there is a picture of the right size.
func (p *Picture) whole() bool { return p != nil && len(p.Pixels) == store.AvatarBytes }

// facts are what is to be kept, with what proves something under names that no
// profile can take.
func (f *Findings) facts() []store.Fact {
	var all []store.Fact
	for _, a := range f.Accounts[:min(len(f.Accounts), maxProofs)] {
		all = append(all, store.Fact{Name: FactAccount, Value: a.URL})
	}
	if f.Avatar.whole() {
		all = append(all, store.Fact{Name: FactPicture, Value: fmt.Sprintf("%016x", f.Avatar.Hash)})
	}
	for _, fact := range f.Facts[:min(len(f.Facts), maxFound-len(all))] {
		if fact.Name = clean.Line(fact.Name, 64); fact.Name == FactAccount || fact.Name == FactPicture {
			fact.Name = "says: " + fact.Name
		}
		all = append(all, fact)
	}
	return all
}

// keepFacts replaces the facts of a source, keeping the time of those that it
// gave before, and brings the proofs in line with them. It gives the addresses
// that the source confirms now.
func (e *Enrich) keepFacts(p *store.Identity, source string, f Findings) []string {
	var old, kept []store.Fact
	for _, fact := range p.Facts {
		if fact.From == source {
			old = append(old, fact)
		} else {
			kept = append(kept, fact)
		}
	}
	var now []string
	for _, fact := range f.facts() {
		fact = store.Fact{Name: fact.Name, Value: clean.Line(fact.Value, maxLine), From: source, At: e.env.Now()}
		same := func(x store.Fact) bool { return x.Name == fact.Name && x.Value == fact.Value }
		if fact.Name == "" || fact.Value == "" || slices.ContainsFunc(kept, func(x store.Fact) bool { return x.From == source && same(x) }) {
			continue
		}
		if i := slices.IndexFunc(old, same); i >= 0 {
			fact.At = old[i].At
		}
		if page := PageOf(fact.Value); fact.Name == FactAccount && page != "" {
			now = append(now, page)
		}
		kept = append(kept, fact)
	}
	p.Facts = kept
	var before []string
	for _, fact := range old {
		if fact.Name == FactAccount {
			before = append(before, PageOf(fact.Value))
		}
	}
	p.Proofs = slices.DeleteFunc(slices.Clone(p.Proofs), func(s string) bool { return slices.Contains(before, s) })
	p.Proofs = proven(p.Proofs, now...)
	return now
}

// proven adds addresses to proofs; each stands once, in order, 16 at most.
func proven(proofs []string, more ...string) []string {
	out := slices.Clone(proofs)
	for _, s := range more {
		if s != "" && !slices.Contains(out, s) && len(out) < maxProofs {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// keepAccounts joins the accounts that a source has confirmed: those that are
// known by their page get it as a proof, those that are not become identities.
func (e *Enrich) keepAccounts(tx store.Tx, source string, accounts []FoundAccount, proofs []string) error {
	for _, a := range accounts[:min(len(accounts), maxProofs)] {
		page := PageOf(a.URL)
		if !slices.Contains(proofs, page) {
			continue
		}
		ids := pageOwners(tx, page)
		if len(ids) == 0 && store.ValidNetwork(a.Network) {
			p := foundIdentity(source, a, page, e.env.Now())
			if err := putPeople(e.core, tx, p); err != nil {
				return err
			}
			if err := tx.Records(store.KindPages).Put(pageKey(page, p.ID), nil); err != nil {
				return err
			}
			ids = []string{p.ID}
		}
		for _, id := range ids {
			p, err := store.Identities(tx).Get(id)
			if err != nil {
				if err = ignoreMissing(err); err != nil {
					return err
				}
				continue
			}
			p.Proofs = proven(p.Proofs, page)
			if err := putPeople(e.core, tx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// foundIdentity is an account of which nobody has heard anything yet. Its name
// is that of its page, for the network's own id is not known.
func foundIdentity(source string, a FoundAccount, page string, at time.Time) store.Identity {
	handle := strings.TrimPrefix(clean.Line(a.Handle, maxLine), "@")
	return store.Identity{
		ID: a.Network + ":" + page, Network: a.Network, First: at,
		Author: store.Author{Handle: handle, Name: clean.Line(a.Name, maxLine), URL: clean.URL(a.URL)},
		Facts:  []store.Fact{{Name: "found", Value: "a confirmed account of somebody else's profile", From: source, At: at}},
		Proofs: []string{page},
	}
}

// newerAuthor takes what a network says now; what it does not say stays.
func newerAuthor(old, now store.Author) store.Author {
	m := store.Mention{Author: now}
	cleanMention(&m)
	now = m.Author
	for _, s := range []struct{ to, from *string }{
		{&old.Handle, &now.Handle},
		{&old.Name, &now.Name},
		{&old.Email, &now.Email},
		{&old.URL, &now.URL},
		{&old.Bio, &now.Bio},
		{&old.Avatar, &now.Avatar},
		{&old.Location, &now.Location},
	} {
		if *s.from != "" {
			*s.to = *s.from
		}
	}
	for _, n := range []struct{ to, from *int }{{&old.Followers, &now.Followers}, {&old.Following, &now.Following}, {&old.Posts, &now.Posts}} {
		if *n.from > 0 {
			*n.to = *n.from
		}
	}
	old.Verified = now.Verified
	return old
}

// keepPage files an identity under its own page, and takes the page as a proof
// where somebody's profile has confirmed it before the account was heard of.
func keepPage(tx store.Tx, p *store.Identity) error {
	page := ownPage(p)
	if page == "" {
		return nil
	}
	for _, id := range pageOwners(tx, page) {
		if id == p.ID {
			return nil
		}
		other, err := store.Identities(tx).Get(id)
		if ignoreMissing(err) != nil {
			return err
		}
		if slices.Contains(other.Proofs, page) {
			p.Proofs = proven(p.Proofs, page)
		}
	}
	return tx.Records(store.KindPages).Put(pageKey(page, p.ID), nil)
}

func pageKey(page, id string) string { return page + "\x00" + id }

// ownPage is the address under which an account stands on its network, as the
// network itself says: there alone nobody can write another's page. On all other
// networks, and in lists, the address in a profile may be anybody's.
func ownPage(p *store.Identity) string {
	page := identity.Site(p.Author.URL)
	host, path, _ := strings.Cut(page, "/")
	name, home, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(p.Author.Handle, "@")), "@")
	if p.Row != "" || path == "" || name == "" {
		return ""
	}
	switch p.Network {
	case "mastodon":
		if home != host && !strings.HasSuffix(host, "."+home) || home == "" {
			return ""
		}
	case "vk", "bluesky", "telegram":
		if host != map[string]string{"vk": "vk.com", "bluesky": "bsky.app", "telegram": "t.me"}[p.Network] {
			return ""
		}
	default:
		return ""
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	if strings.TrimPrefix(last, "@") != name && last != "id"+p.Author.ID {
		return ""
	}
	return page
}

// OwnPage is the address of a person's own page on their network, where nobody
// else could have written it; "" if there is none such.
func OwnPage(p *store.Identity) string { return ownPage(p) }

// pageOwners are the identities that are reached at a page.
func pageOwners(tx store.Tx, page string) []string {
	var ids []string
	for key := range tx.Records(store.KindPages).Scan(page+"\x00", page+"\x01") {
		if ids = append(ids, key[len(page)+1:]); len(ids) == maxProofs {
			break
		}
	}
	return ids
}

// forgetSought removes what was looked up about a person who is removed.
func forgetSought(tx store.Tx, id string) error {
	p, err := store.Identities(tx).Get(id)
	if err == nil {
		for _, page := range append([]string{ownPage(&p)}, p.Proofs...) {
			if err := tx.Records(store.KindPages).Delete(pageKey(page, id)); err != nil {
				return err
			}
		}
	}
	for _, source := range SourceNames() {
		if err := store.DropEnquiry(tx, source, id); err != nil {
			return err
		}
	}
	return tx.Records(store.KindAvatars).Delete(id)
}
