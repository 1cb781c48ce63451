package vktest

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

func numbers(s string) (out []int) {
	for part := range strings.SplitSeq(s, ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(part)); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// usersGet gives people, or whoever the token belongs to.
func (r *request) usersGet() (any, *refusal) {
	ids := numbers(r.form.Get("user_ids"))
	if !r.form.Has("user_ids") {
		if r.kind != user {
			return nil, refuse(113, "Invalid user id")
		}
		ids = []int{r.me}
	}
	if len(ids) > 1000 {
		return nil, refuse(100, "One of the parameters specified was missing or invalid: user_ids should have not more than 1000 items")
	}
	out := []any{}
	for _, id := range ids {
		for _, u := range r.s.w.users {
			if u.ID == id {
				out = append(out, u.asked(r.form.Get("fields")))
			}
		}
	}
	return out, nil
}

// groupsGetByID gives communities; a community's own token needs name none.
func (r *request) groupsGetByID() (any, *refusal) {
	ids := numbers(strings.ReplaceAll(r.form.Get("group_ids"), "acme", strconv.Itoa(Group)))
	if one := r.form.Get("group_id"); one != "" {
		ids = numbers(strings.ReplaceAll(one, "acme", strconv.Itoa(Group)))
	} else if len(ids) == 0 && r.kind == community {
		ids = []int{Group}
	}
	if len(ids) == 0 {
		return nil, refuse(100, "One of the parameters specified was missing or invalid: group_ids is undefined")
	}
	out := []any{}
	for _, id := range ids {
		out = append(out, r.renderGroup(id))
	}
	return out, nil
}

// groupsGetMembers gives the members of the community.
func (r *request) groupsGetMembers() (any, *refusal) {
	if r.form.Get("group_id") != strconv.Itoa(Group) {
		return nil, refuse(125, "Invalid group id")
	}
	ids := page(r, append([]int{}, r.s.w.members...), 1000, 1000)
	if r.form.Get("fields") == "" {
		return map[string]any{"count": len(r.s.w.members), "items": ids}, nil
	}
	items := []any{}
	for _, u := range r.s.w.users {
		if slices.Contains(ids, u.ID) {
			items = append(items, u.asked(r.form.Get("fields")))
		}
	}
	return map[string]any{"count": len(r.s.w.members), "items": items}, nil
}

// newsfeedMentions gives posts on walls elsewhere that name the community.
func (r *request) newsfeedMentions() (any, *refusal) {
	if r.num("owner_id") != -Group {
		return nil, refuse(15, "Access denied")
	}
	var list []*post
	for _, p := range r.s.w.posts {
		if p.owner != -Group && strings.Contains(p.text, "[club"+strconv.Itoa(Group)+"|") && p.date.Unix() >= int64(r.num("start_time")) {
			list = append(list, p)
		}
	}
	slices.Reverse(list)
	items := []any{}
	for _, p := range page(r, list, 20, 50) {
		x := p.render()
		x["to_id"] = x["owner_id"]
		delete(x, "owner_id")
		items = append(items, x)
	}
	return map[string]any{"count": len(list), "items": items}, nil
}

// mailbox refuses those who may not read the community's messages.
func (r *request) mailbox() *refusal {
	switch {
	case !r.allowed("messages"):
		return refuse(15, "Access denied: no access to call this method")
	case r.kind == user && r.num("group_id") != Group:
		return refuse(15, "Access denied: group_id is needed")
	}
	return nil
}

// conversations gives those of the community, the newest first.
func (r *request) conversations() (any, *refusal) {
	if no := r.mailbox(); no != nil {
		return nil, no
	}
	peers := []int{}
	for peer := range r.s.w.talks {
		peers = append(peers, peer)
	}
	last := func(i int) *message { l := r.s.w.talks[peers[i]]; return l[len(l)-1] }
	sort.Slice(peers, func(i, j int) bool { return last(i).id > last(j).id })
	items := []any{}
	for _, peer := range page(r, peers, 20, 200) {
		list := r.s.w.talks[peer]
		m, kind, local := list[len(list)-1], "user", peer
		if peer > 2_000_000_000 {
			kind, local = "chat", peer-2_000_000_000
		}
		items = append(items, map[string]any{
			"conversation": map[string]any{
				"peer":            map[string]any{"id": peer, "type": kind, "local_id": local},
				"last_message_id": m.id, "last_conversation_message_id": m.local, "in_read": 0, "out_read": 0,
			},
			"last_message": m.render(),
		})
	}
	return map[string]any{"count": len(peers), "items": items}, nil
}

// messageHistory gives one conversation, the newest first.
func (r *request) messageHistory() (any, *refusal) {
	if no := r.mailbox(); no != nil {
		return nil, no
	}
	list := slices.Clone(r.s.w.talks[r.num("peer_id")])
	slices.Reverse(list)
	items := []any{}
	for _, m := range page(r, list, 20, 200) {
		items = append(items, m.render())
	}
	return map[string]any{"count": len(list), "items": items}, nil
}

// about gives the people and communities behind a list, for extended answers.
func (r *request) about(out map[string]any) map[string]any {
	if r.flag("extended") {
		profiles := []any{}
		for _, u := range r.s.w.users {
			profiles = append(profiles, u.render())
		}
		out["profiles"], out["groups"] = profiles, []any{r.renderGroup(Group)}
	}
	return out
}

// wall is one wall, the newest post first.
func (w *world) wall(owner int) (out []*post) {
	for _, p := range w.posts {
		if p.owner == owner && !p.gone {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].id > out[j].id })
	return out
}

