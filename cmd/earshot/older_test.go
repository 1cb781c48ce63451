package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/store"
	"earshot/store/bolt"
)

// asBefore makes the file what an earshot without people and influence left: the
// mentions and the accounts are there, nothing that follows from them is.
func (s *sandbox) asBefore() {
	s.t.Helper()
	file, err := bolt.Open(filepath.Join(s.data, dataFile), bolt.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	err = file.Update(context.Background(), func(tx store.Tx) error {
		gone := append(store.InfluenceKinds(), store.KindFiled, store.KindCounted, store.KindEdges, store.KindEdgesOf, store.KindContacts, store.KindContactOf)
		for _, kind := range gone {
			var keys []string
			for key := range tx.Records(kind).Scan("", "") {
				keys = append(keys, key)
			}
			for _, key := range keys {
				if err := tx.Records(kind).Delete(key); err != nil {
					return err
				}
			}
		}
		for _, key := range []string{"influence", "filing"} {
			if err := tx.Records(store.KindMeta).Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
	if err := closing(file, err); err != nil {
		s.t.Fatal(err)
	}
}

func closing(file *bolt.Store, err error) error {
	if err != nil {
		return err
	}
	return file.Close()
}

// TestAWorkspaceOfAnEarlierVersionCatchesUp: one sync, and people and influence
// are what they would be if they had been kept from the first day.
func TestAWorkspaceOfAnEarlierVersionCatchesUp(t *testing.T) {
	s := newSandbox(t)
	var lines []string
	for _, m := range []string{
		`"id":"1","author":{"id":"olga","handle":"olga","name":"Olga Orlova","email":"olga@x.example"},"kind":"post"`,
		`"id":"2","author":{"id":"petr","handle":"petr","name":"Petr"},"kind":"share","in_reply_to":"1"`,
	} {
		lines = append(lines, `{"network":"mastodon","account":"acme","created":"2026-11-10T09:31:07Z","text":"My fridge sings",`+m+`}`)
	}
	lines = append(lines, `{"network":"mail","account":"acme","created":"2026-11-10T09:31:07Z","text":"It still does","id":"9","author":{"id":"olga@x.example","name":"Olga Orlova","email":"olga@x.example"},"kind":"mail"}`)
	s.run("import", "jsonl", s.write("in.jsonl", strings.Join(lines, "\n")+"\n"))
	people := func() (out []string) {
		for _, p := range decode[found](t, s.run("who", "olga", "--json").lines()) {
			score := -1.0
			if p.Score != nil {
				score = *p.Score
			}
			slices.Sort(p.Identities)
			out = append(out, strings.Join(p.Identities, " "), count(int(score)))
		}
		return out
	}
	kept := people()
	if len(kept) != 2 || kept[0] != "mail:olga@x.example mastodon:olga" || kept[1] < "5" {
		t.Fatalf("%q", kept)
	}
	s.asBefore()
	if before := people(); slices.Equal(before, kept) {
		t.Fatalf("%q is there already", before)
	}
	s.run("sync", "--once")
	if now := people(); !slices.Equal(now, kept) {
		t.Fatalf("%q, not %q", now, kept)
	}
	if r := s.run("check"); !strings.Contains(r.out, "clean: 3 mentions") {
		t.Fatalf("%+v", r)
	}
}
