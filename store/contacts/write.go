package contacts

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// Sum adds up the identities of one contact, the first name, place and class of
// them that there is, the most followers of each. What is measured of more than
// mentions is left to whoever knows it.
func Sum(id string, members []store.Identity) Person {
	p := Person{ID: id}
	lists := []*[]string{&p.Networks, &p.Handles, &p.Emails, &p.Phones, &p.Tags, &p.Lists}
	for _, list := range lists {
		*list = []string{} // in the file an empty list, not null
	}
	for _, m := range members {
		a := m.Author
		first(&p.Name, a.Name)
		first(&p.Place, a.Location)
		first(&p.Class, m.Class)
		p.VIP = p.VIP || m.VIP
		p.Networks, p.Handles = some(p.Networks, m.Network), some(p.Handles, a.Handle)
		p.Emails, p.Phones = some(p.Emails, a.Email), some(p.Phones, m.Phone)
		for _, t := range m.Tags {
			p.Tags = some(p.Tags, t)
		}
		for _, l := range m.Lists {
			p.Lists = some(p.Lists, l)
		}
		p.Reach += a.Followers
		p.Mentions += m.Mentions
		if !m.First.IsZero() && (p.First.IsZero() || m.First.Before(p.First)) {
			p.First = m.First
		}
		if m.Last.After(p.Last) {
			p.Last = m.Last
		}
		p.Identities = append(p.Identities, Of(m))
	}
	for _, list := range lists {
		slices.Sort(*list)
	}
	return p
}

// some adds what is not there yet.
func some(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Line is a contact as one line of JSON, without its end; Read reads it back.
func Line(p Person) ([]byte, error) { return json.Marshal(p) }

// Columns is the header of a table of contacts.
func Columns() []string {
	return []string{
		"id", "name", "networks", "handles", "emails", "phones", "place", "tags", "vip", "class",
		"influence", "reach", "mentions", "first", "last", "lists", "identities", "class_by", "languages",
	}
}

// Cells is a contact as a row of a table under Columns. A table is for people
// and their spreadsheets: lists stand in one cell with commas, and what identities
// know is left out.
func Cells(p Person) []string {
	var ids []string
	for _, x := range p.Identities {
		ids = append(ids, Name(store.Identity{ID: x.ID, Row: x.Row}))
	}
	join := func(list []string) string { return strings.Join(list, ", ") }
	return []string{
		p.ID, p.Name, join(p.Networks), join(p.Handles), join(p.Emails), join(p.Phones), p.Place, join(p.Tags), strconv.FormatBool(p.VIP), p.Class,
		strconv.Itoa(p.Influence), strconv.Itoa(p.Reach), strconv.Itoa(p.Mentions), day(p.First), day(p.Last), join(p.Lists), join(ids), p.ClassBy, join(p.Languages),
	}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Name is what an identity is called in files: the id of the row that it was
// imported from, as the file had it, else its own.
func Name(p store.Identity) string {
	if p.Row != "" {
		return p.Row
	}
	return p.ID
}
