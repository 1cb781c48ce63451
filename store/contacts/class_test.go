package contacts

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAReckonedClassIsNoWordOfTheTeam: what an export reckoned is left out when the
// table comes back, whatever the order of its columns.
func TestAReckonedClassIsNoWordOfTheTeam(t *testing.T) {
	for table, want := range map[string]string{
		"id,name,class\n1,Anna,advocate\n":                     "advocate",
		"id,name,class,class_by\n1,Anna,advocate,hand\n":       "advocate",
		"id,name,class,class_by\n1,Anna,advocate,reckoned\n":   "",
		"class_by,id,name,class\nReckoned,1,Anna,influencer\n": "",
		"id,name,class,class_by\n1,Anna,,\n":                   "",
	} {
		for row, err := range Read(strings.NewReader(table), Options{From: "x.csv", At: time.Unix(0, 0)}) {
			if err != nil || row.Person.Class != want || len(row.Person.Facts) != 0 {
				t.Errorf("%q: class %q, facts %v, %v", table, row.Person.Class, row.Person.Facts, err)
			}
		}
	}
	p := Person{ID: "row:1", Name: "Anna", Class: "advocate", ClassBy: ClassReckoned}
	head, cells := Columns(), Cells(p)
	if at := slices.Index(head, "class_by"); len(head) != len(cells) || at < 0 || cells[at] != "reckoned" {
		t.Errorf("%q\n%q", head, cells)
	}
}
