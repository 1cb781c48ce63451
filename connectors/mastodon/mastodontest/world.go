package mastodontest

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	gomastodon "github.com/mattn/go-mastodon"
	"github.com/oklog/ulid/v2"
)

// user is one account, ours or of another server.
type user struct {
	id, name, domain, display, note string
	website                         string
	token, scopes                   string
	privacy                         string
	created                         time.Time
	followers                       int
}

func (u *user) acct() string {
	if u.domain == "" {
		return u.name
	}
	return u.name + "@" + u.domain
}

// content is what a post says.
type content struct{ text, html, warning, lang string }

// status is one post.
type status struct {
	content
	id, replyTo          string
	author               *user
	visibility           string
	created, edited      time.Time
	mentions             []*user
	tags, media, options []string
	favs, shares         int
	key                  string
}

// notice is one notification.
type notice struct {
	id, kind string
	to, from *user
	status   string
	at       time.Time
}

// upload is one media attachment.
type upload struct {
	id, kind, name, alt string
	size                int
	waits               int
}

// world is everything the server knows.
type world struct {
	s        *Server
	mu       sync.Mutex
	users    []*user
	statuses []*status // oldest first
	notices  []*notice // oldest first
	uploads  map[string]*upload
	keys     map[string]used // by token and Idempotency-Key
	seq      int64
	lastMS   int64
	us       *user
}

// used is a remembered Idempotency-Key.
type used struct {
	status string
	at     time.Time
}

func newWorld(s *Server) *world {
	w := &world{s: s, uploads: map[string]*upload{}, keys: map[string]used{}}
	w.us = w.user("acme")
	w.us.display, w.us.note = "Acme :verified:", "<p>We make fridges</p>"
	w.us.token, w.us.scopes = "token-of-acme-0123456789", "read write follow"
	return w
}

// Token is the token of our own account, acme; its scopes are read, write and
// follow until SetScopes.
func (s *stage) Token() string {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return s.world.us.token
}

// SelfID is the id of our own account.
func (s *stage) SelfID() string { return s.world.us.id }

// SetToken changes the token: the old one is refused from now on.
func (s *stage) SetToken(token string) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.us.token = token
}

// SetScopes changes what the token may do.
func (s *stage) SetScopes(scopes string) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.us.scopes = scopes
}

// SetPrivacy changes the default visibility of our own posts.
func (s *stage) SetPrivacy(v string) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.world.us.privacy = v
}

// SetBio changes the display name, the bio (HTML) and the verified website of
// an account, which is made if there is none.
func (s *stage) SetBio(acct, name, html, website string) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	u := s.world.user(acct)
	u.display, u.note, u.website = name, html, website
}

// known finds an account, nil if there is none.
func (w *world) known(acct string) *user {
	name, domain, _ := strings.Cut(strings.TrimPrefix(acct, "@"), "@")
	if strings.EqualFold(domain, Domain) {
		domain = ""
	}
	for _, u := range w.users {
		if strings.EqualFold(u.name, name) && strings.EqualFold(u.domain, domain) {
			return u
		}
	}
	return nil
}

// user finds or makes an account; acct is "ivan" or "ivan@far.example".
func (w *world) user(acct string) *user {
	if u := w.known(acct); u != nil {
		return u
	}
	name, domain, _ := strings.Cut(strings.TrimPrefix(acct, "@"), "@")
	if domain == Domain {
		domain = ""
	}
	u := &user{
		id: w.id(), name: name, domain: domain, display: strings.ToUpper(name[:1]) + name[1:],
		note: "<p>I am " + name + "</p>", privacy: "public", created: w.s.opts.Now(), followers: 10,
	}
	w.users = append(w.users, u)
	return u
}

func (w *world) byToken(token string) (*user, string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, u := range w.users {
		if u.token != "" && u.token == token {
			return u, u.scopes
		}
	}
	return nil, ""
}

// id makes an id in the dialect's form: a snowflake (Mastodon), a ULID, or a
// flake of 18 letters.
func (w *world) id() string {
	ms := w.s.opts.Now().UnixMilli()
	w.lastMS = max(w.lastMS, ms)
	w.seq++
	switch w.s.opts.Dialect {
	case GoToSocial:
		var u ulid.ULID
		_ = u.SetTime(uint64(w.lastMS)) // fits until the year 10889
		copy(u[6:], big.NewInt(0).Add(big.NewInt(1<<62), big.NewInt(w.seq)).FillBytes(make([]byte, 10)))
		return u.String()
	case Pleroma:
		digits := big.NewInt(w.lastMS<<16 | w.seq&0xffff).Text(36)
		return fmt.Sprintf("%018s", strings.ToUpper(digits))
	default:
		return fmt.Sprint(w.lastMS<<16 | w.seq&0xffff)
	}
}

// noticeID makes the id of a notification: counted up on Mastodon and Pleroma.
func (w *world) noticeID() string {
	if w.s.opts.Dialect == GoToSocial {
		return w.id()
	}
	return fmt.Sprint(len(w.notices) + 1)
}

func (w *world) find(id string) *status {
	i := slices.IndexFunc(w.statuses, func(s *status) bool { return s.id == id })
	if i < 0 {
		return nil
	}
	return w.statuses[i]
}

// sees tells whether a user may read a status.
func (w *world) sees(u *user, st *status) bool {
	return st.visibility == "public" || st.visibility == "unlisted" || st.author == u || slices.Contains(st.mentions, u)
}

// add puts a status into the world and tells those whom it concerns.
func (w *world) add(st *status) {
	st.id = w.id()
	st.created = w.s.opts.Now()
	w.statuses = append(w.statuses, st)
	rendered := w.status(st, nil)
	for _, u := range st.mentions {
		if u != st.author && u.token != "" {
			w.notify("mention", u, st.author, st.id)
		}
	}
	w.tell(st, "update", rendered)
}

// tell sends an event about a status to the streams it belongs to.
func (w *world) tell(st *status, event string, payload any) {
	if st.author.token != "" {
		w.s.hub.send(stream{"user", st.author.id}, event, payload)
	}
	for _, u := range st.mentions {
		// A server pushes a mention's later life (edit, deletion) to the
		// mentioned, and the post itself only to the author's followers.
		if u.token != "" && event != "update" {
			w.s.hub.send(stream{"user", u.id}, event, payload)
		}
	}
	if st.visibility == "public" {
		for _, t := range st.tags {
			w.s.hub.send(stream{"hashtag", strings.ToLower(t)}, event, payload)
		}
	}
}

func (w *world) notify(kind string, to, from *user, about string) {
	n := &notice{id: w.noticeID(), kind: kind, to: to, from: from, status: about, at: w.s.opts.Now()}
	w.notices = append(w.notices, n)
	w.s.hub.send(stream{"user", to.id}, "notification", w.notification(n))
}

// compare orders ids as the server does.
func compare(a, b string) int { return gomastodon.ID(a).Compare(gomastodon.ID(b)) }
