package vktest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// messagesSend writes a message. A random_id that was used in the conversation
// gives the message of then.
func (r *request) messagesSend() (any, *refusal) {
	peers := numbers(r.form.Get("peer_ids"))
	several := len(peers) > 0
	if !several {
		peers = []int{r.num("peer_id") + r.num("user_id")}
	}
	text := r.form.Get("message")
	switch {
	case !r.allowed("messages"):
		return nil, refuse(15, "Access denied: no access to call this method")
	case several && r.kind != community:
		return nil, refuse(100, "One of the parameters specified was missing or invalid: peer_ids is for communities")
	case !r.form.Has("random_id"):
		return nil, refuse(100, "One of the parameters specified was missing or invalid: random_id is a required parameter")
	case text == "" && r.form.Get("attachment") == "":
		return nil, refuse(100, "One of the parameters specified was missing or invalid: message is empty or invalid")
	case utf8.RuneCountInString(text) > 4096:
		return nil, refuse(914, "Message is too long")
	}
	m, no := r.deliver(peers[0], text)
	switch {
	case no != nil && several:
		return []any{map[string]any{"peer_id": peers[0], "message_id": 0, "error": map[string]any{"code": no.code, "description": no.words}}}, nil
	case no != nil:
		return nil, no
	case several:
		id := m.id
		if m.peer > 2_000_000_000 {
			id = 0
		}
		return []any{map[string]any{"peer_id": m.peer, "message_id": id, "conversation_message_id": m.local}}, nil
	}
	return m.id, nil
}

func (r *request) deliver(peer int, text string) (*message, *refusal) {
	w := r.s.w
	if code := w.denied[peer]; code != 0 {
		return nil, refuse(code, "Can't send messages for users without permission")
	}
	if len(w.talks[peer]) == 0 {
		return nil, refuse(901, "Can't send messages for users without permission")
	}
	random := r.num("random_id")
	for _, m := range w.talks[peer] {
		if random != 0 && m.random == random && m.from == -Group {
			return m, nil
		}
	}
	m := w.message(peer, -Group, text, r.s.o.Now())
	m.random = random
	m.attachments = r.attached(r.form.Get("attachment"))
	w.tell("message_reply", m.render())
	return m, nil
}

// attached renders what was saved before: photo-2000_5.
func (r *request) attached(list string) (out []any) {
	for name := range strings.SplitSeq(list, ",") {
		if _, id, ok := strings.Cut(name, "_"); ok && strings.HasPrefix(name, "photo") {
			n, _ := strconv.Atoi(id) // made by savePhoto
			out = append(out, map[string]any{"type": "photo", "photo": r.photo(n)})
		}
	}
	return out
}

// author is in whose name something is said.
func (r *request) author() (int, *refusal) {
	if r.kind == community {
		return -Group, nil
	}
	switch from := r.form.Get("from_group"); from {
	case "", "0":
		return r.me, nil
	case "1", strconv.Itoa(Group):
		return -Group, nil
	}
	return 0, refuse(15, "Access denied: no rights for this community")
}

// wallCreateComment writes below a post. A guid that was used there gives the
// comment of then.
func (r *request) wallCreateComment() (any, *refusal) {
	p := r.s.w.findPost(r.num("owner_id"), r.num("post_id"))
	text := r.form.Get("message")
	from, no := r.author()
	switch {
	case no != nil:
		return nil, no
	case !r.allowed("wall"):
		return nil, refuse(15, "Access denied: no access to call this method")
	case p == nil:
		return nil, refuse(213, "Access to status replies denied")
	case text == "" && r.form.Get("attachments") == "":
		return nil, refuse(100, "One of the parameters specified was missing or invalid: message is undefined")
	}
	c := p.reply(r, from, text)
	if c == nil {
		return nil, refuse(15, "Access denied: reply_to_comment was not found")
	}
	return map[string]any{"comment_id": c.id, "parents_stack": []int{}}, nil
}

// reply adds a comment of ours; nil if what it answers is gone.
func (p *post) reply(r *request, from int, text string) *said {
	guid, to := r.form.Get("guid"), r.num("reply_to_comment")
	found := to == 0
	for _, c := range p.standing() {
		if guid != "" && c.guid == guid {
			return c
		}
		found = found || c.id == to
	}
	if !found {
		return nil
	}
	c := &said{id: r.s.w.id(), from: from, replyTo: to, date: r.s.o.Now(), text: text, guid: guid}
	p.comments = append(p.comments, c)
	if r.s.w.findTopic(p.id) == p {
		r.s.w.tell("board_post_new", p.renderBoard(c))
	} else {
		r.s.w.tell("wall_reply_new", p.renderReply(c))
	}
	return c
}

