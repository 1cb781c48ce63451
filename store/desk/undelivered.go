package desk

import (
	"cmp"
	"slices"

	"earshot/store"
)

// undeliveredName stands where an alert names its subscription: there is none.
const undeliveredName = "VIP delivery"

// undelivered raises an alert where something we wrote has not reached a VIP: it
// bounced, their server delays it, it could not leave. identity is whom it did not
// reach, "" = whoever said what the post answers. One alert a person a day, which
// grows.
func undelivered(tx store.Tx, c *core, post store.Post, d store.Delivery, identity string) error {
	who, doc, err := addressee(tx, post, identity)
	if err != nil || who.ID == "" {
		return err
	}
	al := store.Alert{
		Sub: undeliveredName, When: store.AlertUndelivered, Title: "not delivered to VIP " + nameOf(who), Count: 1, Began: c.env.Now(),
		Why: "on " + d.Account + ": " + cmp.Or(d.Error, "it did not arrive"),
	}
	if doc != 0 {
		al.Docs = []store.Doc{doc}
	}
	group := undeliveredName + "/" + who.ID
	if grown, err := (ringer{c}).grow(tx, al, group, alertGap); grown || err != nil {
		return err
	}
	return drop2((ringer{c}).newAlert(tx, al, group))
}

// addressee is the VIP whom a post was for, and what it answers; without an ID where
// it was for no VIP.
func addressee(tx store.Tx, post store.Post, identity string) (who store.Identity, about store.Doc, err error) {
	candidates := []string{identity}
	if post.About != 0 {
		m, err := tx.Mentions().Get(post.About)
		if ignoreMissing(err) != nil {
			return who, 0, err
		}
		if err == nil {
			about = m.Doc
			candidates = append(candidates, m.Identity())
		}
	}
	for _, id := range slices.Compact(candidates) {
		vip, err := vipOf(tx, id)
		if err != nil {
			return who, 0, err
		}
		if !vip {
			continue
		}
		who, err = store.Identities(tx).Get(id)
		if who.ID = id; ignoreMissing(err) != nil {
			return who, 0, err
		}
		return who, about, nil
	}
	return store.Identity{}, 0, nil
}
