package vk

import (
	"context"
	"fmt"
	"slices"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/store"
)

// maxThread caps the pages of comments that are read for one discussion.
const maxThread = 5

// Thread fetches the whole discussion around a mention, ours included, oldest
// first: the conversation, or the post with what was said below it.
func (c *Connector) Thread(ctx context.Context, id string) ([]*store.Mention, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return nil, err
	}
	r, ok := parseRef(id)
	if !ok {
		return nil, nil
	}
	var said []*store.Mention
	around := around{c.caller, c.account.Name}
	switch {
	case r.kind == kindIM && r.owner == me.group:
		said, err = around.conversation(ctx, r)
	case r.kind == kindWall, r.kind == kindTopic:
		said, err = around.discussion(ctx, r)
	}
	if err != nil || len(said) == 0 {
		return nil, err
	}
	slices.SortFunc(said, earlier)
	return said, c.people.name(ctx, said)
}

// around reads what stands around a mention.
type around struct {
	*caller
	account string
}

// conversation reads the newest page of one.
func (c around) conversation(ctx context.Context, r ref) (said []*store.Mention, err error) {
	list, err := c.messages(ctx, r.owner, r.item, 0)
	for _, x := range list {
		if m := ofMessage(c.account, r.owner, x); m != nil {
			said = append(said, m)
		}
	}
	return said, err
}

// discussion reads a post and what was said below it, or a discussion.
func (c around) discussion(ctx context.Context, r ref) (said []*store.Mention, err error) {
	on := r.parent()
	if on.kind == kindWall {
		if said, err = c.root(ctx, on); err != nil {
			return nil, err
		}
	}
	add := func(list []comment) {
		for _, x := range list {
			if m := ofComment(c.account, on, x); m != nil {
				said = append(said, m)
			}
		}
	}
	for n := range maxThread {
		list, err := c.comments(ctx, on, 0, n*wallPage)
		if err != nil {
			return nil, err
		}
		add(flat(list))
		for _, x := range list {
			if x.Thread.Count > len(x.Thread.Items) && x.ID > 0 {
				more, err := c.comments(ctx, on, x.ID, 0)
				if err != nil {
					return nil, err
				}
				add(more)
			}
		}
		if len(list) < wallPage {
			break
		}
	}
	return once(said), nil
}

// root reads the post of a discussion.
func (c around) root(ctx context.Context, on ref) ([]*store.Mention, error) {
	var list []post
	err := c.call(ctx, "read the post", "wall.getById", api.Params{"posts": fmt.Sprintf("%d_%d", on.owner, on.item)}, &list)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fault.New(fault.Permanent, "read the post", "it is not there any more")
	}
	m := ofPost(c.account, list[0])
	if m == nil || m.Key.ID != on.String() {
		return nil, nil
	}
	m.Place.Thread = m.Key.ID
	return []*store.Mention{m}, nil
}

// once leaves out what is there already: branches overlap with what comes along
// with their beginnings.
func once(said []*store.Mention) (out []*store.Mention) {
	known := map[string]bool{}
	for _, m := range said {
		if !known[m.Key.ID] {
			known[m.Key.ID] = true
			out = append(out, m)
		}
	}
	return out
}
