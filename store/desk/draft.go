package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"earshot/store"
)

// SaveDraft keeps unfinished writing. It saves itself every second or so, and
// therefore stands outside the journal; a draft without an ID gets one. An
// empty draft is dropped.
func (p *Publish) SaveDraft(ctx context.Context, by By, d store.Draft) (store.Draft, error) {
	d.By, d.Saved = by.User, p.env.Now()
	if d.ID == "" {
		d.ID = p.env.ID()
	}
	if strings.TrimSpace(d.Message.Text) == "" && len(d.Message.Media) == 0 && len(d.Message.Variants) == 0 {
		return d, p.DropDraft(ctx, by, d.ID)
	}
	return d, p.store.Update(ctx, func(tx store.Tx) error {
		tx.Touch(store.TopicDrafts, d.ID)
		return store.Drafts(tx).Put(d.ID, d)
	})
}

// DropDraft throws a draft away; undo brings it back.
func (p *Publish) DropDraft(ctx context.Context, by By, id string) error {
	return p.store.Update(ctx, func(tx store.Tx) error {
		r := p.record(tx, by, "discard")
		if err := errors.Join(r.put(store.KindDrafts, id, nil), inviteSent(r, id, store.Post{})); err != nil {
			return err
		}
		_, err := r.commit("discarded a draft")
		return err
	})
}

// Drafts lists a user's drafts, newest first.
func (p *Publish) Drafts(ctx context.Context, by By) ([]store.Draft, error) {
	var out []store.Draft
	err := p.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for d, err := range store.Drafts(tx).All() {
			if err != nil {
				return err
			}
			if d.By == by.User {
				out = append(out, d)
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b store.Draft) int { return b.Saved.Compare(a.Saved) })
	return out, err
}

// Posts lists what is scheduled, sent and failed, newest first; n = 0 is all.
func (p *Publish) Posts(ctx context.Context, n int) ([]store.Post, error) {
	var out []store.Post
	err := p.store.View(ctx, func(tx store.Tx) error {
		out = nil
		for post, err := range store.Posts(tx).Back("", "") {
			if err != nil {
				return err
			}
			if out = append(out, post); len(out) == n {
				return nil
			}
		}
		return nil
	})
	return out, err
}

// Waiting lists the posts that still have to leave or that a person has to look
// after (held, scheduled, being sent, failed, unsure), newest first. It reads
// the queue of jobs, not the posts of the past.
func (p *Publish) Waiting(ctx context.Context) ([]store.Post, error) {
	var out []store.Post
	err := p.store.View(ctx, func(tx store.Tx) error {
		out = nil
		seen := map[string]bool{}
		for job, err := range store.Jobs(tx).All() {
			if err != nil {
				return err
			}
			if job.Kind != store.JobSend || seen[job.Post] {
				continue
			}
			seen[job.Post] = true
			post, err := store.Posts(tx).Get(job.Post)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, post)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b store.Post) int { return cmp.Compare(b.ID, a.ID) })
	return out, err
}

// Post reads one post.
func (p *Publish) Post(ctx context.Context, id string) (store.Post, error) {
	var post store.Post
	err := p.store.View(ctx, func(tx store.Tx) error {
		var err error
		post, err = store.Posts(tx).Get(id)
		return err
	})
	return post, err
}
