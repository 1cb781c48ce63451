package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clients is a table of so many people.
func clients(n int) string {
	var b strings.Builder
	b.WriteString("id;net;name;handle;email;phone;city;company\r\n")
	for i := range n {
		fmt.Fprintf(&b, "c%05d;mastodon;Person %d;handle%d;person%d@mail.example;+7900%07d;Kazan;\"Acme; %d\"\r\n", i, i, i, i, i, i%7)
	}
	return b.String()
}

// cells reads a table from standard output.
func (r result) cells(t *testing.T) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, r.out)
	}
	return rows
}

func TestALargeTableComesInBatchByBatch(t *testing.T) {
	s := newSandbox(t)
	const n = 2*batchSize + 7
	file := s.write("clients.csv", clients(n))
	if r := s.run("import", "contacts", file); !strings.Contains(r.err, fmt.Sprintf("%d new, 0 known, 0 changed, 0 refused", n)) {
		t.Fatalf("%s", r.err)
	}
	if r := s.run("import", "contacts", file); !strings.Contains(r.err, fmt.Sprintf("0 new, %d known, 0 changed", n)) {
		t.Fatalf("the second time: %s", r.err)
	}
	rows := s.run("export", "identities", "--format", "csv").cells(t)
	if len(rows) != n+1 || !slices.Equal(rows[0], []string{"id", "contact"}) || rows[1][0] != "c00000" || rows[n][0] != fmt.Sprintf("c%05d", n-1) {
		t.Fatalf("%d rows, %v, %v", len(rows), rows[0], rows[1])
	}
	if !slices.IsSortedFunc(rows[1:], func(a, b []string) int { return strings.Compare(a[0], b[0]) }) {
		t.Error("the order is not that of the ids")
	}
	people := s.run("export", "contacts")
	again := s.run("export", "contacts")
	if len(people.lines()) == 0 || people.out != again.out {
		t.Error("two exports differ")
	}
	var first struct {
		ID         string
		Lists      []string
		Identities []struct {
			Facts []struct{ Name, Value, From string }
		}
	}
	if err := json.Unmarshal([]byte(people.lines()[0]), &first); err != nil {
		t.Fatal(err)
	}
	if first.ID != "row:c00000" || !slices.Equal(first.Lists, []string{"clients"}) {
		t.Errorf("%+v", first)
	}
	if f := first.Identities[0].Facts; len(f) != 1 || f[0].Name != "company" || f[0].Value != "Acme; 0" || f[0].From != "import clients.csv" {
		t.Errorf("%+v", f)
	}
}

func TestATableOfContactsRunsNothingInASpreadsheet(t *testing.T) {
	s := newSandbox(t)
	file := s.write("evil.csv", "id,name,email,city\n1,\"=HYPERLINK(\"\"http://x\"\")\",a@x.example,+7\n@sum,-2+3,b@x.example,\"\t=1\"\n")
	s.run("import", "contacts", file)
	for _, row := range s.run("export", "contacts", "--format", "csv").cells(t) {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t") {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	if rows := s.run("export", "identities", "--format", "csv").cells(t); rows[2][0] != "@sum" {
		t.Errorf("an id has changed: %q", rows)
	}
	for _, line := range s.run("export", "identities").lines() {
		var id identityJSON
		if err := json.Unmarshal([]byte(line), &id); err != nil || id.ID != "1" && id.ID != "@sum" {
			t.Errorf("%s %v", line, err)
		}
	}
}

// TestPeopleMoveToAnotherWorkspace with all that the team knows of them.
func TestPeopleMoveToAnotherWorkspace(t *testing.T) {
	s := newSandbox(t)
	s.run("import", "contacts", s.write("a.csv", "id,name,email,tags,vip,class,dob\n1,Анна Орлова,anna@x.example,\"regular, kazan\",yes,advocate,1980-02-01\n2,Boris,,,,,\n"), "--list", "clients")
	s.run("import", "contacts", s.write("b.vcf", "BEGIN:VCARD\nUID:u1\nFN:Vera\nEMAIL:vera@x.example\nEMAIL:vera@home.example\nURL:https://vk.com/vera\nCATEGORIES:Friends\nEND:VCARD\n"), "--list", "guests")
	moved := s.run("export", "contacts")
	file := s.write("people.jsonl", moved.out)
	other := newSandbox(t)
	if r := other.run("import", "contacts", file, "--no-list"); !strings.Contains(r.err, "3 new, 0 known, 0 changed, 0 refused") {
		t.Fatalf("%s", r.err)
	}
	if d := cmp.Diff(moved.lines(), other.run("export", "contacts").lines()); d != "" {
		t.Errorf("something was lost (-there +here)\n%s", d)
	}
	if d := cmp.Diff(s.run("export", "identities").lines(), other.run("export", "identities").lines()); d != "" {
		t.Errorf("they are other people (-there +here)\n%s", d)
	}
	if rows := other.run("export", "contacts", "--format", "csv").cells(t); len(rows) != 4 {
		t.Errorf("%d rows for three people", len(rows))
	} else if last := rows[3]; last[1] != "Vera" || last[4] != "vera@home.example, vera@x.example" || last[16] != "u1, u1/2, u1/3" {
		t.Errorf("%q", last)
	}
}

func TestAFolderOrABrokenFileOfContactsIsNamed(t *testing.T) {
	s := newSandbox(t)
	if err := os.Mkdir(s.path("folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		s.path("folder"):                        "is a folder",
		s.write("empty.csv", ""):                "the file is empty",
		s.write("letter.txt", "Dear all,\nhi"):  "names no column that says who somebody is",
		s.write("a,b.csv", "name\nAnna\n"):      "give another with --list",
		s.write("half.vcf", "BEGIN:VCARD\nFN:"): "does not end",
	} {
		if r := s.try("", "import", "contacts", name); r.code != 1 || !strings.Contains(r.err, want) {
			t.Errorf("%s: %d %s", name, r.code, r.err)
		}
	}
	if r := s.try("", "import", "contacts", s.path("a,b.csv"), "--list", "a;b"); r.code != 1 || !strings.Contains(r.err, "leave out") {
		t.Errorf("%d %s", r.code, r.err)
	}
	good := s.write("good.csv", "name\nAnna\n")
	if r := s.try("", "import", "contacts", good, s.path("absent.csv")); r.code != 1 || !strings.Contains(r.err, "1 new") || !strings.Contains(r.err, "what is counted above is in") {
		t.Errorf("the good one before the bad: %d %s", r.code, r.err)
	}
}
