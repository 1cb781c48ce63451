package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pairsIn counts the pairs that groups of so many make.
func pairsIn(sizes map[string]int) (n int) {
	for _, k := range sizes {
		n += k * (k - 1) / 2
	}
	return n
}

// measured compares what export identities says with the labels of the rows.
func measured(t *testing.T, s *sandbox, label map[string]string) (precision, recall float64) {
	t.Helper()
	rows := s.run("export", "identities", "--format", "csv").cells(t)[1:]
	if len(rows) != len(label) {
		t.Fatalf("%d identities of %d rows", len(rows), len(label))
	}
	found, real, both := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range rows {
		person, known := label[r[0]]
		if !known {
			t.Fatalf("nobody gave the id %q", r[0])
		}
		found[r[1]]++
		real[person]++
		both[r[1]+"\x00"+person]++
	}
	right := float64(pairsIn(both))
	return right / float64(max(1, pairsIn(found))), right / float64(max(1, pairsIn(real)))
}

// TestPublicRegistersAreGrouped, where they are at hand: the floors of the
// issue, end to end.
func TestPublicRegistersAreGrouped(t *testing.T) {
	data := os.Getenv("EARSHOT_DATASETS")
	if data == "" || testing.Short() {
		t.Skip("NOT MEASURED: EARSHOT_DATASETS is not set; give the folder with the public sets")
	}
	if _, err := os.Stat(filepath.Join(data, "identity")); err == nil {
		data = filepath.Join(data, "identity")
	}
	for _, set := range []struct {
		file, id, skip string
		label          func(map[string]string) string
		f1, precision  float64
	}{
		{"fake_1000.csv", "unique_id", "cluster", func(r map[string]string) string { return r["cluster"] }, 0.98, 0.999},
		{"febrl1.csv", "rec_id", "none", func(r map[string]string) string { return strings.Split(r["rec_id"], "-")[1] }, 0.999, 0.999},
	} {
		raw, err := os.ReadFile(filepath.Join(data, set.file))
		if err != nil {
			t.Skipf("NOT MEASURED: %v", err)
		}
		s := newSandbox(t)
		s.run("import", "contacts", "--records", "--skip", set.skip, s.write(set.file, string(raw)))
		label := map[string]string{}
		for _, row := range labelled(t, string(raw)) {
			label[row[set.id]] = set.label(row)
		}
		p, r := measured(t, s, label)
		if f1 := 2 * p * r / (p + r); f1 < set.f1 || p < set.precision {
			t.Errorf("%s: F1 %.4f at precision %.4f, recall %.4f", set.file, f1, p, r)
		}
	}
}

// labelled reads a plain table.
func labelled(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	all := result{out: strings.ReplaceAll(text, ", ", ",")}.cells(t)
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, row)
	}
	return rows
}
