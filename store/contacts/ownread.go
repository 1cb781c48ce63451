package contacts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/clean"
)

// readOwn reads what was exported as JSON Lines.
func readOwn(l *lines, s *seen) {
	for {
		raw, err := l.next()
		var p Person
		switch {
		case err == io.EOF:
			return
		case errors.Is(err, errLong):
			if !s.refuse(l.number, l.bytes, err.Error()) {
				return
			}
			continue
		case err != nil:
			s.yield(Row{Line: l.number}, err)
			return
		case strings.TrimSpace(string(raw)) == "":
			continue
		}
		row, why := Row{Line: l.number, Bytes: l.bytes, Contact: true}, ""
		if err := json.Unmarshal(raw, &p); err != nil {
			why = "it is no JSON object of export contacts: " + err.Error()
		} else {
			why = row.fill(p)
		}
		if why != "" {
			if !s.refuse(l.number, l.bytes, why) {
				return
			}
			continue
		}
		if !s.row(row, true) {
			return
		}
	}
}

// fill takes the identities of a contact; it says why it cannot.
func (r *Row) fill(p Person) (why string) {
	if len(p.Identities) == 0 {
		return "it has no identities: only what export contacts wrote as jsonl comes back"
	}
	if len(p.Identities) > maxIdentities {
		return fmt.Sprintf("it has more than %d identities", maxIdentities)
	}
	for i, x := range p.Identities {
		id, why := x.identity()
		if why != "" {
			return fmt.Sprintf("identity %d: %s", i+1, why)
		}
		if i == 0 {
			r.Person = id
		} else {
			r.Beside = append(r.Beside, id)
		}
	}
	return ""
}

// maxIdentities bounds one contact; people have some dozens.
const maxIdentities = 1000

// identity cleans an identity that comes back: a file is outside text even
// where it says that we wrote it.
func (x Identity) identity() (p store.Identity, why string) {
	p = store.Identity{ID: ident(x.ID), Network: Network(x.Network), Row: ident(x.Row), Author: store.Author(x.Author), VIP: x.VIP}
	network, rest, ok := strings.Cut(p.ID, ":")
	switch {
	case !ok || rest == "" || !store.ValidNetwork(network):
		return p, fmt.Sprintf("%q is no id of an identity", p.ID)
	case p.ID != x.ID || p.Row != x.Row, len(p.ID) > maxRow+40, len(p.Row) > maxRow:
		return p, "its id holds signs that no id has"
	case network == "row" && rest != p.Row, network != "row" && p.Row != "":
		return p, fmt.Sprintf("the id %q and the row %q do not belong together", p.ID, p.Row)
	case p.Network != "" && !store.ValidNetwork(p.Network):
		return p, fmt.Sprintf("the network %q is not [a-z0-9_-]{1,32}", p.Network)
	}
	a := &p.Author
	for _, s := range []*string{&a.ID, &a.Handle, &a.Name, &a.Email, &a.Location} {
		*s = line(*s, maxValue)
	}
	a.Bio = strings.TrimSpace(clean.Text(a.Bio, maxNote))
	a.URL = clean.URL(a.URL)
	a.Avatar, _ = avatar(a.Avatar)
	a.Followers, a.Following, a.Posts = max(0, a.Followers), max(0, a.Following), max(0, a.Posts)
	p.Phone = line(x.Phone, maxValue)
	for _, f := range x.Facts[:min(len(x.Facts), maxFacts)] {
		p.Facts = append(p.Facts, store.Fact{Name: line(f.Name, 100), Value: line(f.Value, maxValue), From: line(f.From, maxValue), At: store.Stamp(f.At)})
	}
	for _, l := range x.Lists {
		if l = line(l, 100); l != "" {
			p.Lists = insert(p.Lists, l)
		}
	}
	for _, t := range x.Tags {
		if tag, ok := act.Tag(t); ok {
			p.Tags = insert(p.Tags, tag)
		}
	}
	if slices.Contains(Classes(), x.Class) {
		p.Class = x.Class
	}
	for _, u := range x.Proofs[:min(len(x.Proofs), maxBeside)] {
		if u = line(u, maxValue); u != "" {
			p.Proofs = append(p.Proofs, u)
		}
	}
	return p, ""
}