// boardCreateComment writes in a discussion.
func (r *request) boardCreateComment() (any, *refusal) {
	p := r.s.w.findTopic(r.num("topic_id"))
	from, no := r.author()
	switch {
	case no != nil:
		return nil, no
	case p == nil || r.num("group_id") != Group:
		return nil, refuse(15, "Access denied")
	case r.form.Get("message") == "" && r.form.Get("attachments") == "":
		return nil, refuse(100, "One of the parameters specified was missing or invalid: message is undefined")
	}
	return p.reply(r, from, r.form.Get("message")).id, nil
}

// wallPost publishes, now or later.
func (r *request) wallPost() (any, *refusal) {
	owner, text := r.num("owner_id"), r.form.Get("message")
	from, no := r.author()
	guid := r.form.Get("guid")
	switch {
	case no != nil:
		return nil, no
	case owner != -Group && owner != r.me:
		return nil, refuse(214, "Access to adding post denied: you can't post on this wall")
	case text == "" && r.form.Get("attachments") == "":
		return nil, refuse(100, "One of the parameters specified was missing or invalid: message is undefined")
	case r.form.Has("publish_date") && int64(r.num("publish_date")) <= r.s.o.Now().Unix():
		return nil, refuse(100, "One of the parameters specified was missing or invalid: publish_date is in the past")
	}
	for _, p := range r.s.w.posts {
		if guid != "" && p.guid == guid {
			return map[string]any{"post_id": p.id}, nil
		}
	}
	p := r.s.w.post(owner, from, text, r.s.o.Now())
	p.guid, p.attachments = guid, r.attached(r.form.Get("attachments"))
	if at := r.num("publish_date"); at > 0 {
		p.kind, p.date = "postpone", time.Unix(int64(at), 0)
	}
	r.s.w.tell("wall_post_new", p.render())
	return map[string]any{"post_id": p.id}, nil
}

// uploadServer says where a picture is to be sent.
func (r *request) uploadServer(what string) map[string]any {
	return map[string]any{"upload_url": "http://" + r.host + "/upload/" + what, "album_id": -14, "user_id": Admin}
}

func (r *request) wallUploadServer() (any, *refusal) {
	if r.num("group_id") != Group {
		return nil, refuse(15, "Access denied")
	}
	return r.uploadServer("wall"), nil
}

func (r *request) messagesUploadServer() (any, *refusal) {
	out := r.uploadServer("messages")
	out["group_id"] = Group
	return out, nil
}

// upload takes a file as a form with the field "photo".
func (s *Server) upload(w http.ResponseWriter, req *http.Request) {
	file, head, err := req.FormFile("photo")
	if err != nil {
		http.Error(w, `{"error":"ERR_UPLOAD_BAD_IMAGE_SIZE"}`, http.StatusOK)
		return
	}
	raw, _ := io.ReadAll(file) // of a form in memory
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.photos++
	hash := fmt.Sprintf("hash%d", s.w.photos)
	s.w.pending[hash] = head.Filename + ":" + strconv.Itoa(len(raw))
	w.Header().Set("Content-Type", "text/html; charset=utf-8") // as VK does
	_, _ = fmt.Fprintf(w, `{"server":626627,"photo":"[{\"photo\":\"x%d\"}]","hash":"%s"}`, s.w.photos, hash)
}

// Uploads gives the names and lengths of what was uploaded and saved.
func (s *Server) Uploads() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for hash, what := range s.w.pending {
		if strings.HasPrefix(hash, "saved") {
			out = append(out, what)
		}
	}
	return out
}

func (r *request) saveWallPhoto() (any, *refusal)     { return r.savePhoto() }
func (r *request) saveMessagesPhoto() (any, *refusal) { return r.savePhoto() }

func (r *request) savePhoto() (any, *refusal) {
	hash := r.form.Get("hash")
	what, ok := r.s.w.pending[hash]
	if !ok || r.num("server") != 626627 || !strings.HasPrefix(r.form.Get("photo"), "[{") {
		return nil, refuse(121, "Invalid hash")
	}
	delete(r.s.w.pending, hash)
	id := r.s.w.id()
	r.s.w.pending[fmt.Sprintf("saved%d", id)] = what
	return []any{r.photo(id)}, nil
}

func (r *request) photo(id int) map[string]any {
	return map[string]any{
		"id": id, "album_id": -14, "owner_id": -Group, "user_id": 100, "text": "", "date": r.s.o.Now().Unix(), "has_tags": false,
		"sizes": []any{
			map[string]any{"type": "s", "url": "https://sun.example/s.jpg", "width": 75, "height": 50},
			map[string]any{"type": "z", "url": "https://sun.example/z.jpg", "width": 1080, "height": 720},
		},
	}
}
