package bluesky

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"earshot/store"
)

// How much of a discussion is asked for, and kept.
const (
	threadDepth   = 20
	threadParents = 80
	maxThread     = 500
)

// branch is app.bsky.feed.defs#threadViewPost; posts that are deleted or blocked
// have no view in it.
type branch struct {
	Post    *postView `json:"post"`
	Parent  *branch   `json:"parent"`
	Replies []*branch `json:"replies"`
}

// Thread fetches the whole discussion around a post, ours included, oldest first.
func (c *Connector) Thread(ctx context.Context, id string) ([]*store.Mention, error) {
	u, ok := parseURI(id)
	if !ok || u.collection != postRecord {
		return nil, nil // a repost starts no discussion
	}
	t, err := c.tree(ctx, id)
	if t == nil || err != nil {
		return nil, err
	}
	found := gathering{by: map[string]*postView{}}
	found.add(t)
	if root := rootOf(t); root != id {
		whole, err := c.tree(ctx, root)
		if err != nil {
			return nil, err
		}
		found.add(whole)
	}
	var out []*store.Mention
	for _, v := range found.all {
		if m := c.mention(*v); m != nil {
			out = append(out, m)
		}
	}
	if err := c.describe(ctx, out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b *store.Mention) int { return a.Created.Compare(b.Created) })
	return out, nil
}

// tree reads what hangs together with a post; nil if it is not there any more.
func (c *api) tree(ctx context.Context, id string) (*branch, error) {
	var got struct {
		Thread *branch `json:"thread"`
	}
	q := call{op: "read the discussion", nsid: "app.bsky.feed.getPostThread", query: url.Values{
		"uri": {id}, "depth": {strconv.Itoa(threadDepth)}, "parentHeight": {strconv.Itoa(threadParents)},
	}}
	resp, err := c.do(ctx, q, &got)
	if refused(resp, "NotFound") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if got.Thread == nil {
		return nil, c.strange(q)
	}
	return got.Thread, nil
}

// rootOf is the first post of the discussion.
func rootOf(t *branch) string {
	if t.Post == nil {
		return ""
	}
	if r := t.Post.Record.Reply; r != nil {
		if root, ok := parseURI(r.Root.URI); ok {
			return root.String()
		}
	}
	return t.Post.URI
}

// gathering collects the posts of trees, each once.
type gathering struct {
	all []*postView
	by  map[string]*postView
}

func (g *gathering) add(t *branch) {
	if t == nil || len(g.all) >= maxThread {
		return
	}
	if p := t.Post; p != nil && g.by[p.URI] == nil {
		g.by[p.URI] = p
		g.all = append(g.all, p)
	}
	g.add(t.Parent)
	for _, r := range t.Replies {
		g.add(r)
	}
}
