package desk_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"earshot/scoring/identity/identitytest"
	"earshot/store"
	"earshot/store/benchtest"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// public is a file of many identities that went through the desk, and those who
// come next. How many is said by EARSHOT_PEOPLE, 20,000 without it; they are kept
// for the next run in the folder EARSHOT_PEOPLE_DIR, if there is one:
//
//	EARSHOT_PEOPLE=1000000 EARSHOT_PEOPLE_DIR=/tmp go test ./store/desk -run XXX -bench Arrive -benchtime 2000x
type public struct {
	*desk.Desk
	next func() (identitytest.Labelled, bool)
	n    int
}

// asIdentity is a labelled record as an account that was heard.
func asIdentity(r identitytest.Labelled) store.Identity {
	return store.Identity{
		ID: r.Network + ":" + r.ID, Network: r.Network, Phone: r.Phone,
		Author: store.Author{ID: r.ID, Name: r.Name, Handle: r.Handle, Email: r.Mail, Location: r.City, Avatar: r.Avatar},
	}
}

func newPublic(b *testing.B) *public {
	b.Helper()
	n, _ := strconv.Atoi(cmp.Or(os.Getenv("EARSHOT_PEOPLE"), "20000"))
	kept := filepath.Join(cmp.Or(os.Getenv("EARSHOT_PEOPLE_DIR"), b.TempDir()), fmt.Sprintf("people-%d.db", n))
	next, stop := iter.Pull(identitytest.Crowd(3))
	b.Cleanup(stop)
	_, err := os.Stat(kept)
	part := kept
	if err != nil {
		part = kept + ".part"
	}
	st, err := bolt.Open(part, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	p := &public{Desk: desk.New(st, store.RealEnv(), desk.Options{}), next: next}
	began, cpu := time.Now(), benchtest.CPUTime()
	for p.n < n {
		if part == kept {
			p.skip(1)
			continue
		}
		p.put(b, 500)
		if p.n%100_000 == 0 {
			b.Logf("%d: %.0f µs CPU an identity, %v", p.n, float64((benchtest.CPUTime()-cpu).Microseconds())/100_000, time.Since(began).Round(time.Second))
			cpu = benchtest.CPUTime()
		}
	}
	if part != kept { // what the benchmark adds is left out of what is kept
		if err := st.Close(); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(part, kept); err != nil {
			b.Fatal(err)
		}
	} else if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	p.open(b, kept)
	return p
}

// open opens a copy of a file that was made.
func (p *public) open(b *testing.B, kept string) {
	b.Helper()
	raw, err := os.Open(kept)
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close() //nolint:errcheck // only read
	path := filepath.Join(b.TempDir(), "copy.db")
	out, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := out.ReadFrom(raw); err != nil {
		b.Fatal(err)
	}
	if err := out.Close(); err != nil {
		b.Fatal(err)
	}
	st, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	p.Desk = desk.New(st, store.RealEnv(), desk.Options{})
}

func (p *public) skip(n int) {
	for range n {
		p.next()
		p.n++
	}
}

// put stores those who come next, so many in one transaction, and tells how long
// that took: by the clock, and of the process.
func (p *public) put(b *testing.B, n int) (took, used time.Duration) {
	b.Helper()
	var list []store.Identity
	for range n {
		r, _ := p.next()
		list = append(list, asIdentity(r))
		p.n++
	}
	at, cpu := time.Now(), benchtest.CPUTime()
	if err := p.PutPeople(context.Background(), list...); err != nil {
		b.Fatal(err)
	}
	return time.Since(at), benchtest.CPUTime() - cpu
}

// BenchmarkArrive files and matches people who do not exist among many others,
// one or 500 in a transaction. Commits do not wait for the disk; CPU is that of
// the process, with the system's and the garbage collector's: the work, where
// others use the machine, too. The goals at 1,000,000 are 1 ms for 95 % of those
// who come alone, and 0.5 ms each where many come together.
func BenchmarkArrive(b *testing.B) {
	for _, size := range []int{1, 500} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			p := newPublic(b)
			p.put(b, size) // what is read once
			from, clock, work := p.n, time.Duration(0), time.Duration(0)
			var took, used []time.Duration
			b.ResetTimer()
			for b.Loop() {
				t, u := p.put(b, size)
				took, used = append(took, t), append(used, u)
				clock, work = clock+t, work+u
			}
			n := float64(p.n - from)
			b.ReportMetric(float64(work.Microseconds())/n, "µs-CPU/identity")
			b.ReportMetric(float64(clock.Microseconds())/n, "µs/identity")
			for name, list := range map[string][]time.Duration{"p95-µs/identity": took, "p95-µs-CPU/identity": used} {
				slices.Sort(list)
				b.ReportMetric(float64(list[len(list)*95/100].Microseconds())/float64(size), name)
			}
		})
	}
}
