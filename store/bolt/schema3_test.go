package bolt

import (
	"context"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/query"
)

// schema3 is a stored file of schema 3, written by the last commit that had it:
// three mentions, and records with facts of one of their authors and of one who
// was imported.
const schema3 = "../../testdata/store/schema-3.db.gz"

// answering lists who answers a question about people.
func answering(t *testing.T, s *Store, text string) string {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	err = s.View(context.Background(), func(tx store.Tx) error {
		for p, err := range tx.People().Search(context.Background(), store.PeopleSearch{Expr: q.Expr}) {
			if err != nil {
				return err
			}
			out = append(out, p.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return strings.Join(out, " ")
}

// TestSchema3FilesWhoPeopleAre: what lists and profiles say of people is asked of
// the index, of data that stood there before it knew.
func TestSchema3FilesWhoPeopleAre(t *testing.T) {
	s, err := Open(unpacked(t, schema3), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // a test's end
	if r, err := s.Check(context.Background(), nil); err != nil || !r.Clean() || r.Mentions != 3 {
		t.Errorf("check: %+v, %v", r, err)
	}
	for text, want := range map[string]string{"sex:f": "row:7", "fact:company=acme": "vk:100", "fact:born": "vk:100", "years:20..119": "vk:100", "-sex:f": "vk:100"} {
		if got := answering(t, s, text); got != want {
			t.Errorf("%s finds %q, want %q", text, got, want)
		}
	}
}
