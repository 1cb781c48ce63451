package bluesky

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"earshot/connectors/plain"
	"earshot/store"
	"earshot/store/desk"
)

// crowd remembers what the network said of people, because a post tells of its
// author only the name, and followers decide how loud somebody is.
type crowd struct {
	mu    sync.Mutex
	known map[string]person // by DID
}

type person struct {
	author store.Author
	at     time.Time
}

// The time after which somebody is asked after again, and the most that are
// remembered.
const (
	crowdAge = 6 * time.Hour
	maxCrowd = 5000
)

// lot is how many posts or profiles are asked for at once: the lexicons' limit.
const lot = 25

// describe puts what the network says of their authors into mentions. Where it
// does not answer the mentions arrive all the same: the look-up of people asks
// again later.
func (c *Connector) describe(ctx context.Context, mentions []*store.Mention) error {
	now := c.env.Now()
	var ask []string
	c.crowd.mu.Lock()
	for _, m := range mentions {
		if p, ok := c.crowd.known[m.Author.ID]; (!ok || now.Sub(p.at) > crowdAge) && !slices.Contains(ask, m.Author.ID) {
			ask = append(ask, m.Author.ID)
		}
	}
	c.crowd.mu.Unlock()
	for some := range slices.Chunk(ask, lot) {
		found, err := c.profiles(ctx, some)
		if err != nil {
			c.log.Info("profiles cannot be read now", "why", err)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			break
		}
		c.crowd.learn(found, now)
	}
	c.crowd.mu.Lock()
	defer c.crowd.mu.Unlock()
	for _, m := range mentions {
		if p, ok := c.crowd.known[m.Author.ID]; ok {
			m.Author = p.author
		}
	}
	return nil
}

func (w *crowd) learn(found []profile, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.known) > maxCrowd {
		clear(w.known)
	}
	for _, p := range found {
		if validDID(p.DID) {
			w.known[p.DID] = person{author(p), now}
		}
	}
}

// profiles asks for up to 25 people; those that the network does not know are
// left out.
func (c *api) profiles(ctx context.Context, dids []string) ([]profile, error) {
	var got struct {
		Profiles *[]profile `json:"profiles"`
	}
	q := call{op: "look up profiles", nsid: "app.bsky.actor.getProfiles", query: url.Values{"actors": dids}}
	if _, err := c.do(ctx, q, &got); err != nil {
		return nil, err
	}
	if got.Profiles == nil {
		return nil, c.strange(q)
	}
	return *got.Profiles, nil
}

// Profile tells what the network says of a person now. Site and pronouns are what
// they say of themselves; nobody has confirmed them.
func (c *Connector) Profile(ctx context.Context, who store.Identity) (f desk.Findings, known bool, err error) {
	did := who.Author.ID
	if !validDID(did) {
		did = strings.TrimPrefix(who.Author.Handle, "@")
	}
	if !validDID(did) && !validHandle(did) {
		return f, false, nil
	}
	found, err := c.profiles(ctx, []string{did})
	if err != nil {
		return f, false, err
	}
	i := slices.IndexFunc(found, func(p profile) bool { return p.DID == did || strings.EqualFold(p.Handle, did) })
	if i < 0 || !validDID(found[i].DID) {
		return f, false, nil
	}
	p := found[i]
	now := author(p)
	f.Author = &now
	if site := plain.Address(p.Website); site != "" {
		f.Facts = append(f.Facts, store.Fact{Name: "website", Value: site})
	}
	if p.Pronouns != "" {
		f.Facts = append(f.Facts, store.Fact{Name: "pronouns", Value: clip(p.Pronouns, maxName)})
	}
	return f, true, nil
}
