package vktest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// world is everything that is known, said and done on the server.
type world struct {
	s       *Server
	users   []*Person
	posts   []*post // the community's wall, oldest first, and others'
	topics  []*post // discussions: a title and comments
	talks   map[int][]*message
	events  []event
	members []int
	on      map[string]bool // events that the community sends
	enabled bool
	nextID  int
	denied  map[int]int // user -> error of writing to them
	photos  int
	pending map[string]string // upload -> what was uploaded
}

// Person is a user.
type Person struct {
	ID                                                     int
	First, Last, Screen, City, Site, About, Twitter, Skype string
	Born, HomeTown                                         string
	Sex                                                    int // 1 = female, 2 = male
	Followers                                              int
	Gone                                                   bool
}

// post is one on a wall, or a discussion.
type post struct {
	owner, id, from int
	date            time.Time
	text, kind      string
	edited          time.Time
	gone            bool
	comments        []*said
	guid            string
	attachments     []any
	copyOf          *post
}

// said is a comment.
type said struct {
	id, from, replyTo int
	date              time.Time
	text              string
	gone              bool
	guid              string
}

// message is one in a conversation.
type message struct {
	id, local, peer, from int
	date, updated         time.Time
	text                  string
	random                int
	attachments           []any
}

// event is one of the long poll; the first has the number firstTS + 1.
type event struct {
	kind   string
	object any
}

const firstTS = 1000

func newWorld(s *Server) *world {
	w := &world{s: s, talks: map[int][]*message{}, nextID: 100, denied: map[int]int{}, pending: map[string]string{}, on: map[string]bool{}, enabled: !s.o.NoEvents}
	w.users = []*Person{{ID: Admin, First: "Ада", Last: "Лавлейс", Screen: "ada", City: "Казань"}}
	for _, e := range []string{
		"message_new", "message_reply", "message_edit", "wall_post_new", "wall_repost", "wall_reply_new", "wall_reply_edit",
		"wall_reply_delete", "wall_reply_restore", "board_post_new", "board_post_edit", "board_post_restore", "board_post_delete",
	} {
		w.on[e] = true
	}
	return w
}

func (w *world) id() int {
	w.nextID++
	return w.nextID
}

// user finds a person by name, and invites them if there is none.
func (w *world) user(name string) *Person {
	name = strings.TrimSpace(name)
	if name == "" {
		name = "Иван Петров"
	}
	for _, u := range w.users {
		if strings.TrimSpace(u.First+" "+u.Last) == name || u.Screen == name {
			return u
		}
	}
	first, last, _ := strings.Cut(name, " ")
	u := &Person{ID: 500 + len(w.users), First: first, Last: last, Followers: 12}
	w.users = append(w.users, u)
	return u
}

// User finds or invites a person and changes them.
func (s *Server) User(name string, change func(*Person)) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.w.user(name)
	if change != nil {
		change(u)
	}
	return u.ID
}

// tell notes an event and wakes those who listen.
func (w *world) tell(kind string, object any) {
	if !w.on[kind] {
		return
	}
	w.events = append(w.events, event{kind, object})
	close(w.s.news)
	w.s.news = make(chan struct{})
}

// Said is one thing that somebody says.
type Said struct {
	By      string // name; empty = Иван Петров
	Text    string
	At      time.Time // zero = now
	Chat    int       // of a message: the chat it is said in
	ReplyTo int       // of a comment: the one it answers
	// Attachments are written as VK writes them.
	Attachments []any
}

func (s *Server) at(t time.Time) time.Time {
	if t.IsZero() {
		return s.o.Now()
	}
	return t
}

// Message sends a message to the community; it gives the conversation and the
// number of the message.
func (s *Server) Message(x Said) (peer, id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	by := s.w.user(x.By).ID
	peer = by
	if x.Chat > 0 {
		peer = 2_000_000_000 + x.Chat
	}
	m := s.w.message(peer, by, x.Text, s.at(x.At))
	m.attachments = x.Attachments
	s.w.tell("message_new", map[string]any{"message": m.render(), "client_info": map[string]any{
		"button_actions": []string{"text"}, "keyboard": true, "inline_keyboard": true, "carousel": true, "lang_id": 0,
	}})
	if x.Chat > 0 {
		return peer, m.local
	}
	return peer, m.id
}

func (w *world) message(peer, from int, text string, at time.Time) *message {
	m := &message{id: w.id(), local: len(w.talks[peer]) + 1, peer: peer, from: from, date: at, text: text}
	w.talks[peer] = append(w.talks[peer], m)
	return m
}

// EditMessage changes a message.
func (s *Server) EditMessage(peer, id int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.w.talks[peer] {
		if m.id == id {
			m.text, m.updated = text, s.o.Now()
			s.w.tell("message_edit", m.render())
		}
	}
}

// Post writes on the community's wall and gives the number of the post.
func (s *Server) Post(x Said) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.w.post(-Group, s.w.user(x.By).ID, x.Text, s.at(x.At))
	p.attachments = x.Attachments
	s.w.tell("wall_post_new", p.render())
	return p.id
}

