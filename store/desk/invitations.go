package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/clean"
)

// Invitations holds the ways between lists and followers (M18): who reads our letters
// is asked to follow us, who follows us is asked to read our letters. An invitation is
// a draft, which a person looks at and sends; it counts from when it leaves, and has
// worked when the invited stands on the other side.
type Invitations struct{ *core }

// InviteAgain is how long nobody is invited twice, whatever to.
const InviteAgain = 90 * 24 * time.Hour

// MostInvited is how many people are invited at once: somebody has to look at each.
const MostInvited = 200

// Invite asks for invitations.
type Invite struct {
	List string // who stands on it; of a list of followers, they are invited to subscribe
	// People are identities or contacts of those who are meant; empty = all of the list
	// who can be invited now, the weightiest first, MostInvited at most.
	People []string
	// Text is said to each, with {name}, {handle} and {me} as in canned replies; a
	// first line "Subject: ..." is that of mails.
	Text    string
	Account string // ours by which they are invited; "" = the best way to each
}

// Invited is what became of it.
type Invited struct {
	Outcome
	Made []store.Invitation // in the order of Draft ids
	Left []Uninvited        // who was left out
}

// Reasons tells why people were left out, the most frequent reason first, three at
// most; "" = nobody was.
func (i Invited) Reasons() string {
	count := map[string]int{}
	for _, l := range i.Left {
		count[l.Why]++
	}
	list := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	var out []string
	for _, why := range list[:min(len(list), 3)] {
		if count[why] > 1 {
			why = fmt.Sprintf("%d: %s", count[why], why)
		}
		out = append(out, why)
	}
	return strings.Join(out, "; ")
}

// Uninvited is somebody who was left out, and why, in plain words.
type Uninvited struct {
	Identity, Name, Why string
}

// Conversion is what invitations have led to.
type Conversion struct {
	Waiting int // are written and wait as drafts
	Invited int // people whose invitation has left
	Joined  int // of these, who stand on the other side now
}

// String is "invited 40, joined 9 (22%)"; "" where there is nothing to tell.
func (c Conversion) String() string {
	var parts []string
	if c.Invited > 0 {
		parts = append(parts, fmt.Sprintf("invited %s, joined %s (%d%%)", Thousands(c.Invited), Thousands(c.Joined), (100*c.Joined+c.Invited/2)/c.Invited))
	}
	if c.Waiting > 0 {
		parts = append(parts, fmt.Sprintf("%s not sent yet", Thousands(c.Waiting)))
	}
	return strings.Join(parts, ", ")
}

// Prepare writes an invitation for each as a draft, in one transaction and one entry
// of the journal. Left out is who stands on the other side, was invited in the last 90
// days, asked not to be written to, or is out of reach.
func (v *Invitations) Prepare(ctx context.Context, by By, ask Invite) (Invited, error) {
	var out Invited
	text := strings.TrimSpace(clean.Text(ask.Text, maxText))
	if text == "" {
		return out, &store.Invalid{Field: "text", Why: "an invitation needs a text"}
	}
	people, passed := ask.People, []Uninvited(nil)
	if len(people) == 0 {
		var err error
		if people, passed, err = v.open(ctx, by, ask); err != nil {
			return out, err
		}
	}
	if len(people) > MostInvited {
		return out, &store.Invalid{Field: "invite", Why: fmt.Sprintf("%s people are too many at once: invite at most %d, and look at each", Thousands(len(people)), MostInvited)}
	}
	err := v.store.Update(ctx, func(tx store.Tx) error {
		out = Invited{}
		w, err := v.inviting(ctx, tx, by, ask)
		if err != nil {
			return err
		}
		w.left = slices.Clone(passed)
		for _, id := range people {
			if err := w.one(id, text); err != nil {
				return err
			}
		}
		out.Made, out.Left, out.Changed = w.made, w.left, len(w.made)
		out.Title = w.title()
		if len(w.made) > 0 {
			out.Seq, err = w.commit(out.Title)
		}
		return err
	})
	return out, err
}

