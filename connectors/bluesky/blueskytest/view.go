package blueskytest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// person is app.bsky.actor.defs#profileViewDetailed; a shorter view leaves the
// counts out.
func (s *Server) person(a *Account, viewer *Account, long bool) map[string]any {
	view := map[string]any{"muted": false, "blockedBy": slices.Contains(a.Blocks, viewer.DID)}
	if slices.Contains(viewer.Blocks, a.DID) {
		view["blocking"] = "at://" + viewer.DID + "/app.bsky.graph.block/3kblock"
	}
	p := map[string]any{"did": a.DID, "handle": a.Handle, "displayName": a.Name, "viewer": view, "labels": []any{}}
	if a.Avatar != "" {
		p["avatar"] = a.Avatar
	}
	if long {
		p["description"] = a.Bio
		p["followersCount"], p["followsCount"], p["postsCount"] = a.Followers, 3, len(s.entries)
	}
	return p
}

// post is app.bsky.feed.defs#postView.
func (s *Server) post(e *entry, viewer *Account) map[string]any {
	p := map[string]any{
		"uri": e.uri, "cid": e.cid, "author": s.person(s.account(e.did), viewer, false), "record": e.record,
		"replyCount": 0, "repostCount": 0, "likeCount": s.likes[e.uri], "quoteCount": 0, "bookmarkCount": 0,
		"indexedAt": stamp(e.sort), "labels": s.labels(e), "viewer": map[string]any{"threadMuted": false, "replyDisabled": e.closed},
	}
	if v := s.shown(e); v != nil {
		p["embed"] = v
	}
	return p
}

func (s *Server) labels(e *entry) []any {
	out := []any{}
	for _, l := range s.account(e.did).Labels {
		out = append(out, map[string]any{"src": "did:plc:ar7c4by46qjdydhdevvrndac", "uri": e.uri, "val": l, "cts": stamp(e.sort)})
	}
	return out
}

// shown is the view of what hangs on a post.
func (s *Server) shown(e *entry) map[string]any {
	kind := text(at(e.record, "embed", "$type"))
	switch kind {
	case "app.bsky.embed.images":
		var out []any
		images, _ := at(e.record, "embed", "images").([]any)
		for _, i := range images {
			page := "https://cdn.example/img/" + text(at(i, "image", "ref", "$link"))
			out = append(out, map[string]any{"thumb": page + "@thumb", "fullsize": page, "alt": text(at(i, "alt"))})
		}
		return map[string]any{"$type": kind + "#view", "images": out}
	case "app.bsky.embed.external":
		return map[string]any{"$type": kind + "#view", "external": at(e.record, "embed", "external")}
	case "app.bsky.embed.record":
		uri := text(at(e.record, "embed", "record", "uri"))
		gone := map[string]any{"$type": kind + "#viewNotFound", "uri": uri, "notFound": true}
		q := s.find(uri)
		if q == nil {
			return map[string]any{"$type": kind + "#view", "record": gone}
		}
		a := s.account(q.did)
		return map[string]any{"$type": kind + "#view", "record": map[string]any{
			"$type": kind + "#viewRecord", "uri": q.uri, "cid": q.cid, "author": s.person(a, a, false), "value": q.record, "indexedAt": stamp(q.sort),
		}}
	}
	return nil
}

func limit(r *request) int {
	n, err := strconv.Atoi(r.query.Get("limit"))
	if err != nil || n < 1 || n > 100 {
		return 50
	}
	return n
}

// listNotifications sorts as the reference server does: by the time that a post
// claims, newest first; the cursor is such a time.
func (s *Server) listNotifications(r *request) (any, *failure) {
	cursor := r.query.Get("cursor")
	until, err := time.Parse(time.RFC3339Nano, cursor)
	if cursor != "" && err != nil {
		return nil, refuse(http.StatusBadRequest, "InvalidRequest", "Malformed cursor")
	}
	var all []bell
	for _, b := range s.bells {
		if b.to == r.me.DID && (cursor == "" || b.of.sort.Before(until)) {
			all = append(all, b)
		}
	}
	slices.SortStableFunc(all, func(a, b bell) int { return b.of.sort.Compare(a.of.sort) })
	next := ""
	if n := limit(r); len(all) > n {
		all = all[:n]
		next = all[n-1].of.sort.UTC().Format(time.RFC3339Nano)
	}
	list := []any{}
	for _, b := range all {
		if want := r.query["reasons"]; len(want) > 0 && !s.opts.NoReasons && !slices.Contains(want, b.reason) {
			continue
		}
		n := map[string]any{
			"uri": b.of.uri, "cid": b.of.cid, "author": s.person(s.account(b.of.did), r.me, false), "reason": b.reason,
			"record": b.of.record, "isRead": false, "indexedAt": stamp(b.of.sort), "labels": []any{},
		}
		if b.subject != "" {
			n["reasonSubject"] = b.subject
		}
		list = append(list, n)
	}
	out := map[string]any{"notifications": list, "priority": false}
	if next != "" {
		out["cursor"] = next
	}
	return out, nil
}

