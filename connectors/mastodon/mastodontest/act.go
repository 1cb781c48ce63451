package mastodontest

import "slices"

// Post is what somebody writes; the zero value of a field leaves it to the
// server.
type Post struct {
	By         string // account, "ivan" or "ivan@far.example"
	Text       string // plain text; @names and #tags count
	HTML       string // replaces the HTML made of Text, for hostile content
	Warning    string
	Lang       string
	Visibility string
	ReplyTo    string   // id
	Options    []string // of a poll
	Media      []Media
}

// Media is a picture or video that hangs on a Post.
type Media struct {
	Type string // image, video, gifv, audio
	Alt  string
}

// Say publishes a post of somebody and gives its id.
func (s *stage) Say(p Post) string {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	st := &status{
		content: content{p.Text, p.HTML, p.Warning, p.Lang}, author: w.user(p.By),
		visibility: p.Visibility, replyTo: p.ReplyTo, options: p.Options,
	}
	if st.visibility == "" {
		st.visibility = "public"
	}
	for _, m := range p.Media {
		u := &upload{id: w.id(), kind: m.Type, name: "file", alt: m.Alt}
		w.uploads[u.id] = u
		st.media = append(st.media, u.id)
	}
	w.read(st)
	w.add(st)
	return st.id
}

// Edit changes the text of a status.
func (s *stage) Edit(id, text string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if st := w.find(id); st != nil {
		w.edit(st, text)
	}
}

func (w *world) edit(st *status, text string) {
	st.text, st.html = text, ""
	st.edited = w.s.opts.Now()
	w.read(st)
	w.tell(st, "status.update", w.status(st, nil))
}

// Delete takes a status away.
func (s *stage) Delete(id string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if st := w.find(id); st != nil {
		w.remove(st)
	}
}

func (w *world) remove(st *status) {
	w.statuses = slices.DeleteFunc(w.statuses, func(o *status) bool { return o == st })
	w.notices = slices.DeleteFunc(w.notices, func(n *notice) bool { return n.status == st.id })
	w.tell(st, "delete", st.id)
}

// Boost lets somebody share a status; its author is told.
func (s *stage) Boost(by, id string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if st := w.find(id); st != nil {
		st.shares++
		w.notify("reblog", st.author, w.user(by), id)
	}
}

// Favourite lets somebody like a status; its author is told.
func (s *stage) Favourite(by, id string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if st := w.find(id); st != nil {
		st.favs++
		w.notify("favourite", st.author, w.user(by), id)
	}
}

// Follow lets somebody follow us.
func (s *stage) Follow(by string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notify("follow", w.us, w.user(by), "")
}

// Bell tells us of a new post by somebody whom we watch.
func (s *stage) Bell(id string) {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	if st := w.find(id); st != nil {
		w.notify("status", w.us, st.author, id)
	}
}

// Push sends an event to all open user streams of ours as it is, for events
// that no server should send.
func (s *stage) Push(event, payload string) {
	s.world.s.hub.send(stream{"user", s.world.us.id}, event, payload)
}

// Written is a status as the server holds it, for checks.
type Written struct {
	ID, By, Text, Warning, Lang, Visibility, ReplyTo, Key string
	Media                                                 []string // alt texts
}

// By gives the statuses of an account, oldest first.
func (s *stage) By(acct string) []Written {
	w := s.world
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.user(acct)
	var out []Written
	for _, st := range w.statuses {
		if st.author != u {
			continue
		}
		x := Written{st.id, u.acct(), st.text, st.warning, st.lang, st.visibility, st.replyTo, st.key, nil}
		for _, m := range st.media {
			x.Media = append(x.Media, w.uploads[m].alt)
		}
		out = append(out, x)
	}
	return out
}