// open are those of a list who can be invited now, by contact, at most MostInvited,
// and who was passed over on the way to them: else the weightiest, who were invited
// last time, would be all that are ever looked at. It reads everybody on the list.
func (v *Invitations) open(ctx context.Context, by By, ask Invite) (ids []string, passed []Uninvited, err error) {
	part := PartNotFollow
	err = v.store.View(ctx, func(tx store.Tx) error {
		l, err := listOf(tx, ask.List)
		if l.Follows {
			part = PartNotListed
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	found, _, err := (&Lists{v.core}).People(ctx, ask.List, part, "", 0)
	if err != nil {
		return nil, nil, err
	}
	err = v.store.View(ctx, func(tx store.Tx) error {
		ids, passed = nil, nil
		w, err := v.inviting(ctx, tx, by, ask)
		if err != nil {
			return err
		}
		for i := range found {
			if err := ctx.Err(); err != nil || len(ids) == MostInvited {
				return err
			}
			id := found[i].Who.ID
			who, _, why, err := w.look(id)
			switch {
			case errors.Is(err, store.ErrNotFound): // of whoever was forgotten a place on the list may be left
			case err != nil:
				return err
			case why != "":
				passed = append(passed, Uninvited{who.ID, nameOf(who), why})
			case who.ID != "":
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids, passed, err
}

// inviting is the verb in its transaction.
type inviting struct {
	*recorder
	ctx      context.Context
	ask      Invite
	list     store.List
	to       store.Wanted
	accounts []store.Account // that can send
	there    map[string]struct{}
	seen     map[string]bool // contacts that were looked at
	made     []store.Invitation
	left     []Uninvited
}

func (v *Invitations) inviting(ctx context.Context, tx store.Tx, by By, ask Invite) (*inviting, error) {
	w := &inviting{recorder: v.record(tx, by, "invite"), ctx: ctx, ask: ask, to: store.WantedFollow, seen: map[string]bool{}}
	c, err := crowdsOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	if w.list, err = listOf(tx, ask.List); err != nil {
		return nil, err
	}
	if w.there = c.following; w.list.Follows {
		w.to, w.there = store.WantedSubscribe, c.readers
	}
	for a, err := range store.Accounts(tx).All() {
		if err != nil {
			return nil, err
		}
		if (ask.Account == "" || a.Name == ask.Account) && slices.Contains(a.Can, AbilitySend) {
			w.accounts = append(w.accounts, a)
		}
	}
	if ask.Account != "" && len(w.accounts) == 0 {
		return nil, canSend(tx, ask.Account)
	}
	return w, nil
}

// look finds the way to one person, or says why they are not to be invited; nobody
// where they were looked at before.
func (w *inviting) look(id string) (who store.Identity, way road, why string, err error) {
	if who, err = named(w.tx, id); err != nil {
		return who, way, "", err
	}
	c, err := contactOf(w.tx, who.ID)
	if err != nil || w.seen[c.ID] {
		return store.Identity{}, way, "", err
	}
	w.seen[c.ID] = true
	g, err := groupOf(w.tx, store.Identity{ID: c.ID})
	if err != nil {
		return who, way, "", err
	}
	if why, err = w.against(c.ID, g.Members); err != nil || why != "" {
		return who, way, why, err
	}
	if way, err = w.road(g.Members); err == nil && way.account.Name == "" {
		why = "no account of ours reaches them"
	}
	return who, way, why, err
}

// one invites one person, or notes why not.
func (w *inviting) one(id, text string) error {
	who, way, why, err := w.look(id)
	if err != nil || who.ID == "" {
		return err
	}
	if why != "" {
		w.left = append(w.left, Uninvited{who.ID, nameOf(who), why})
		return nil
	}
	now := w.core.env.Now()
	d := store.Draft{ID: w.core.env.ID(), By: w.entry.By, Saved: now, To: []string{way.account.Name}, About: way.about}
	d.Message = store.Message{Text: way.write(text, who.Author, w.entry.By), Visibility: way.visibility}
	i := store.Invitation{ID: d.ID, Identity: way.identity, To: w.to, List: w.list.Name, Account: way.account.Name, By: w.entry.By, At: now}
	w.made = append(w.made, i)
	return errors.Join(w.put(store.KindDrafts, d.ID, d), w.put(store.KindInvitations, i.ID, i))
}

// against says why somebody is not to be invited; "" = nothing speaks against it.
func (w *inviting) against(contact string, members []store.Identity) (string, error) {
	if _, there := w.there[contact]; there {
		return map[store.Wanted]string{store.WantedFollow: "follows us already", store.WantedSubscribe: "is on a list already"}[w.to], nil
	}
	for _, m := range members {
		for i, err := range store.InvitationsOf(w.tx, m.ID) {
			if err != nil {
				return "", err
			}
			if i.Sent.IsZero() {
				return "an invitation waits as a draft of " + i.By, nil
			}
			if out, err := wentOut(w.tx, i); err != nil || out && w.core.env.Now().Sub(i.Sent) < InviteAgain {
				return "was invited on " + i.Sent.In(w.core.zone).Format("2 Jan 2006"), err
			}
		}
	}
	return unwilling(w.ctx, w.tx, members)
}

// quietTags are the tags of people, and of what they wrote, who do not want to be
// written to unasked: mail tags requests to leave by itself.
func quietTags() []string { return []string{"unsubscribe", "do-not-contact"} }

// unwilling says why somebody does not want to hear from us; "" = nobody knows of it.
func unwilling(ctx context.Context, tx store.Tx, members []store.Identity) (string, error) {
	var ids []string
	tags := map[string]int{}
	for _, m := range members {
		ids = append(ids, m.ID)
		for _, t := range m.Tags {
			tags[t]++
		}
	}
	said, err := tx.Mentions().Tally(ctx, store.Search{Expr: MembersExpr(ids)}, store.By{Facet: store.FacetTag})
	if err != nil {
		return "", err
	}
	maps.Copy(tags, said[0])
	for _, t := range quietTags() {
		if tags[t] > 0 {
			return "does not want to be written to (#" + t + ")", nil
		}
	}
	return "", nil
}

func (w *inviting) title() string {
	what := map[store.Wanted]string{store.WantedFollow: "to follow", store.WantedSubscribe: "to subscribe"}[w.to]
	if len(w.made) == 0 {
		return "nobody is invited"
	}
	text := fmt.Sprintf("wrote %d invitations %s", len(w.made), what)
	if len(w.made) == 1 {
		text = "wrote an invitation " + what
	}
	if n := len(w.left); n > 0 {
		text += fmt.Sprintf("; %d left out", n)
	}
	return text
}
