package desk

import (
	"cmp"
	"slices"

	"earshot/store"
	"earshot/store/clean"
)

// Bounce is the news that something we sent did not reach somebody. It comes
// with the mention that tells it.
type Bounce struct {
	Of       store.Key // what we sent
	Identity string    // whom it did not reach: network:address
	Status   string    // the network's own code, "" if it gives none
	Why      string    // plain words: "no such mailbox"
	Final    bool      // false = a delay: it is still being tried
}

// bouncedError begins the error of a delivery that came back.
const bouncedError = "bounced: "

// factBounced is the name of the fact that an address could not be reached.
const factBounced = "bounced"

// bounced takes the news over: the delivery has failed, and the address says so
// from now on. What is not about a post of ours changes nothing: anybody can
// write such a notice, but only who got our post knows its id.
func bounced(a *arrival, b Bounce, m *store.Mention) error {
	post, err := sentPost(a.tx, b.Of)
	if err != nil || post == nil || b.Of.ID == "" {
		return err
	}
	d := post.Delivery(m.Account)
	if d == nil || d.RemoteID != b.Of.ID {
		return nil
	}
	why := clean.Line(cmp.Or(b.Why, "it did not arrive"), 200)
	if status := clean.Line(b.Status, 20); status != "" {
		why += " (" + status + ")"
	}
	post.To = slices.Clone(post.To)
	d = post.Delivery(m.Account)
	if b.Final {
		d.State, d.Error, d.At = store.DeliveryFailed, bouncedError+why, a.env.Now()
	} else if d.State == store.DeliverySent {
		d.Error = "delayed: " + why + "; their server still tries"
	}
	a.tx.Touch(store.TopicPosts, post.ID)
	if post.About != 0 {
		a.tx.Touch(store.TopicMentions, docID(post.About))
	}
	if err := store.Posts(a.tx).Put(post.ID, *post); err != nil {
		return err
	}
	if err := undelivered(a.tx, a.core, *post, *d, b.Identity); err != nil || !b.Final {
		return err
	}
	return unreachable(a, b.Identity, why, m)
}

// unreachable notes with a person's address that nothing arrives there.
func unreachable(a *arrival, identity, why string, m *store.Mention) error {
	p, err := a.find(identity)
	if err != nil || p == nil {
		return err
	}
	facts := slices.DeleteFunc(slices.Clone(p.Facts), func(f store.Fact) bool { return f.Name == factBounced })
	p.Facts = append(facts, store.Fact{Name: factBounced, Value: why, From: m.Account, At: m.Created})
	return nil
}
