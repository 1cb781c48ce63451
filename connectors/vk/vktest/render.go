package vktest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func orEmpty(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}

// render writes a message as VK does.
func (m *message) render() map[string]any {
	out := map[string]any{
		"id": m.id, "conversation_message_id": m.local, "peer_id": m.peer, "from_id": m.from, "date": m.date.Unix(),
		"text": m.text, "out": bit(m.from == -Group), "attachments": orEmpty(m.attachments), "fwd_messages": []any{},
		"important": false, "is_hidden": false, "random_id": m.random,
	}
	if m.peer > 2_000_000_000 {
		out["id"] = 0 // a community sees no numbers of its own in a chat
	}
	if !m.updated.IsZero() {
		out["update_time"] = m.updated.Unix()
	}
	return out
}

// render writes a post.
func (p *post) render() map[string]any {
	out := map[string]any{
		"id": p.id, "owner_id": p.owner, "from_id": p.from, "date": p.date.Unix(), "text": p.text, "post_type": p.kind,
		"comments": map[string]any{"count": len(p.standing()), "can_post": 1},
		"likes":    map[string]any{"count": 0, "user_likes": 0, "can_like": 1, "can_publish": 1},
		"reposts":  map[string]any{"count": 0, "user_reposted": 0},
		"views":    map[string]any{"count": 42}, "attachments": orEmpty(p.attachments),
	}
	if !p.edited.IsZero() {
		out["edited"] = p.edited.Unix()
	}
	if p.copyOf != nil {
		out["copy_history"] = []any{p.copyOf.render()}
	}
	return out
}

// standing are the comments that were not taken away.
func (p *post) standing() (out []*said) {
	for _, c := range p.comments {
		if !c.gone {
			out = append(out, c)
		}
	}
	return out
}

// top is the comment at the beginning of the branch that a comment belongs to;
// 0 = it begins one.
func (p *post) top(c *said) int {
	for c.replyTo != 0 {
		var parent *said
		for _, x := range p.comments {
			if x.id == c.replyTo {
				parent = x
			}
		}
		if parent == nil || parent.replyTo == 0 {
			return c.replyTo
		}
		c = parent
	}
	return 0
}

// renderComment writes a comment as lists do.
func (p *post) renderComment(c *said) map[string]any {
	out := map[string]any{
		"id": c.id, "from_id": c.from, "date": c.date.Unix(), "text": c.text, "post_id": p.id, "owner_id": p.owner,
		"parents_stack": []int{}, "likes": map[string]any{"count": 0, "user_likes": 0, "can_like": 1},
	}
	if c.replyTo != 0 {
		out["reply_to_comment"] = c.replyTo
		out["parents_stack"] = []int{p.top(c)}
		for _, x := range p.comments {
			if x.id == c.replyTo {
				out["reply_to_user"] = x.from
			}
		}
	}
	return out
}

// renderReply writes a comment as events do.
func (p *post) renderReply(c *said) map[string]any {
	out := p.renderComment(c)
	out["post_owner_id"] = p.owner
	return out
}

// renderBoard writes a comment in a discussion as events do.
func (p *post) renderBoard(c *said) map[string]any {
	return map[string]any{"id": c.id, "from_id": c.from, "date": c.date.Unix(), "text": c.text, "topic_id": p.id, "topic_owner_id": p.owner}
}

// render writes a person.
func (u *Person) render() map[string]any {
	screen := u.Screen
	if screen == "" {
		screen = authorName(u.ID)
	}
	if u.Gone {
		return map[string]any{"id": u.ID, "first_name": "DELETED", "last_name": "", "deactivated": "deleted"}
	}
	out := map[string]any{
		"id": u.ID, "first_name": u.First, "last_name": u.Last, "screen_name": screen, "domain": screen, "is_closed": false,
		"can_access_closed": true, "photo_100": "https://sun.example/100.jpg", "photo_200": "https://sun.example/200.jpg",
		"followers_count": u.Followers, "site": u.Site, "about": u.About, "status": "", "verified": 0,
	}
	if u.City != "" {
		out["city"] = map[string]any{"id": 60, "title": u.City}
	}
	if u.Sex != 0 {
		out["sex"] = u.Sex
	}
	for name, v := range map[string]string{"twitter": u.Twitter, "skype": u.Skype, "bdate": u.Born, "home_town": u.HomeTown} {
		if v != "" {
			out[name] = v
		}
	}
	return out
}

// asked writes a person with the fields that a request names, and what VK tells
// without.
func (u *Person) asked(fields string) map[string]any {
	names := strings.Split(fields, ",")
	out := u.render()
	for name := range out {
		under := map[string]string{"twitter": "connections", "skype": "connections"}[name]
		switch name {
		case "id", "first_name", "last_name", "deactivated", "is_closed", "can_access_closed":
		default:
			if !slices.Contains(names, cmp.Or(under, name)) {
				delete(out, name)
			}
		}
	}
	return out
}

// renderGroup writes a community.
func (r *request) renderGroup(id int) map[string]any {
	out := map[string]any{
		"id": id, "name": "Клуб " + strconv.Itoa(id), "screen_name": "club" + strconv.Itoa(id), "is_closed": 0, "type": "group",
		"photo_50": "https://sun.example/50.jpg", "photo_100": "https://sun.example/100.jpg", "photo_200": "https://sun.example/200.jpg",
		"members_count": len(r.s.w.members),
	}
	if id == Group {
		out["name"], out["screen_name"] = "Холодильники Acme", "acme"
	}
	if r.kind == user {
		out["is_admin"], out["is_member"], out["is_advertiser"] = bit(id == Group), 1, 0
	}
	return out
}
