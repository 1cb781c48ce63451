package feed

import (
	"context"
	"fmt"
	"strings"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store/desk"
)

// Check implements connectors.Connector: every feed must be there and be one.
// A page is searched for the feed it names, and the profile says which it is.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	p := connectors.Profile{
		Can: []string{desk.AbilityRead},
		Lacks: map[string]string{
			desk.AbilityLive:    "a feed cannot push; it is read every " + c.interval.String(),
			desk.AbilitySend:    "a feed cannot be answered; open the article and answer there",
			desk.AbilityThreads: "a feed shows no discussions",
		},
	}
	failed := map[string]outcome{}
	var titles []string
	for _, address := range c.urls {
		o := outcome{url: address}
		g, err := c.fetch(ctx, o, address)
		if ctx.Err() != nil {
			return p, ctx.Err()
		}
		if err != nil {
			f := fault.Of(err)
			o.err = c.trouble(address, f.Kind, f.What, f.RetryAfter)
			failed[address] = o
			continue
		}
		at := g.at
		if g.resp.Moved != "" {
			at = g.resp.Moved
		}
		titles = append(titles, c.describe(titleText(g.doc.Title), address, at))
		if at != address {
			p.Notes = append(p.Notes, "found the feed "+titles[len(titles)-1])
		}
		p.Notes = append(p.Notes, g.notes...)
		if p.Server == "" {
			p.Server, p.RemoteID, p.Handle = c.http.Redact(at), address, hostOf(address)
		}
	}
	if err := c.verdict(failed); err != nil {
		return p, err
	}
	p.Title = strings.Join(titles, "; ")
	if n := len(titles); n > 3 {
		p.Title = fmt.Sprintf("%s and %d more", strings.Join(titles[:3], "; "), n-3)
	}
	return p, nil
}

// describe tells a feed by its title, and its address where it is not the one
// the user gave.
func (c *Connector) describe(title, typed, at string) string {
	if title == "" {
		title = hostOf(typed)
	}
	if at == typed {
		return title
	}
	return fmt.Sprintf("%s, read at %s", title, httpx.Redact(at))
}
