package enrich

import (
	"context"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/desk"
)

// relMe reads the page of a person, follows the links that it marks as the same
// person (rel=me, microformats.org/wiki/rel-me; alsoKnownAs), and takes those
// whose pages name it in return.
type relMe struct{ web *web }

// Name implements Source.
func (relMe) Name() string { return desk.SourceRelMe }

// Look implements Source. Where the address of the page is the person's own word
// (a mail, a list, a feed), the page must name their mailbox: else everybody who
// writes the address of somebody famous into a profile would become them.
func (r relMe) Look(ctx context.Context, who store.Identity) (desk.Findings, error) {
	if who.Author.URL == "" {
		return desk.Findings{}, nothing("the person has no page")
	}
	c := &circle{web: r.web}
	own, err := c.own(ctx, who.Author.URL)
	if err != nil {
		return desk.Findings{}, err
	}
	if desk.OwnPage(&who) != "" {
		return c.confirm(ctx, own)
	}
	if mailed(own.links, who.Author.Email) {
		f, err := c.confirm(ctx, own)
		if _, none := isNothing(err); none {
			err = nil
		}
		f.Accounts = append([]desk.FoundAccount{{URL: who.Author.URL}}, f.Accounts...)
		return f, err
	}
	var f desk.Findings
	for _, link := range slices.DeleteFunc(own.links, func(l string) bool { return !onWeb(l) }) {
		f.Facts = append(f.Facts, store.Fact{Name: "link", Value: link})
	}
	if len(f.Facts) == 0 {
		return f, nothing("the page names no other page of the person")
	}
	return f, nil
}

// circle is the pages read for one question.
type circle struct {
	web     *web
	fetches int
}

// owned is a page with the addresses under which others may name it.
type owned struct {
	*page
	names []string // as desk.PageOf has them
}

func (c *circle) get(ctx context.Context, address string) (*page, error) {
	if c.fetches++; c.fetches > maxFetches {
		return nil, nothing("there are too many pages to read")
	}
	return c.web.get(ctx, address)
}

// own reads a page and the addresses under which it may be named: its own, and
// what an actor calls itself, if that page says the same of the first. Anybody
// can claim to be somebody else; only that page can confirm it.
func (c *circle) own(ctx context.Context, address string) (owned, error) {
	p, err := c.get(ctx, address)
	if err != nil {
		return owned{}, err
	}
	o := owned{page: p, names: []string{desk.PageOf(address)}}
	for _, claim := range []string{p.id, p.url} {
		name := desk.PageOf(claim)
		if name == "" || slices.Contains(o.names, name) {
			continue
		}
		other, err := c.get(ctx, claim)
		if err == nil && (desk.PageOf(other.id) == o.names[0] || desk.PageOf(other.url) == o.names[0]) {
			o.names = append(o.names, name)
		}
		if ctx.Err() != nil {
			return owned{}, ctx.Err()
		}
	}
	return o, nil
}

// confirm parts the links of a page into those that name it in return, which are
// accounts of the same person, and the rest, which are facts.
func (c *circle) confirm(ctx context.Context, own owned) (desk.Findings, error) {
	var f desk.Findings
	for _, link := range own.links {
		name := desk.PageOf(link)
		if name == "" || slices.Contains(own.names, name) || !onWeb(link) {
			continue
		}
		other, err := c.get(ctx, link)
		if ctx.Err() != nil {
			return f, ctx.Err()
		}
		if err != nil || !names(other.links, own.names) {
			f.Facts = append(f.Facts, store.Fact{Name: "link", Value: link})
			continue
		}
		f.Accounts = append(f.Accounts, c.account(ctx, link, other))
	}
	if len(f.Accounts)+len(f.Facts) == 0 {
		return f, nothing("the page names no other page of the person")
	}
	return f, nil
}

// account describes a confirmed page. An actor is better known by the page that
// people see, if that says that it is the actor's.
func (c *circle) account(ctx context.Context, link string, p *page) desk.FoundAccount {
	a := accountAt(link)
	if p.url != "" && desk.PageOf(p.url) != desk.PageOf(link) {
		shown, err := c.get(ctx, p.url)
		if seen := accountAt(p.url); err == nil && seen.URL != "" && desk.PageOf(shown.id) == desk.PageOf(link) {
			a = seen
		}
	}
	a.Name = p.name
	if p.id == "" && a.Network == "mastodon" {
		a.Network = "" // no actor answered: a page like any other
	}
	return a
}

// names tells whether one of the links is one of the pages.
func names(links, pages []string) bool {
	return slices.ContainsFunc(links, func(l string) bool { return slices.Contains(pages, desk.PageOf(l)) })
}

// onWeb tells links to pages from those to mailboxes.
func onWeb(link string) bool { return strings.HasPrefix(link, "http") }
