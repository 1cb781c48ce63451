package identitytest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"earshot/scoring/identity"
	"earshot/scoring/identity/identitytest"
)

func all(identitytest.Labelled) bool { return true }

// TestPeopleWhoDoNotExist: what is merged without asking is one person, no
// impostor is, and what is suggested mostly is. Every fourth of these has no name
// or half of one, and their handles say little beyond it: less is merged of them
// than of contacts as lists have them (R .32, TestLabelledContactsAreFound).
func TestPeopleWhoDoNotExist(t *testing.T) {
	for seed := range uint64(2) {
		list := identitytest.People(1500, seed)
		im := identitytest.Read(list, identity.Standard(), false)
		groups := identitytest.Parts(im.Clusters(), len(list))
		s, asked := identitytest.Of(list, groups, all), identitytest.Ask(im, all)
		t.Logf("seed %d: merged P %.4f R %.3f of %d; suggested P %.3f R %.3f", seed, s.Precision(), s.Recall(), s.All, asked.Precision, asked.Recall)
		if s.Precision() < 0.995 || s.Recall() < 0.25 || identitytest.Impostors(list, groups) > 0 {
			t.Errorf("seed %d: %+v, %d impostors", seed, s, identitytest.Impostors(list, groups))
		}
		if asked.Precision < 0.75 || asked.Recall < 0.68 {
			t.Errorf("seed %d: %+v", seed, asked)
		}
	}
}

// TestImpostorsAreFlagged wherever they come up.
func TestImpostorsAreFlagged(t *testing.T) {
	list := identitytest.People(800, 5)
	im := identitytest.Read(list, identity.Standard(), false)
	flagged := map[int]bool{}
	for _, e := range im.Edges {
		for _, i := range []int{e.A, e.B} {
			if list[i].Impostor && e.LooksLike {
				flagged[i] = true
			}
			if list[i].Impostor && e.Action == identity.Merge {
				t.Errorf("merged by %q: %+v and %+v", e.Rule, list[e.A], list[e.B])
			}
		}
	}
	if len(flagged) < 5 {
		t.Errorf("%d of 8 were flagged", len(flagged))
	}
}

func TestNoisyRegisters(t *testing.T) {
	for seed := range uint64(2) {
		list := identitytest.Historical(200, seed)
		im := identitytest.Read(list, identity.Rows(), true)
		s := identitytest.Of(list, im.Groups(identity.Rows().Merge), all)
		t.Logf("seed %d: P %.4f R %.3f F1 %.3f of %d", seed, s.Precision(), s.Recall(), s.F1(), s.All)
		if s.F1() < 0.88 || s.Precision() < 0.95 {
			t.Errorf("seed %d: %+v, F1 %.3f", seed, s, s.F1())
		}
	}
}

// TestTheSameRecordsGiveTheSame: learning and grouping depend on nothing else.
func TestTheSameRecordsGiveTheSame(t *testing.T) {
	list := identitytest.Historical(40, 9)
	a, b := identitytest.Read(list, identity.Rows(), true), identitytest.Read(list, identity.Rows(), true)
	if a.Weights.String() != b.Weights.String() || fmt.Sprint(a.Groups(2)) != fmt.Sprint(b.Groups(2)) {
		t.Error("two readings differ")
	}
}

func TestScores(t *testing.T) {
	list := []identitytest.Labelled{{Person: "a"}, {Person: "a"}, {Person: "b"}, {Person: "a"}}
	s := identitytest.Of(list, [][]int{{0, 1, 2}, {3}}, all)
	if s != (identitytest.Score{Right: 1, Wrong: 2, All: 3}) || s.F1() != 1.0/3 {
		t.Errorf("%+v, F1 %v", s, s.F1())
	}
	if e := (identitytest.Score{}); e.Precision() != 1 || e.Recall() != 1 {
		t.Error("nothing to find was not found")
	}
}

// BenchmarkOneAmongMany is one identity that arrives among some 100,000: its
// values counted, its keys asked, the heaviest candidates compared. The p95 is of
// the wall clock.
func BenchmarkOneAmongMany(b *testing.B) {
	list := identitytest.People(42000, 3)
	const late = 2000
	im := identitytest.Fill(list[:len(list)-late])
	var took []time.Duration
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		im.Arrive(list[len(list)-late+i%late].Record, identity.Standard())
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
	b.ReportMetric(float64(len(list)), "identities")
}

// TestOneWhoComesLate finds who was there.
func TestOneWhoComesLate(t *testing.T) {
	list := identitytest.People(300, 11)
	im := identitytest.Fill(list)
	found := 0
	for i := range 100 {
		r := list[i]
		r.ID, r.Network, r.Avatar = "late", "elsewhere", ""
		for _, e := range im.Arrive(r.Record, identity.Standard()) {
			if list[e.B].Person == r.Person {
				found++
				break
			}
		}
	}
	if found < 90 {
		t.Errorf("%d of 100 were found again", found)
	}
}

func TestFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	list, err := identitytest.Contacts(put("c.csv", "id,person,net,name,handle,email,phone,city,url,avatar\n1,7,vk,Анна,anna,,,,,\n2,1000000007,vk,Анна,anna0,,,,,ffff000000000000\n"))
	if err != nil || len(list) != 2 || list[0].Impostor || !list[1].Impostor || list[1].Avatar == "" {
		t.Errorf("%+v, %v", list, err)
	}
	label := func(r map[string]string) string { return r["cluster"] }
	list, err = identitytest.Rows(put("r.csv", "id, first, last, dob, email, cluster\n1, Ann, Lee, 1970-01-02, a@b.example, 5\n"), label, []string{"first", "last"}, "id", "cluster")
	if err != nil || len(list) != 1 || list[0].Name != "Ann Lee" || list[0].Mail != "a@b.example" || list[0].Facts[0].Value != "1970-01-02" || list[0].Person != "5" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := identitytest.Contacts(filepath.Join(dir, "none")); err == nil {
		t.Error("a file that is not there was read")
	}
}
