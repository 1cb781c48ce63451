package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// Publish holds the verbs that send something out: replies, posts, drafts.
type Publish struct{ *core }

// Outgoing is what a person wants to send.
type Outgoing struct {
	Message  store.Message
	Accounts []string  // empty for a reply: the account the mention came through
	About    store.Doc // the mention it answers; zero for a new post
	At       time.Time // zero = now, after the hold window
	NoHold   bool      // leave at once: scripts wait for the result themselves
	Force    bool      // answer although somebody already did
	Draft    string    // the draft it was written in; it goes, and undo brings it back
	Campaign string
	Every    string         // RRULE by which it is repeated; empty = once
	Zone     *time.Location // wall clock of Every; must have a name of the tz database
}

// maxText is the largest text a person can send; networks allow far less.
const maxText = 256 << 10

// Send accepts a reply or a post: in one transaction the check that nobody
// answered first (else *store.Conflict), the post, one job for each account
// and the inverse of it all.
func (p *Publish) Send(ctx context.Context, by By, out Outgoing) (store.Post, error) {
	if err := checkMessage(&out.Message); err != nil {
		return store.Post{}, err
	}
	var post store.Post
	err := p.store.Update(ctx, func(tx store.Tx) error {
		verb := "post"
		r := p.record(tx, by, verb)
		var m *store.Mention
		if out.About != 0 {
			var err error
			if m, err = p.answerable(tx, by, out); err != nil {
				return err
			}
			r.entry.Verb = "reply"
		}
		var err error
		if post, err = p.compose(tx, by, out, m); err != nil {
			return err
		}
		if err := p.queue(r, post, out.Draft); err != nil {
			return err
		}
		if m != nil {
			r.about(m.Doc)
			if _, err := r.work(m, (&Triage{p.core}).touchWork); err != nil {
				return err
			}
		}
		_, err = r.commit(sendTitle(post))
		return err
	})
	return post, err
}

func checkMessage(m *store.Message) error {
	m.Text = strings.TrimSpace(clean.Text(m.Text, maxText))
	m.Warning = clean.Line(m.Warning, 1<<10)
	variants := map[string]string{} // the caller's own map stays as it is
	for account, text := range m.Variants {
		if text = strings.TrimSpace(clean.Text(text, maxText)); text != "" {
			variants[account] = text // an empty variant means the common text
		}
	}
	m.Variants = nil
	if len(variants) > 0 {
		m.Variants = variants
	}
	if m.Text == "" && len(m.Media)+len(m.Variants) == 0 {
		return &store.Invalid{Field: "text", Why: "there is nothing to send yet"}
	}
	return nil
}

// answerable reads the mention and refuses when somebody was first.
func (p *Publish) answerable(tx store.Tx, by By, out Outgoing) (*store.Mention, error) {
	m, err := tx.Mentions().Get(out.About)
	if err != nil || out.Force {
		return m, err
	}
	for post, err := range postsAbout(tx, m.Doc) {
		if err != nil {
			return nil, err
		}
		if post.By != by.User && slices.ContainsFunc(post.To, standing) {
			return nil, &store.Conflict{By: post.By, What: "already answered this " + p.ago(post.Made)}
		}
	}
	if w := m.Work; !w.Answered.IsZero() && w.Answerer != by.User {
		return nil, &store.Conflict{By: w.Answerer, What: "already answered this " + p.ago(w.Answered)}
	}
	return m, nil
}

// standing tells whether a delivery has arrived, may have, or still will.
func standing(d store.Delivery) bool {
	return d.State != store.DeliveryStopped && d.State != store.DeliveryFailed
}

func (p *Publish) ago(t time.Time) string {
	d := p.env.Now().Sub(t)
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	return "on " + t.In(p.zone).Format("2 Jan 2006")
}

