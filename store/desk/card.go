package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// Person is the card of a contact: everything that hangs on any of the
// identities of one person, added up.
type Person struct {
	Identity store.Identity // the one that was asked for
	Contact  store.Contact
	Members  []store.Identity // the one asked for first, then those who said most
	Stretch
	Voice
	Open      int
	Influence Standing
	Sum       Sum
	Tasks     []store.Task // see Tasks.List
	Bought    Bought
	Advocacy  Advocacy
	Waiting   []Likeness // pairs that somebody should look at, the surest first
	Impostors []Likeness // VIPs that this person looks like and was told apart from by hand
	Avatar    []byte     // store.AvatarBytes, nil = none
}

// Voice is how somebody speaks.
type Voice struct {
	Moods  map[string]int // sentiment -> mentions
	Months []Month        // mood by month, the oldest first, without gaps
	Langs  []Spoken       // what they write in, the most first
}

// Sum is what the identities of a person say together.
type Sum struct {
	First, Last time.Time
	Mentions    int
	Followers   int // of all accounts together, some of whom are the same people
	VIP         bool
	Class       string // set by hand on any of them
	Tags, Lists []string
	Segments    []string // of the card only, by name; see Segments
	Facts       []Saying
	Checked     time.Time // of the card only: when sources of public profiles said last what they know
}

// Saying is one thing that is known of a person, and who says so.
type Saying struct {
	Name  string // "name", "handle", "e-mail", or that of a store.Fact
	Value string
	Says  []string // the identities that say it
	From  string   // where it was read, "" = their own profile
}

// Month is the moods of one month.
type Month struct {
	At                          time.Time // its first moment in the viewer's zone
	Negative, Neutral, Positive int
}

// Bought is what a person ordered.
type Bought struct {
	Count int
	Sums  []Money       // by currency, the largest first
	Last  []store.Order // the newest first, at most three
}

// Money is a sum in hundredths of a currency.
type Money struct {
	Currency string
	Sum      int64
}

// Likeness is somebody who may be the same person, or be made to look so.
type Likeness struct {
	store.Suggestion
	Own   string         // the identity of this person
	Other store.Identity // the other one
	VIP   bool           // the other one is a VIP, or belongs to one
}

// Impostor tells whether this person looks like a VIP, but is somebody else.
func (l Likeness) Impostor() bool { return l.LooksLike && l.VIP }

// Person reads the card of the person behind an identity; n is how much of the
// timeline is wanted. Where there is none, a *Nobody says why.
func (l *Lookup) Person(ctx context.Context, identity string, n int, scope store.Scope) (Person, error) {
	var p Person
	err := l.store.View(ctx, func(tx store.Tx) error {
		p = Person{}
		var err error
		if p.Identity, err = store.Identities(tx).Get(identity); errors.Is(err, store.ErrNotFound) {
			return noCard(tx, identity)
		}
		if err != nil {
			return err
		}
		if p.Contact, err = contactOf(tx, identity); err != nil {
			return err
		}
		if err := p.gather(tx); err != nil {
			return err
		}
		if p.Sum.Segments, err = segmentsOf(tx, p.Members, scope); err != nil {
			return err
		}
		who := store.Search{Expr: MembersExpr(p.Contact.Members), Scope: scope}
		if err := p.count(ctx, tx, who); err != nil {
			return err
		}
		if p.Influence, err = (&Influence{l.core}).standing(ctx, tx, p.Contact.Members, p.Moods); err != nil {
			return err
		}
		p.Stretch, err = stretch(ctx, tx, who, n)
		p.located()
		return err
	})
	return p, err
}

