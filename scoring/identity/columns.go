package identity

import (
	"cmp"
	"slices"
	"strings"
)

// Lists of records are read as a whole before any two are compared: in one order,
// whatever that of their rows, and without the columns that say again what others
// say.

// Arrange puts records into an order that follows from what they say, not from
// where they stand, nor from their ids: so the same list gives the same groups
// however its rows are turned. Neighbours have nothing in common.
func Arrange(records []Record) {
	type row struct {
		Record
		at uint64
	}
	rows := make([]row, len(records))
	for i, r := range records {
		said := []string{r.Network, r.Name, r.Handle, r.Mail, r.Phone, r.City, r.Site, r.Avatar}
		for _, f := range r.Facts {
			said = append(said, f.Column, f.Value)
		}
		rows[i] = row{r, hash("record", strings.Join(append(said, r.Proofs...), "\x00"))}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.ID, b.ID)) })
	for i, r := range rows {
		records[i] = r.Record
	}
}

// What it takes to find that one column repeats another.
const (
	mostRead    = 1000 // records
	fewestRead  = 20   // of them that have both
	mostlyEqual = 0.7  // the share of those in which one holds the other's words
)

// Repeated gives the columns of records that mostly say again, in the same words
// or in some of them, what another column or the name, address, phone, city or site says: the
// first name beside the whole name, the year beside the day of birth. Taken for
// evidence of its own, one likeness would count twice. Of columns that repeat each
// other, the first stays. The records should be arranged, because the first
// thousand are read.
func Repeated(records []Record) []string {
	var columns []string
	var texts []map[string][]string // of each record: the words of each column, and of what is known, under ""
	for _, r := range records[:min(len(records), mostRead)] {
		words := map[string][]string{"": wordsIn(strings.Join([]string{r.Name, r.Handle, r.Mail, r.Phone, r.City, r.Site}, " "))}
		for _, f := range r.Facts[:min(len(r.Facts), maxFacts)] {
			if w := wordsIn(f.Value); len(w) > 0 {
				words[f.Column] = w
			}
			if !slices.Contains(columns, f.Column) {
				columns = append(columns, f.Column)
			}
		}
		texts = append(texts, words)
	}
	var out []string
	for i, c := range columns {
		others := append([]string{""}, columns...)
		if slices.ContainsFunc(others, func(o string) bool {
			if o == c || slices.Contains(out, o) || !repeats(texts, c, o) {
				return false
			}
			at := slices.Index(columns, o)
			return at < i || !repeats(texts, o, c) // of two that are one, the first stays
		}) {
			out = append(out, c)
		}
	}
	return out
}

// repeats tells whether the words of a column mostly stand in another, too.
func repeats(texts []map[string][]string, column, other string) bool {
	both, held := 0, 0
	for _, t := range texts {
		a, b := t[column], t[other]
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		both++
		if !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) }) {
			held++
		}
	}
	return both >= fewestRead && float64(held) >= mostlyEqual*float64(both)
}

// wordsIn gives the folded words and numbers of a value.
func wordsIn(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return alphabetOf(r) == noLetter && (r < '0' || r > '9') })
}
