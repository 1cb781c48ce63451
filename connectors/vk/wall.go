package vk

import (
	"context"
	"strconv"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/lenient"
	"earshot/store"
)

// What is read of a wall and of the discussions at once, and the most of it.
const (
	wallPage    = 100
	maxWallPage = 20
	firstPosts  = 20 // posts whose comments are read when an account is new
	morePosts   = 50 // and later
	maxTopics   = 20
	branchItems = 10 // of a branch, VK's most
	askAgain    = 30 * 24 * time.Hour
)

// wall reads the posts of others on the community's wall since a time, and what
// was said below the newest posts.
func (p pull) wall(ctx context.Context, since time.Time) error {
	if p.can("wall.get") != "" {
		return nil
	}
	posts := 0
	for n := range maxWallPage {
		list, err := p.posts(ctx, n*wallPage)
		if err != nil {
			return err
		}
		var said []*store.Mention
		for _, x := range list {
			if e, ok := theirs(p.me, ofPost(p.account.Name, x)); ok && !older(x.Date, since) {
				said = append(said, e.Mention)
			}
		}
		if err := p.told(ctx, said, since.IsZero()); err != nil {
			return err
		}
		for _, x := range list {
			if !p.worth(x, since, &posts) {
				continue
			}
			if err := p.closed(p.below(ctx, ref{kind: kindWall, owner: x.OwnerID, item: x.ID}, since)); err != nil {
				return err
			}
			p.remember(x)
		}
		if len(list) < wallPage || since.IsZero() || older(list[len(list)-1].Date, since) {
			return nil
		}
	}
	return nil
}

// posts reads a page of the wall, the newest first.
func (p pull) posts(ctx context.Context, offset int) ([]post, error) {
	var list struct {
		Items []post `json:"items"`
	}
	params := api.Params{"owner_id": -p.me.group, "count": wallPage, "offset": offset}
	if err := p.call(ctx, "read the wall", "wall.get", params, &list); err != nil {
		return nil, err
	}
	some := len(list.Items) == 0
	for _, x := range list.Items {
		some = some || x.ID > 0
	}
	if !some {
		return nil, p.alien("read the wall", lenient.ErrShape)
	}
	return list.Items, nil
}

// worth tells whether the comments of a post are to be read: it has some, their
// number is not that of last time, and it is no old one.
func (p pull) worth(x post, since time.Time, posts *int) bool {
	most := morePosts
	if since.IsZero() {
		most = firstPosts
	}
	p.who.Lock()
	defer p.who.Unlock()
	if x.ID <= 0 || x.Comments.Count <= 0 || *posts >= most || p.seen[postKey(x)] == x.Comments.Count && !since.IsZero() ||
		!since.IsZero() && older(x.Date, since.Add(-askAgain)) {
		return false
	}
	*posts++
	return true
}

// remember notes how many comments a post had.
func (p pull) remember(x post) {
	p.who.Lock()
	defer p.who.Unlock()
	if len(p.seen) > maxKnown {
		clear(p.seen)
	}
	p.seen[postKey(x)] = x.Comments.Count
}

func postKey(x post) string { return ref{kind: kindWall, owner: x.OwnerID, item: x.ID}.String() }

// below reads the comments of one thing since a time, the newest first, and
// branches that are longer than what comes along.
func (p pull) below(ctx context.Context, on ref, since time.Time) error {
	for n := range maxTalkPage {
		list, err := p.comments(ctx, on, 0, n*wallPage)
		if err != nil {
			return err
		}
		if err := p.heard(ctx, on, flat(list), since); err != nil {
			return err
		}
		for _, x := range list {
			if x.Thread.Count > len(x.Thread.Items) && x.ID > 0 {
				more, err := p.comments(ctx, on, x.ID, 0)
				if err == nil {
					err = p.heard(ctx, on, more, since)
				}
				if err != nil {
					return err
				}
			}
		}
		if len(list) < wallPage || older(list[len(list)-1].Date, since) {
			return nil
		}
	}
	return nil
}

// heard hands in comments that are not older than a time.
func (p pull) heard(ctx context.Context, on ref, list []comment, since time.Time) error {
	var said []*store.Mention
	for _, x := range list {
		if m := ofComment(p.account.Name, on, x); m != nil && !older(x.Date, since) {
			said = append(said, m)
		}
	}
	return p.told(ctx, said, since.IsZero())
}

// comments reads a page of the comments of a post or a discussion, the newest
// first; branch is the comment at whose answers to look, 0 = at the beginnings.
func (c *caller) comments(ctx context.Context, on ref, branch, offset int) ([]comment, error) {
	method, params := "wall.getComments", api.Params{
		"owner_id": on.owner, "post_id": on.item, "count": wallPage, "offset": offset, "sort": "desc", "need_likes": 1, "thread_items_count": branchItems,
	}
	if on.kind == kindTopic {
		method, params = "board.getComments", api.Params{
			"group_id": strconv.Itoa(-on.owner), "topic_id": on.item, "count": wallPage, "offset": offset, "sort": "desc", "need_likes": 1,
		}
	}
	if branch > 0 {
		params["comment_id"] = branch
	}
	var list struct {
		Items []comment `json:"items"`
	}
	if err := c.call(ctx, "read comments", method, params, &list); err != nil {
		return nil, err
	}
	some := len(list.Items) == 0
	for _, x := range list.Items {
		some = some || x.ID > 0
	}
	if !some {
		return nil, c.alien("read comments", lenient.ErrShape)
	}
	return list.Items, nil
}

// boards reads the discussions in which something was said since a time.
func (p pull) boards(ctx context.Context, since time.Time) error {
	if p.can("board.getTopics") != "" {
		return nil
	}
	var list struct {
		Items []struct {
			ID       int `json:"id"`
			Updated  int `json:"updated"`
			Comments int `json:"comments"`
		} `json:"items"`
	}
	params := api.Params{"group_id": p.me.group, "order": 1, "count": maxTopics}
	if err := p.call(ctx, "read the discussions", "board.getTopics", params, &list); err != nil {
		return err
	}
	for _, x := range list.Items {
		if x.ID <= 0 || x.Comments <= 0 || older(x.Updated, since) {
			continue
		}
		if err := p.closed(p.below(ctx, ref{kind: kindTopic, owner: -p.me.group, item: x.ID}, since)); err != nil {
			return err
		}
	}
	return nil
}