// compose makes the post and the state of each delivery.
func (p *Publish) compose(tx store.Tx, by By, out Outgoing, m *store.Mention) (store.Post, error) {
	now := p.env.Now()
	post := store.Post{
		ID: p.env.ID(), By: by.User, Made: now, At: store.Stamp(out.At), Message: out.Message, Campaign: out.Campaign,
	}
	if err := repeated(&post, out, now); err != nil {
		return post, err
	}
	state := store.DeliveryScheduled
	if post.At.IsZero() || !post.At.After(now) {
		state, post.At = store.DeliveryHeld, now
		if p.hold > 0 && !out.NoHold {
			post.At = now.Add(p.hold)
		}
	}
	accounts := out.Accounts
	if m != nil {
		post.About, post.Thread = m.Doc, m.Thread()
		if len(accounts) == 0 && m.Account == "" {
			return post, &store.Invalid{Field: "to", Why: fmt.Sprintf("mention %d came through no account, from a file perhaps, so none of yours can answer it; answer where it was said: %s", m.Doc, cmp.Or(m.URL, m.Key.Network))}
		}
		if len(accounts) == 0 {
			accounts = []string{m.Account}
		}
	}
	if len(accounts) == 0 {
		return post, &store.Invalid{Field: "to", Why: "name at least one account to send to"}
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(accounts))) {
		if err := canSend(tx, name); err != nil {
			return post, err
		}
		if out.Message.TextFor(name) == "" && len(out.Message.Media) == 0 {
			return post, &store.Invalid{Field: "text", Why: fmt.Sprintf("there is nothing to send on %s yet", name)}
		}
		post.To = append(post.To, store.Delivery{Account: name, State: state, Job: p.env.ID(), At: post.At})
	}
	return post, nil
}

// The abilities of accounts, as they stand in Account.Can and, with the reason
// of their absence, in Account.Lacks.
const (
	AbilityRead    = "read"    // mentions are fetched
	AbilityLive    = "live"    // mentions arrive as they happen
	AbilitySend    = "send"    // posts and answers go out
	AbilityThreads = "threads" // whole discussions can be fetched
)

func canSend(tx store.Tx, name string) error {
	a, err := store.Accounts(tx).Get(name)
	if errors.Is(err, store.ErrNotFound) {
		return &store.Invalid{Field: "to", Why: fmt.Sprintf("no account %q is connected; add it with: earshot connect", name)}
	}
	if err != nil {
		return err
	}
	if !slices.Contains(a.Can, AbilitySend) {
		why := a.Lacks[AbilitySend]
		if why == "" {
			why = a.Network + " accounts only listen"
		}
		return &store.Invalid{Field: "to", Why: fmt.Sprintf("account %q cannot send: %s", name, why)}
	}
	return nil
}

func (p *Publish) queue(r *recorder, post store.Post, draft string) error {
	if err := r.put(store.KindPosts, post.ID, post); err != nil {
		return err
	}
	for _, d := range post.To {
		job := store.Job{ID: d.Job, Kind: store.JobSend, State: store.JobQueued, Account: d.Account, Post: post.ID, Due: d.At}
		if err := r.put(store.KindJobs, job.ID, job); err != nil {
			return err
		}
	}
	if draft == "" {
		return nil
	}
	return errors.Join(r.put(store.KindDrafts, draft, nil), inviteSent(r, draft, post))
}

func sendTitle(p store.Post) string {
	to := make([]string, len(p.To))
	for i, d := range p.To {
		to[i] = d.Account
	}
	what := "post"
	if p.About != 0 {
		what = "reply"
	}
	return what + " on " + strings.Join(to, ", ")
}

// postsAbout walks the posts that answer a mention.
func postsAbout(tx store.Tx, doc store.Doc) func(func(store.Post, error) bool) {
	prefix := store.Number(uint64(doc)) + "/"
	return func(yield func(store.Post, error) bool) {
		for key := range tx.Records(store.KindPostsAbout).Scan(prefix, store.Number(uint64(doc))+"0") {
			post, err := store.Posts(tx).Get(key[len(prefix):])
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if !yield(post, err) {
				return
			}
		}
	}
}
