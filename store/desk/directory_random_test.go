package desk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/scoring/names"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestALookUpKeepsItsPromises: every contact once, what needed forgiveness behind
// what did not, no more than were asked for, all of them called so; and who is
// called just so is always among them.
func TestALookUpKeepsItsPromises(t *testing.T) {
	first := []string{"Ivan", "Иван", "Mia", "Мария", "Maria", "Anna", "Щука"}
	last := []string{"Petrov", "Петров", "Petroff", "Laurent", "Щукин", "Schukin", "O'Brien"}
	rapid.Check(t, func(r *rapid.T) {
		st := mem.New()
		defer st.Close() //nolint:errcheck // a test's end
		n := 0
		d := desk.New(st, store.Env{Now: time.Now, ID: func() string { n++; return fmt.Sprint("g", n) }, Rand: func() float64 { return 0 }}, desk.Options{})
		people := map[string]store.Identity{}
		var ids []string
		err := st.Update(context.Background(), func(tx store.Tx) error {
			for i := range rapid.IntRange(1, 20).Draw(r, "people") {
				id := fmt.Sprint("vk:", i)
				name := rapid.SampledFrom(first).Draw(r, "first") + " " + rapid.SampledFrom(last).Draw(r, "last")
				p := store.Identity{ID: id, Network: "vk", Author: store.Author{ID: fmt.Sprint(i), Name: name, Followers: rapid.SampledFrom([]int{0, 10, 5000}).Draw(r, "followers")}}
				people[id], ids = p, append(ids, id)
				if err := store.Identities(tx).Put(id, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(0, 3).Draw(r, "merges") {
			a, b := rapid.SampledFrom(ids).Draw(r, "a"), rapid.SampledFrom(ids).Draw(r, "b")
			if a != b {
				_, _ = d.People.Merge(context.Background(), desk.By{User: "anna", Door: "cli"}, a, b) // those who are one already are refused
			}
		}
		wanted := people[rapid.SampledFrom(ids).Draw(r, "wanted")]
		for _, text := range []string{wanted.Author.Name, strings.ToUpper(wanted.Author.Name), wanted.Author.Name[:3]} {
			limit := rapid.SampledFrom([]int{0, 1, 3}).Draw(r, "limit")
			checkFound(r, d, people, wanted, text, limit)
		}
	})
}

func checkFound(r *rapid.T, d *desk.Desk, people map[string]store.Identity, wanted store.Identity, text string, limit int) {
	list, err := d.Directory.Look(context.Background(), desk.Ask{Text: text, Limit: limit})
	if err != nil {
		r.Fatal(err)
	}
	if len(list) == 0 || limit > 0 && len(list) > limit {
		r.Fatalf("%q finds %d, of at most %d", text, len(list), limit)
	}
	seen, forgiven := map[string]bool{}, false
	for _, f := range list {
		if seen[f.Contact.ID] {
			r.Fatalf("%q finds %s twice", text, f.Contact.ID)
		}
		seen[f.Contact.ID] = true
		if forgiven && !f.Forgiven {
			r.Fatalf("%q: %s stands behind somebody who was forgiven", text, f.Who.Author.Name)
		}
		forgiven = f.Forgiven
		if f.Forgiven != strings.HasPrefix(f.Why, "typing error forgiven: ") || f.Forgiven == (f.Like == "") || f.Met == "" {
			r.Fatalf("%q: %+v", text, f)
		}
		if !slices.Contains(f.Contact.Members, f.Who.ID) || f.Name() != people[f.Who.ID].Author.Name {
			r.Fatalf("%q: %+v is not of its contact", text, f)
		}
		for _, w := range names.Query(text) {
			met := false
			for _, called := range names.Words(nil, f.Who.Author.Name) {
				met = met || names.NewTyped(w).Rank(called) != names.Different
			}
			if !met {
				r.Fatalf("%q finds %q", text, f.Who.Author.Name)
			}
		}
	}
	c, err := d.People.Contact(context.Background(), wanted.ID)
	if err != nil || limit == 0 && !seen[c.ID] {
		r.Fatalf("%q does not find %s: %v", text, wanted.Author.Name, err)
	}
}
