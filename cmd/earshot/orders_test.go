package main

import (
	"fmt"
	"strings"
	"testing"
)

// orders is a table of so many orders of half as many people.
func orders(n int) string {
	var b strings.Builder
	b.WriteString("Order ID,Date,Email,Name,Total,Currency,Product,Status\r\n")
	for i := range n {
		fmt.Fprintf(&b, "A%05d,2026-01-%02d,person%d@mail.example,Person %d,\"1,%03d.50\",EUR,\"Lamp, %d\",paid\r\n", i, i%28+1, i/2, i/2, i%1000, i)
	}
	return b.String()
}

func TestALargeTableOfOrdersComesInBatchByBatch(t *testing.T) {
	s := newSandbox(t)
	const n = 2*batchSize + 8
	file := s.write("orders.csv", orders(n)+"B1,2026-01-01,nobody,Nobody,5,EUR,,\r\n")
	r := s.expect(1, "import", "orders", file)
	if r.code != 1 || !strings.Contains(r.err, fmt.Sprintf("%d new, 0 known, 0 changed, 1 refused", n)) ||
		!strings.Contains(r.err, fmt.Sprintf("orders.csv:%d: refused: \"nobody\" is no e-mail address", n+2)) {
		t.Fatalf("%d %s", r.code, r.err)
	}
	if r := s.expect(1, "import", "orders", file); !strings.Contains(r.err, fmt.Sprintf("0 new, %d known, 0 changed, 1 refused", n)) {
		t.Fatalf("the second time: %s", r.err)
	}
	if got := len(s.run("export", "identities").lines()); got != n/2 {
		t.Errorf("%d people, want %d", got, n/2)
	}
	if r := s.run("check"); r.code != 0 {
		t.Errorf("%s%s", r.out, r.err)
	}
}

func TestADamagedTableOfOrdersGivesWhatItHas(t *testing.T) {
	s := newSandbox(t)
	file := s.write("orders.csv", orders(3)+strings.Repeat("x", 2<<20)+"\n\"A9,2026-01-01\n"+"A8,2026-01-01,last@mail.example,Last,5,EUR,,\n")
	r := s.expect(1, "import", "orders", file)
	if r.code != 1 || !strings.Contains(r.err, "4 new, 0 known, 0 changed, 2 refused") || !strings.Contains(r.err, "orders.csv:5: refused: it is longer than 1 MiB") {
		t.Errorf("%d %.300s", r.code, r.err)
	}
	empty := s.write("empty.csv", "")
	if r := s.expect(1, "import", "orders", empty); r.code != 1 || !strings.Contains(r.err, "the file is empty") {
		t.Errorf("%d %s", r.code, r.err)
	}
}