// gather reads the identities with everything that hangs on them.
func (p *Person) gather(tx store.Tx) error {
	for _, id := range p.Contact.Members {
		m, err := store.Identities(tx).Get(id)
		if errors.Is(err, store.ErrNotFound) {
			continue // it was forgotten on request
		}
		if err != nil {
			return err
		}
		p.Members = append(p.Members, m)
	}
	slices.SortStableFunc(p.Members, func(a, b store.Identity) int {
		return cmp.Or(first(b.ID == p.Identity.ID)-first(a.ID == p.Identity.ID), cmp.Compare(b.Mentions, a.Mentions), cmp.Compare(a.ID, b.ID))
	})
	p.Sum = SumOf(p.Members)
	var err error
	if p.Sum.Checked, err = checked(tx, p.Contact.Members); err != nil {
		return err
	}
	if p.Tasks, err = tasksOf(tx, p.Contact.Members); err != nil {
		return err
	}
	if p.Advocacy, err = advocacyOf(tx, p.Contact.Members); err != nil {
		return err
	}
	if p.Bought, err = boughtBy(tx, p.Contact.Members); err != nil {
		return err
	}
	if p.Waiting, p.Impostors, err = likenesses(tx, p.Contact.Members); err != nil {
		return err
	}
	for _, m := range p.Members {
		if p.Avatar, err = store.Avatar(tx, m.ID); err != nil || p.Avatar != nil {
			return err
		}
	}
	return nil
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// count counts what the person said, from one evaluation of the query.
func (p *Person) count(ctx context.Context, tx store.Tx, who store.Search) error {
	counts, err := tx.Mentions().Tally(ctx, who, store.By{Facet: store.FacetSentiment}, store.By{Facet: store.FacetState}, store.By{Facet: store.FacetDayMood}, store.By{Facet: store.FacetLang})
	if err != nil {
		return err
	}
	p.Langs = langsOf(counts[3])
	p.Moods, p.Open = counts[0], counts[1][string(store.StateNew)]+counts[1][string(store.StateOpen)]
	p.Months = months(counts[2])
	return nil
}

// mostMonths is for how many months back moods are told.
const mostMonths = 60

// months adds counts of FacetDayMood up by month.
func months(days map[string]int) []Month {
	by := map[string]*Month{}
	oldest, newest := "", ""
	for key, n := range days {
		day, mood, _ := strings.Cut(key, "/")
		if len(day) < len("2006-01") {
			continue
		}
		name := day[:len("2006-01")]
		m := by[name]
		if m == nil {
			m = &Month{}
			by[name] = m
			if oldest == "" || name < oldest {
				oldest = name
			}
			newest = max(newest, name)
		}
		switch mood {
		case "negative":
			m.Negative += n
		case "positive":
			m.Positive += n
		default:
			m.Neutral += n
		}
	}
	end, err := time.Parse("2006-01", newest)
	if err != nil {
		return nil
	}
	var out []Month
	for at := end; len(out) < mostMonths && at.Format("2006-01") >= oldest; at = at.AddDate(0, -1, 0) {
		m := Month{}
		if have := by[at.Format("2006-01")]; have != nil {
			m = *have
		}
		m.At = at
		out = append(out, m)
	}
	slices.Reverse(out)
	return out
}

// MembersExpr is the query for everything that the identities of one person
// said: one merged walk, whatever networks they said it on.
func MembersExpr(members []string) query.Expr {
	if len(members) == 1 {
		return IdentityExpr(members[0])
	}
	var list []query.Expr
	for _, id := range members {
		list = append(list, IdentityExpr(id))
	}
	return query.Or{List: list}
}

// Timeline reads more of what a person said, on all their accounts: the n
// mentions before a place, or the newest where before is nil.
func (l *Lookup) Timeline(ctx context.Context, identity string, before *store.Position, n int, scope store.Scope) (Stretch, error) {
	var s Stretch
	err := l.store.View(ctx, func(tx store.Tx) error {
		c, err := contactOf(tx, identity)
		if err != nil {
			return err
		}
		s, err = stretch(ctx, tx, store.Search{Expr: MembersExpr(c.Members), Scope: scope, After: before}, n)
		return err
	})
	return s, err
}
