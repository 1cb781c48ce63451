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

// known gives what a column of a name is about. The names are those of the
// usual address books and shops, in English and in Russian.
func known(name string) field {
	switch name {
	case "id", "unique_id", "rec_id", "contact_id", "customer_id", "ид", "код":
		return asID
	case "net", "network", "сеть", "соцсеть":
		return asNet
	case "name", "full_name", "fullname", "display_name", "фио", "полное_имя", "имя_и_фамилия":
		return asName
	case "first_name", "firstname", "given_name", "givenname", "имя":
		return asFirst
	case "last_name", "lastname", "surname", "family_name", "familyname", "фамилия":
		return asLast
	case "handle", "username", "user_name", "screen_name", "login", "nick", "nickname", "ник", "логин":
		return asHandle
	case "email", "e_mail", "mail", "email_address", "e_mail_address", "e_mail_1_value", "почта", "эл_почта", "электронная_почта", "адрес_эл_почты":
		return asMail
	case "phone", "tel", "telephone", "mobile", "mobile_phone", "phone_number", "phone_1_value", "business_phone", "home_phone", "телефон", "тел", "мобильный":
		return asPhone
	}
	switch name {
	case "city", "town", "location", "place", "home_city", "business_city", "address_1_city", "город", "место":
		return asCity
	case "url", "site", "website", "web", "web_page", "website_1_value", "homepage", "сайт", "ссылка":
		return asURL
	case "avatar", "photo", "picture", "аватар", "фото":
		return asAvatar
	case "bio", "about", "описание", "о_себе":
		return asBio
	case "followers", "followers_count", "подписчики", "подписчиков":
		return asFollowers
	case "tags", "categories", "теги", "метки":
		return asTags
	case "vip":
		return asVIP
	case "class", "класс":
		return asClass
	case "class_by":
		return asClassBy
	case "lists", "списки":
		return asLists
	}
	return asFact
}

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
	for _, raw := range names {
		col := column{name: columnName(raw)}
		col.field = known(col.name)
		if c.own {
			col.field = ownField(col.name)
		}
		switch {
		case col.name == "" || slices.ContainsFunc(o.Skip, func(s string) bool { return columnName(s) == col.name }):
			col.field = skipped
		case col.field == asFact:
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
