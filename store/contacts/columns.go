package contacts

import (
	"fmt"
	"slices"
	"strings"

	"earshot/store"
)

// field is what a column is about.
type field int

const (
	asFact field = iota
	skipped
	asID
	asNet
	asName
	asFirst
	asLast
	asHandle
	asMail
	asPhone
	asCity
	asURL
	asAvatar
	asBio
	asFollowers
	asTags
	asVIP
	asClass
	asClassBy
	asLists
	asNetworks // those of a table of ours add identities up; see owntable.go
	asHandles
	asMails
	asPhones
	asIdentities
)

// column is one column of a table.
type column struct {
	field field
	name  string
}

// columns are what a table is made of.
type columns struct {
	list []column
	from Options
	own  bool // it is a table that earshot has written
}

// header reads the names of the columns.
func header(names []string, o Options) (*columns, error) {
	c := &columns{from: o, own: written(names)}
	some, facts := false, 0
	id := ownID(names)
	for i, raw := range names {
		col := column{name: columnName(raw)}
		col.field = known(col.name)
		if c.own {
			col.field = ownField(col.name)
		}
		switch {
		case col.name == "" || slices.ContainsFunc(o.Skip, func(s string) bool { return columnName(s) == col.name }):
			col.field = skipped
		case col.field == asFact, col.field == asID && i != id:
			col.field = asFact
			if facts++; facts > maxFacts {
				return nil, fmt.Errorf("the table has more than %d columns that earshot does not know; leave some out with --skip", maxFacts)
			}
		case col.field != asID && col.field != asNet:
			some = true
		}
		c.list = append(c.list, col)
	}
	if !some {
		return nil, fmt.Errorf("the first line names no column that says who somebody is: a table needs a header with some of id, net, name, first_name, last_name, handle, email, phone, city, url, avatar, bio, followers")
	}
	first, last := c.has(asFirst), c.has(asLast)
	for i := range c.list { // a table with a column "имя" and none "фамилия" has whole names in it
		if c.list[i].field == asFirst && first && !last && !c.has(asName) {
			c.list[i].field = asName
		}
	}
	return c, nil
}

// ownID gives which column names the rows: the one called id, else the first that
// is one. Numbers beside it, of an order or a shop's customer, are facts.
func ownID(names []string) int {
	at := -1
	for i, raw := range names {
		switch name := columnName(raw); {
		case name == "id":
			return i
		case at < 0 && known(name) == asID:
			at = i
		}
	}
	return at
}

func (c *columns) has(f field) bool {
	return slices.ContainsFunc(c.list, func(col column) bool { return col.field == f })
}

// columnName folds the name of a column: "E-mail Address" is e_mail_address.
func columnName(raw string) string {
	name := strings.FieldsFunc(strings.ToLower(line(raw, 100)), func(r rune) bool { return strings.ContainsRune(" \t-_.:/", r) })
	return strings.Join(name, "_")
}

// person makes an identity of the values of a row. named tells whether the row
// has an id; why is why it is refused, "" = it is not.
func (c *columns) person(values []string) (p store.Identity, named bool, why string) {
	b := builder{from: c.from}
	for i, raw := range values {
		if i >= len(c.list) {
			if strings.TrimSpace(raw) != "" {
				return p, false, fmt.Sprintf("it has %d values, the header names %d columns", len(values), len(c.list))
			}
			continue
		}
		if c.own {
			raw = bare(raw)
		}
		b.set(c.list[i], raw)
	}
	if c.own {
		return b.ownDone()
	}
	return b.done()
}