// OwnPost writes on the wall in the community's name.
func (s *Server) OwnPost(text string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.w.post(-Group, -Group, text, s.o.Now())
	s.w.tell("wall_post_new", p.render())
	return p.id
}

// Elsewhere writes on the wall of the author, for searches to find.
func (s *Server) Elsewhere(x Said) (owner, id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	by := s.w.user(x.By).ID
	return by, s.w.post(by, by, x.Text, s.at(x.At)).id
}

// Repost lets somebody hand on a post of the community's wall.
func (s *Server) Repost(by string, id int, text string) (owner, repost int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	who := s.w.user(by).ID
	p := s.w.post(who, who, text, s.o.Now())
	p.copyOf = s.w.findPost(-Group, id)
	s.w.tell("wall_repost", p.render())
	return who, p.id
}

func (w *world) post(owner, from int, text string, at time.Time) *post {
	p := &post{owner: owner, id: w.id(), from: from, date: at, text: text, kind: "post"}
	w.posts = append(w.posts, p)
	return p
}

func (w *world) findPost(owner, id int) *post {
	for _, p := range w.posts {
		if p.owner == owner && p.id == id && !p.gone {
			return p
		}
	}
	return nil
}

func (w *world) findTopic(id int) *post {
	i := slices.IndexFunc(w.topics, func(p *post) bool { return p.id == id })
	if i < 0 {
		return nil
	}
	return w.topics[i]
}

// Comment writes below a post and gives the number of the comment.
func (s *Server) Comment(on int, x Said) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.w.findPost(-Group, on)
	if p == nil {
		panic("there is no post " + strconv.Itoa(on))
	}
	c := &said{id: s.w.id(), from: s.w.user(x.By).ID, replyTo: x.ReplyTo, date: s.at(x.At), text: x.Text}
	p.comments = append(p.comments, c)
	s.w.tell("wall_reply_new", p.renderReply(c))
	return c.id
}

// EditComment changes a comment below a post.
func (s *Server) EditComment(id int, text string) {
	s.comment(id, func(p *post, c *said) {
		c.text = text
		s.w.tell("wall_reply_edit", p.renderReply(c))
	})
}

// DeleteComment takes a comment below a post away.
func (s *Server) DeleteComment(id int) {
	s.comment(id, func(p *post, c *said) {
		c.gone = true
		s.w.tell("wall_reply_delete", map[string]any{"owner_id": p.owner, "id": c.id, "deleter_id": c.from, "post_id": p.id})
	})
}

func (s *Server) comment(id int, do func(*post, *said)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.w.posts {
		for _, c := range p.comments {
			if c.id == id {
				do(p, c)
			}
		}
	}
}

// Topic opens a discussion.
func (s *Server) Topic(title string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &post{owner: -Group, id: s.w.id(), from: -Group, date: s.o.Now(), text: title}
	s.w.topics = append(s.w.topics, p)
	return p.id
}

// Discuss writes in a discussion.
func (s *Server) Discuss(topic int, x Said) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.w.findTopic(topic)
	c := &said{id: s.w.id(), from: s.w.user(x.By).ID, date: s.at(x.At), text: x.Text}
	p.comments = append(p.comments, c)
	s.w.tell("board_post_new", p.renderBoard(c))
	return c.id
}

// Event sends an event of any kind.
func (s *Server) Event(kind string, object any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.on[kind] = true
	s.w.tell(kind, object)
}

// Deny lets every message to a person be refused with a code; 0 = none.
func (s *Server) Deny(person, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w.denied[person] = code
}

// Join makes somebody a member of the community.
func (s *Server) Join(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.w.user(name)
	s.w.members = append(s.w.members, u.ID)
	return u.ID
}

// Sent gives the texts of everything that was said in the community's name.
func (s *Server) Sent() (texts []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.w.talks {
		for _, m := range list {
			if m.from == -Group {
				texts = append(texts, m.text)
			}
		}
	}
	for _, p := range append(slices.Clone(s.w.posts), s.w.topics...) {
		if p.from == -Group {
			texts = append(texts, p.text)
		}
		for _, c := range p.comments {
			if c.from == -Group && !c.gone {
				texts = append(texts, c.text)
			}
		}
	}
	return texts
}

func authorName(id int) string { return fmt.Sprintf("id%d", id) }

// Stands tells of everything that was said in the community's name where it
// stands: in a conversation ("im2000_5"), or below a comment ("wall-2000_3_r7"),
// a post or a discussion (the same with r0).
func (s *Server) Stands() map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := map[string][]string{}
	for peer, list := range s.w.talks {
		for _, m := range list {
			if m.from == -Group {
				at[m.text] = append(at[m.text], fmt.Sprintf("im%d_%d", Group, peer))
			}
		}
	}
	for _, p := range append(slices.Clone(s.w.posts), s.w.topics...) {
		for _, c := range p.comments {
			if c.from == -Group && !c.gone {
				at[c.text] = append(at[c.text], fmt.Sprintf("wall%d_%d_r%d", p.owner, p.id, c.replyTo))
			}
		}
	}
	return at
}