// wallGet gives a wall.
func (r *request) wallGet() (any, *refusal) {
	list := r.s.w.wall(r.num("owner_id"))
	if filter := r.form.Get("filter"); filter == "owner" {
		list = slices.DeleteFunc(list, func(p *post) bool { return p.from != p.owner })
	}
	items := []any{}
	for _, p := range page(r, list, 20, 100) {
		items = append(items, p.render())
	}
	return r.about(map[string]any{"count": len(list), "items": items}), nil
}

// wallGetByID gives posts by -1_2.
func (r *request) wallGetByID() (any, *refusal) {
	out := []any{}
	for id := range strings.SplitSeq(r.form.Get("posts"), ",") {
		owner, post, _ := strings.Cut(id, "_")
		o, _ := strconv.Atoi(owner) // 0 is nobody's
		n, _ := strconv.Atoi(post)
		if p := r.s.w.findPost(o, n); p != nil {
			out = append(out, p.render())
		}
	}
	if r.flag("extended") {
		return r.about(map[string]any{"items": out}), nil
	}
	return out, nil
}

// wallGetComments gives the comments below a post, or those of one branch.
func (r *request) wallGetComments() (any, *refusal) {
	p := r.s.w.findPost(r.num("owner_id"), r.num("post_id"))
	if p == nil {
		return nil, refuse(15, "Access denied: post was not found")
	}
	branch := r.num("comment_id")
	var list []*said
	for _, c := range p.standing() {
		if p.top(c) == branch {
			list = append(list, c)
		}
	}
	level := len(list)
	if r.form.Get("sort") == "desc" {
		slices.Reverse(list)
	}
	items := []any{}
	for _, c := range page(r, list, 10, 100) {
		out := p.renderComment(c)
		if branch == 0 {
			out["thread"] = r.thread(p, c)
		}
		items = append(items, out)
	}
	return r.about(map[string]any{
		"count": len(p.standing()), "current_level_count": level, "items": items, "can_post": true, "show_reply_button": true, "groups_can_post": true,
	}), nil
}

// thread is what was answered to a comment.
func (r *request) thread(p *post, top *said) map[string]any {
	n, items := 0, []any{}
	for _, c := range p.standing() {
		if c.id != top.id && p.top(c) == top.id {
			if n++; n <= r.num("thread_items_count") {
				items = append(items, p.renderComment(c))
			}
		}
	}
	return map[string]any{"count": n, "items": items, "can_post": true, "show_reply_button": true, "groups_can_post": true}
}

