package main

import (
	"context"
	"fmt"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// rehearse makes the demo's workspace look as if a team had worked in it until
// yesterday: old mentions closed, some assigned, tagged and noted, a post that
// waits and a draft. The person at the screen has done none of it, so the
// first undo is their own.
func rehearse(ctx context.Context, d *desk.Desk, user string) error {
	anna, boris := desk.By{User: "anna", Door: "demo"}, desk.By{User: "boris", Door: "demo"}
	steps := []struct {
		query string
		limit int
		do    func(docs []store.Doc) error
	}{
		{"is:open date:..30h -is:lead", 0, func(docs []store.Doc) error { return drop(d.Triage.Done(ctx, anna, desk.On(docs...))) }},
		{"is:open date:..3d", 0, func(docs []store.Doc) error { return drop(d.Triage.Done(ctx, boris, desk.On(docs...))) }},
		{"is:open is:question", 3, func(docs []store.Doc) error { return drop(d.Triage.Assign(ctx, anna, desk.On(docs...), user)) }},
		{"is:open intent:complaint", 4, func(docs []store.Doc) error { return drop(d.Triage.Assign(ctx, anna, desk.On(docs...), "boris")) }},
		{"intent:complaint date:7d..", 40, func(docs []store.Doc) error {
			return drop(d.Triage.Tag(ctx, anna, desk.On(docs...), []string{"update-5.2"}, nil))
		}},
		{"is:open sent:neg", 1, func(docs []store.Doc) error {
			return drop(d.Triage.Note(ctx, boris, docs[0], "Called the workshop: the part comes on Thursday."))
		}},
		{"is:open followers:>10k", 2, func(docs []store.Doc) error { return drop(d.Triage.Mark(ctx, anna, desk.On(docs...), "vip")) }},
		// A team looks at what is urgent before anything else: what stands there is of today.
		{fmt.Sprintf("is:open score:>=%d date:..18h", desk.UrgentPriority), 0, func(docs []store.Doc) error {
			return drop(d.Triage.Done(ctx, boris, desk.On(docs...)))
		}},
	}
	for _, step := range steps {
		docs, err := matches(ctx, d, step.query, step.limit)
		if err == nil && len(docs) > 0 {
			err = step.do(docs)
		}
		if err != nil {
			return err
		}
	}
	// What arrives live then raises an alert within a minute or two.
	if err := drop(d.Alerts.Add(ctx, anna, store.AlertSub{Name: "Complaints", Query: "intent:complaint", When: store.AlertEvery})); err != nil {
		return err
	}
	return rehearsePosts(ctx, d, anna, user)
}

func rehearsePosts(ctx context.Context, d *desk.Desk, anna desk.By, user string) error {
	accounts, err := d.Setup.Accounts(ctx)
	if err != nil {
		return err
	}
	var to []string
	for _, a := range accounts {
		if a.Network == "mastodon" || a.Network == "vk" {
			to = append(to, a.Name)
		}
	}
	morning := d.Env().Now().Truncate(24 * time.Hour).Add(33 * time.Hour) // 9:00 UTC tomorrow
	_, err = d.Publish.Send(ctx, anna, desk.Outgoing{
		Accounts: to, At: morning,
		Message: store.Message{Text: "Версия 5.3 уже в магазинах приложений: корзина снова помнит ваш помол. Спасибо, что написали нам."},
	})
	if err != nil {
		return err
	}
	draft := store.Draft{To: to[:1], Message: store.Message{Text: "Saturday at Zernolla Point: bring your grinder, we clean it for free."}}
	return drop(d.Publish.SaveDraft(ctx, desk.By{User: user, Door: "demo"}, draft))
}

func drop[T any](_ T, err error) error { return err }

// matches lists the newest matches of a query.
func matches(ctx context.Context, d *desk.Desk, text string, limit int) ([]store.Doc, error) {
	q, err := d.Lookup.Parse(text)
	if err != nil {
		return nil, err
	}
	var docs []store.Doc
	err = d.Lookup.Find(ctx, q, d.Lookup.Scope("anna", time.UTC), limit, func(m *store.Mention) error {
		docs = append(docs, m.Doc)
		return nil
	})
	return docs, err
}