func (s *Server) visible(e *entry, viewer *Account) bool {
	return e != nil && !slices.Contains(viewer.Blocks, e.did) && !slices.Contains(s.account(e.did).Blocks, viewer.DID)
}

func (s *Server) getPosts(r *request) (any, *failure) {
	uris := r.query["uris"]
	if len(uris) == 0 || len(uris) > 25 {
		return nil, refuse(http.StatusBadRequest, "InvalidRequest", "Error: uris must not have more than 25 elements")
	}
	out := []any{}
	for _, uri := range uris {
		if e := s.find(uri); s.visible(e, r.me) {
			out = append(out, s.post(e, r.me))
		}
	}
	return map[string]any{"posts": out}, nil
}

func (s *Server) searchPosts(r *request) (any, *failure) {
	if s.opts.NoSearch {
		return nil, refuse(http.StatusForbidden, "Forbidden", "search is not for you")
	}
	var all []*entry
	for _, e := range s.entries {
		if strings.Contains(strings.ToLower(text(e.record["text"])), strings.ToLower(r.query.Get("q"))) && s.visible(e, r.me) {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b *entry) int { return b.sort.Compare(a.sort) })
	skip, _ := strconv.Atoi(r.query.Get("cursor")) // none = the beginning
	all = all[min(skip, len(all)):]
	out := map[string]any{}
	if n := limit(r); len(all) > n {
		all = all[:n]
		out["cursor"] = strconv.Itoa(skip + n)
	}
	posts := []any{}
	for _, e := range all {
		posts = append(posts, s.post(e, r.me))
	}
	out["posts"] = posts
	return out, nil
}

func (s *Server) getPostThread(r *request) (any, *failure) {
	e := s.find(r.query.Get("uri"))
	if e == nil {
		return nil, refuse(http.StatusBadRequest, "NotFound", "Post not found: "+r.query.Get("uri"))
	}
	depth, err := strconv.Atoi(r.query.Get("depth"))
	if err != nil {
		depth = 6
	}
	height, err := strconv.Atoi(r.query.Get("parentHeight"))
	if err != nil {
		height = 80
	}
	t := s.branch(e, r.me, depth)
	at := t
	for up := text(at2(e, "parent")); up != "" && height > 0 && t["post"] != nil; height-- {
		p := s.find(up)
		if p == nil {
			at["parent"] = map[string]any{"$type": "app.bsky.feed.defs#notFoundPost", "uri": up, "notFound": true}
			break
		}
		parent := s.branch(p, r.me, 0)
		at["parent"], at, up = parent, parent, text(at2(p, "parent"))
	}
	return map[string]any{"thread": t}, nil
}

func at2(e *entry, which string) any { return at(e.record, "reply", which, "uri") }

func (s *Server) branch(e *entry, viewer *Account, depth int) map[string]any {
	if !s.visible(e, viewer) {
		return map[string]any{"$type": "app.bsky.feed.defs#blockedPost", "uri": e.uri, "blocked": true, "author": map[string]any{"did": e.did}}
	}
	replies := []any{}
	for _, x := range s.entries {
		if depth > 0 && text(at2(x, "parent")) == e.uri {
			replies = append(replies, s.branch(x, viewer, depth-1))
		}
	}
	return map[string]any{"$type": "app.bsky.feed.defs#threadViewPost", "post": s.post(e, viewer), "replies": replies}
}

func (s *Server) getProfiles(r *request) (any, *failure) {
	out := []any{}
	for _, who := range r.query["actors"] {
		if a := s.account(who); a != nil {
			out = append(out, s.person(a, r.me, true))
		}
	}
	return map[string]any{"profiles": out}, nil
}