// boardTopics gives the discussions, the one written in last first.
func (r *request) boardTopics() (any, *refusal) {
	if r.num("group_id") != Group {
		return nil, refuse(15, "Access denied")
	}
	updated := func(p *post) time.Time {
		if n := len(p.comments); n > 0 {
			return p.comments[n-1].date
		}
		return p.date
	}
	list := slices.Clone(r.s.w.topics)
	sort.SliceStable(list, func(i, j int) bool { return updated(list[i]).After(updated(list[j])) })
	items := []any{}
	for _, p := range page(r, list, 40, 100) {
		items = append(items, map[string]any{
			"id": p.id, "title": p.text, "created": p.date.Unix(), "created_by": p.from, "updated": updated(p).Unix(), "updated_by": p.from,
			"is_closed": 0, "is_fixed": 0, "comments": len(p.standing()),
		})
	}
	return r.about(map[string]any{"count": len(list), "items": items, "default_order": 1, "can_add_topics": 1}), nil
}

// boardComments gives one discussion.
func (r *request) boardComments() (any, *refusal) {
	p := r.s.w.findTopic(r.num("topic_id"))
	if p == nil || r.num("group_id") != Group {
		return nil, refuse(15, "Access denied")
	}
	list := p.standing()
	if r.form.Get("sort") == "desc" {
		slices.Reverse(list)
	}
	items := []any{}
	for _, c := range page(r, list, 20, 100) {
		items = append(items, map[string]any{"id": c.id, "from_id": c.from, "date": c.date.Unix(), "text": c.text})
	}
	return r.about(map[string]any{"count": len(list), "items": items}), nil
}

// newsfeedSearch finds posts and comments by a word, the newest first.
func (r *request) newsfeedSearch() (any, *refusal) {
	q := strings.ToLower(r.form.Get("q"))
	if q == "" {
		return nil, refuse(100, "One of the parameters specified was missing or invalid: q is undefined")
	}
	var list []*post
	for _, p := range r.s.w.posts {
		if !p.gone && strings.Contains(strings.ToLower(p.text), q) && p.date.Unix() >= int64(r.num("start_time")) {
			list = append(list, p)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].date.After(list[j].date) })
	from, _ := strconv.Atoi(r.form.Get("start_from")) // "" = the beginning
	n := r.num("count")
	if n == 0 {
		n = 30
	}
	rest := list[min(from, len(list)):]
	rest = rest[:min(n, 200, len(rest))]
	items := []any{}
	for _, p := range rest {
		items = append(items, p.render())
	}
	out := map[string]any{"items": items, "count": len(list), "total_count": len(list), "suggested_queries": []string{}}
	if from+len(rest) < len(list) {
		out["next_from"] = strconv.Itoa(from + len(rest))
	}
	return r.about(out), nil
}

// statsGet gives figures of the community, the newest day first: of every day the
// same.
func (r *request) statsGet() (any, *refusal) {
	const day = 86400
	from, to := int64(r.num("timestamp_from"))/day*day, min(int64(r.num("timestamp_to")), r.s.o.Now().Unix())/day*day
	switch {
	case r.num("group_id") != Group:
		return nil, refuse(7, "Permission to perform this action is denied")
	case r.form.Get("interval") != "day" || from <= 0 || to-from > 400*day:
		return nil, refuse(100, "One of the parameters specified was missing or invalid: interval")
	}
	all := []any{}
	for ; to > from; to -= day {
		all = append(all, figures(to-day, to))
	}
	return all, nil
}

// figures are those of one day.
func figures(from, to int64) map[string]any {
	return map[string]any{
		"period_from": from, "period_to": to,
		"activity": map[string]any{"likes": 5, "comments": 3, "copies": 1, "subscribed": 2, "unsubscribed": 1, "hidden": 0},
		"reach":    map[string]any{"reach": 120, "reach_subscribers": 80, "mobile_reach": 100},
		"visitors": map[string]any{"views": 70, "visitors": 40},
	}
}
