package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"earshot/store"
	"earshot/store/contacts"
	"earshot/store/desk"
	"earshot/store/exchange"
	"earshot/store/query"
)

// table writes rows to standard output, as CSV under a header or as JSON Lines.
type table struct {
	out  *bufio.Writer
	rows *csv.Writer // nil = JSON Lines
}

func newTable(c *Call, format string, header ...string) (*table, error) {
	t := &table{out: bufio.NewWriterSize(c.Out, 64<<10)}
	switch format {
	case "jsonl":
		return t, nil
	case "csv":
		t.rows = csv.NewWriter(t.out)
		return t, t.rows.Write(header)
	}
	return nil, usageError{fmt.Errorf("--format %s: use jsonl or csv", format)}
}

// line writes a row: cells for CSV, or an object.
func (t *table) line(object any, cells ...string) error {
	if t.rows != nil {
		return t.rows.Write(cells)
	}
	raw, err := json.Marshal(object)
	if err != nil {
		return err
	}
	_, err = t.out.Write(append(raw, '\n'))
	return err
}

// end writes out what is left; what was written before an error is whole.
func (t *table) end(err error) error {
	if t.rows != nil {
		t.rows.Flush()
		if err == nil {
			err = t.rows.Error()
		}
	}
	if flushed := t.out.Flush(); err == nil {
		err = flushed
	}
	return err
}

// exportContacts writes one line for each contact, of those whom a query on people
// finds by any of their identities.
func exportContacts(c *Call, ctx context.Context, ws *Workspace, text, format string) error {
	only, err := contactsFound(ctx, c, ws, text)
	if err != nil {
		return err
	}
	t, err := newTable(c, format, contacts.Columns()...)
	if err != nil {
		return err
	}
	return t.end(ws.Desk.Lists.Each(ctx, func(g desk.Joined) error {
		if only != nil && !only[g.ID] {
			return nil
		}
		p := contacts.Sum(g.ID, g.Members)
		hand := p.Class
		p.Influence, p.Class = int(g.Influence.Score), g.Influence.Class()
		switch p.Class {
		case "":
		case hand:
			p.ClassBy = "hand"
		default:
			p.ClassBy = contacts.ClassReckoned
		}
		if p.Languages, err = languagesOf(ctx, c, ws, g.Members, p.Mentions); err != nil {
			return err
		}
		cells := contacts.Cells(p)
		for i := range cells { // what a spreadsheet would run is made harmless
			cells[i] = exchange.Safe(cells[i])
		}
		return t.line(p, cells...)
	}))
}

// languagesOf are what somebody writes in, the most first; who has written nothing
// costs nothing.
func languagesOf(ctx context.Context, c *Call, ws *Workspace, members []store.Identity, mentions int) (out []string, err error) {
	if mentions == 0 {
		return nil, nil
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	list, err := ws.Desk.Directory.Languages(ctx, ids, ws.Desk.Lookup.Scope(c.User(), c.Zone()))
	for _, l := range list {
		out = append(out, l.Lang)
	}
	return out, err
}

// contactsFound are the contacts that a query on people finds; nil = all, for an
// empty query.
func contactsFound(ctx context.Context, c *Call, ws *Workspace, text string) (map[string]bool, error) {
	q, err := query.Parse(text)
	if err != nil || q.Expr == nil {
		return nil, badQuery(text, err)
	}
	out := map[string]bool{}
	err = ws.Desk.Directory.Each(ctx, q.Expr, ws.Desk.Lookup.Scope(c.User(), c.Zone()), func(who store.Contact, _ *store.Identity) error {
		out[who.ID] = true
		return nil
	})
	return out, misasked(err)
}

// identityJSON is the stable form of export identities.
type identityJSON struct {
	ID      string `json:"id"`
	Contact string `json:"contact"`
}

// exportIdentities writes which contact each identity belongs to. Ids are written
// as they are: whoever gave them looks for them.
func exportIdentities(c *Call, ctx context.Context, ws *Workspace, format string) error {
	t, err := newTable(c, format, "id", "contact")
	if err != nil {
		return err
	}
	return t.end(ws.Desk.People.EachIdentity(ctx, func(k desk.Known) error {
		id := contacts.Name(k.Identity)
		return t.line(identityJSON{id, k.Contact}, id, k.Contact)
	}))
}

// suggestionJSON is the stable form of export suggestions.
type suggestionJSON struct {
	A         string         `json:"a"`
	B         string         `json:"b"`
	Bits      float64        `json:"bits"`
	Evidence  []evidenceJSON `json:"evidence"`
	LooksLike bool           `json:"looks_like,omitempty"` // one could be made to be taken for the other
}

type evidenceJSON struct {
	Kind string  `json:"kind"`
	Bits float64 `json:"bits"`
	Why  string  `json:"why"`
	A    string  `json:"a,omitempty"`
	B    string  `json:"b,omitempty"`
}

// exportSuggestions writes the pairs that a person should look at.
func exportSuggestions(c *Call, ctx context.Context, ws *Workspace, format string) error {
	t, err := newTable(c, format, "a", "b", "bits", "evidence")
	if err != nil {
		return err
	}
	return t.end(ws.Desk.People.EachSuggestion(ctx, func(s store.Suggestion) error {
		line := suggestionJSON{A: rowName(s.A), B: rowName(s.B), Bits: s.Bits, Evidence: []evidenceJSON{}, LooksLike: s.LooksLike}
		var words []string
		for _, e := range s.Evidence {
			line.Evidence = append(line.Evidence, evidenceJSON{e.Kind, e.Bits, e.Why, e.A, e.B})
			words = append(words, fmt.Sprintf("%s %+.1f: %s", e.Kind, e.Bits, e.Why))
		}
		return t.line(line, line.A, line.B, strconv.FormatFloat(s.Bits, 'f', 2, 64), strings.Join(words, "; "))
	}))
}

// rowName is the id of an imported row as its file had it.
func rowName(id string) string { return strings.TrimPrefix(id, "row:") }
