package desk

import (
	"context"
	"slices"
	"strings"

	"earshot/store"
)

// How an invitation reaches somebody, and what comes of it.

// road is a way to somebody.
type road struct {
	account    store.Account // none = there is no way
	identity   string
	address    string    // of a mail
	handle     string    // that a post names
	about      store.Doc // the mention that is answered
	visibility string
}

// road finds the best way to a person: a mail to an address that takes any, a direct
// message on Mastodon, else an answer to the newest that they wrote to an account of
// ours.
func (w *inviting) road(members []store.Identity) (road, error) {
	dead, err := unreached(w.tx, members)
	if err != nil {
		return road{}, err
	}
	for _, a := range w.accounts {
		for _, m := range members {
			if to := m.Author.Email; a.Network == "mail" && to != "" && !dead[strings.ToLower(to)] {
				return road{account: a, identity: m.ID, address: to}, nil
			}
		}
	}
	for _, a := range w.accounts {
		for _, m := range members {
			if a.Network == "mastodon" && m.Network == a.Network && m.Author.Handle != "" {
				return road{account: a, identity: m.ID, handle: m.Author.Handle, visibility: "direct"}, nil
			}
		}
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	for m, err := range w.tx.Mentions().Search(w.ctx, store.Search{Expr: MembersExpr(ids), Limit: answeredBack}) {
		if err != nil {
			return road{}, err
		}
		for _, a := range w.accounts {
			if a.Name == m.Account {
				return road{account: a, identity: m.Identity(), about: m.Doc}, nil
			}
		}
	}
	return road{}, nil
}

// unreached are the addresses of a person, in lower case, from which everything came
// back: whichever of their identities has heard of that, all of them may name it. Who
// has never written has none that hears of it, so their invitations are asked, too.
func unreached(tx store.Tx, members []store.Identity) (map[string]bool, error) {
	dead := map[string]bool{}
	for _, m := range members {
		if slices.ContainsFunc(m.Facts, func(f store.Fact) bool { return f.Name == factBounced }) {
			dead[strings.ToLower(m.Author.Email)] = true
		}
		for i, err := range store.InvitationsOf(tx, m.ID) {
			if err != nil {
				return nil, err
			}
			address, err := cameBack(tx, i)
			if err != nil {
				return nil, err
			}
			dead[strings.ToLower(address)] = true
		}
	}
	return dead, nil
}

// cameBack is the address from which an invitation came back; "" if it did not.
func cameBack(tx store.Tx, i store.Invitation) (string, error) {
	if i.Post == "" {
		return "", nil
	}
	post, err := store.Posts(tx).Get(i.Post)
	if err != nil {
		return "", ignoreMissing(err) // old posts may be gone
	}
	for _, d := range post.To {
		if d.State == store.DeliveryFailed && strings.HasPrefix(d.Error, bouncedError) {
			head, _, _ := strings.Cut(post.Message.TextFor(d.Account), "\n")
			to, _ := strings.CutPrefix(head, toLine)
			return strings.TrimSpace(to), nil
		}
	}
	return "", nil
}

// toLine begins the head of a mail.
const toLine = "To: "

// answeredBack is how far back a mention is looked for that could be answered.
const answeredBack = 20

// write makes the text for one person.
func (r road) write(text string, who store.Author, me string) string {
	subject, body := "", text
	if first, rest, _ := strings.Cut(text, "\n"); len(first) > len("subject:") && strings.EqualFold(first[:len("subject:")], "subject:") {
		subject, body = strings.TrimSpace(first[len("subject:"):]), strings.TrimSpace(rest)
	}
	body = Fill(body, who, me)
	switch {
	case r.address != "":
		head := toLine + r.address + "\n"
		if subject != "" {
			head += "Subject: " + Fill(subject, who, me) + "\n"
		}
		return head + "\n" + body
	case r.handle != "":
		return "@" + strings.TrimPrefix(r.handle, "@") + " " + body
	}
	return body
}

// Of lists the invitations of the person behind an identity, the newest first.
func (v *Invitations) Of(ctx context.Context, identity string) (out []store.Invitation, err error) {
	err = v.store.View(ctx, func(tx store.Tx) error {
		c, err := contactOf(tx, identity)
		if err == nil {
			out, err = invitationsOf(tx, c.Members)
		}
		return err
	})
	return out, err
}

func invitationsOf(tx store.Tx, members []string) (out []store.Invitation, err error) {
	for _, id := range members {
		for i, err := range store.InvitationsOf(tx, id) {
			if err != nil {
				return nil, err
			}
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b store.Invitation) int { return b.At.Compare(a.At) })
	return out, nil
}

// conversions counts what invitations of each list have led to; each person counts
// once on each list.
func (c *crowds) conversions(ctx context.Context, tx store.Tx) (map[string]Conversion, error) {
	type person struct{ list, contact string }
	seen := map[person]bool{}
	out := map[string]Conversion{}
	n := 0
	for i, err := range store.Invitations(tx).All() {
		if err != nil {
			return nil, err
		}
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		sums := out[i.List]
		if i.Sent.IsZero() {
			sums.Waiting++
			out[i.List] = sums
			continue
		}
		if out, err := wentOut(tx, i); err != nil || !out {
			if err != nil {
				return nil, err
			}
			continue
		}
		contact, err := contactOf(tx, i.Identity)
		if err != nil {
			return nil, err
		}
		if p := (person{i.List, contact.ID}); !seen[p] {
			seen[p] = true
			sums.Invited++
			there := c.following
			if i.To == store.WantedSubscribe {
				there = c.readers
			}
			if _, joined := there[contact.ID]; joined {
				sums.Joined++
			}
			out[i.List] = sums
		}
	}
	return out, nil
}

// wentOut tells whether an invitation has left or still will: its post was neither
// stopped nor refused.
func wentOut(tx store.Tx, i store.Invitation) (bool, error) {
	if i.Post == "" {
		return false, nil
	}
	post, err := store.Posts(tx).Get(i.Post)
	if err != nil {
		return true, ignoreMissing(err) // old posts may be gone
	}
	return slices.ContainsFunc(post.To, standing), nil
}

// inviteSent notes with an invitation that its draft has left as a post, or that the
// draft was thrown away; a draft that invites nobody is none of this.
func inviteSent(r *recorder, draft string, post store.Post) error {
	i, err := store.Invitations(r.tx).Get(draft)
	if err != nil || !i.Sent.IsZero() {
		return ignoreMissing(err)
	}
	if post.ID == "" {
		return r.put(store.KindInvitations, draft, nil)
	}
	i.Sent, i.Post = post.At, post.ID
	return r.put(store.KindInvitations, draft, i)
}

func restoreInvitation(tx store.Tx, id string, raw []byte) error {
	if raw == nil {
		return store.DropInvitation(tx, id)
	}
	var i store.Invitation
	if err := store.Decode(raw, &i); err != nil {
		return err
	}
	return store.PutInvitation(tx, i)
}

// reinvite lets invitations stand with another name of their list; of a list that is
// removed they keep the name.
func reinvite(r *recorder, old, name string) error {
	if name == "" {
		return nil
	}
	var theirs []store.Invitation // all first: the walk must not meet what it changes
	for i, err := range store.Invitations(r.tx).All() {
		if err != nil {
			return err
		}
		if i.List == old {
			theirs = append(theirs, i)
		}
	}
	for _, i := range theirs {
		i.List = name
		if err := r.put(store.KindInvitations, i.ID, i); err != nil {
			return err
		}
	}
	return nil
}
