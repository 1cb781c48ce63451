package contacts

import (
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/exchange"
)

// The table that Cells writes, read back: somebody has worked on it in a
// spreadsheet. A row adds identities up and is no identity itself, so what the team
// says of the person comes back (tags, VIP, class, lists), beside it what is told of
// one identity alone, or by one value alone; figures are measured anew.

// written tells whether a header is that of Columns, in any order and perhaps with
// further columns. What later versions have added need not be there.
func written(names []string) bool {
	var have []string
	for _, raw := range names {
		have = append(have, columnName(raw))
	}
	for _, name := range []string{"id", "networks", "handles", "emails", "phones", "influence", "reach", "mentions", "identities"} {
		if !slices.Contains(have, name) {
			return false
		}
	}
	return true
}

// ownField is what a column of such a table is about.
func ownField(name string) field {
	switch name {
	case "networks":
		return asNetworks
	case "handles":
		return asHandles
	case "emails":
		return asMails
	case "phones":
		return asPhones
	case "identities":
		return asIdentities
	case "influence", "reach", "mentions", "first", "last", "languages":
		return skipped
	}
	return known(name)
}

// summed takes a cell that lists what all identities say: only one value is
// certain to be that of the identity that the row is named after, or of the person.
func (b *builder) summed(f field, v string) bool {
	one := !strings.Contains(v, ", ")
	switch f {
	case asNetworks:
		if v = Network(v); one && store.ValidNetwork(v) {
			b.p.Network = v
		}
	case asHandles:
		if one {
			first(&b.p.Author.Handle, handle(v))
		}
	case asMails:
		_ = one && b.mail(v) // what is no address is no fact either: it is known already
	case asPhones:
		_ = one && b.phone(v)
	case asIdentities:
		b.several = !one
	default:
		return false
	}
	return true
}

// bare is a cell of such a table without the sign by which a spreadsheet was kept
// from running it.
func bare(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && exchange.Safe(rest) != rest {
		return rest
	}
	return cell
}

// ownDone ends an identity of such a table: it has the id that earshot knows it by.
func (b *builder) ownDone() (p store.Identity, named bool, why string) {
	id := b.id
	if b.several {
		b.p.Network, b.p.Author.Handle = "", "" // whose they are is not said
	}
	if p, named, why = b.done(); why != "" || !named {
		return p, named, why
	}
	x := Identity{ID: id}
	if row, ok := strings.CutPrefix(id, "row:"); ok {
		x.Row = row
	}
	made, why := x.identity()
	if why != "" {
		return p, named, why
	}
	if p.ID, p.Row = made.ID, made.Row; p.Row == "" {
		p.Network, p.Author.ID, _ = strings.Cut(p.ID, ":")
	}
	return p, named, ""
}
