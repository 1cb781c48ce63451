package desk_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"earshot/scoring/identity/identitytest"
	"earshot/store"
	"earshot/store/benchtest"
	"earshot/store/bolt"
	"earshot/store/desk"
	"earshot/store/mem"
)

// public is a file of many identities that went through the desk, and those who
// come next. How many is said by EARSHOT_PEOPLE, 20,000 without it; they are kept
// for the next run in the folder EARSHOT_PEOPLE_DIR, if there is one:
//
//	EARSHOT_PEOPLE=1000000 EARSHOT_PEOPLE_DIR=/tmp go test ./store/desk -run XXX -bench Arrive -benchtime 2000x
type public struct {
	*desk.Desk
	next  func() (identitytest.Labelled, bool)
	ahead []store.Identity // made up before the clock runs
	n     int
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

// cost is what somebody's arrival has cost: by the clock, of the process, and of
// the process before the commit.
type cost struct{ clock, cpu, work time.Duration }

// put stores those who come next, so many in one transaction.
func (p *public) put(b *testing.B, n int) (c cost) {
	b.Helper()
	if len(p.ahead) < n {
		p.ahead = nil
		for range max(n, 5000) {
			r, _ := p.next()
			p.ahead = append(p.ahead, asIdentity(r))
		}
		runtime.GC() // what making them up has left
	}
	list := p.ahead[:n]
	p.ahead, p.n = p.ahead[n:], p.n+n
	at, cpu := time.Now(), benchtest.CPUTime()
	clock := func(begins bool) {
		if now := benchtest.CPUTime(); begins {
			c.work = -now
		} else {
			c.work += now
		}
	}
	if err := p.PutPeopleBy(context.Background(), clock, list...); err != nil {
		b.Fatal(err)
	}
	c.clock, c.cpu = time.Since(at), benchtest.CPUTime()-cpu
	return c
}

// BenchmarkArrive files and matches people who do not exist among many others,
// one or 500 in a transaction. Commits do not wait for the disk; CPU is that of
// the process, with the system's and the garbage collector's; work is the part of it
// before the commit. The goals at 1,000,000 are 1 ms for 95 % of those
// who come alone, and 0.5 ms each where many come together.
func BenchmarkArrive(b *testing.B) {
	for _, size := range []int{1, 500} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			p := newPublic(b)
			p.put(b, size) // what is read once
			var all []cost
			b.ResetTimer()
			for b.Loop() {
				all = append(all, p.put(b, size))
			}
			for name, of := range map[string]func(cost) time.Duration{
				"µs": func(c cost) time.Duration { return c.clock }, "µs-CPU": func(c cost) time.Duration { return c.cpu },
				"µs-work": func(c cost) time.Duration { return c.work },
			} {
				var list []time.Duration
				sum := time.Duration(0)
				for _, c := range all {
					list, sum = append(list, of(c)), sum+of(c)
				}
				slices.Sort(list)
				b.ReportMetric(float64(sum.Microseconds())/float64(size*len(all)), name+"/identity")
				b.ReportMetric(float64(list[len(list)*95/100].Microseconds())/float64(size), "p95-"+name+"/identity")
			}
		})
	}
}

// BenchmarkANameThatAllHave imports 500 who are called alike, live in one city and
// have one picture, beside 20,000 such: what is frequent is no key, so that none
// is compared with all.
func BenchmarkANameThatAllHave(b *testing.B) {
	d := desk.New(mem.New(), store.RealEnv(), desk.Options{})
	n := 0
	put := func(many int) {
		for range many / 500 {
			batch := desk.ContactBatch{List: "clients"}
			for range 500 {
				n++
				row := store.Identity{ID: desk.RowID(strconv.Itoa(n)), Row: strconv.Itoa(n), Network: "vk"}
				row.Author = store.Author{Name: "Иван Иванов", Location: "Казань", Avatar: "b855c31e109e6ad2"}
				batch.Rows = append(batch.Rows, desk.ContactRow{Person: row})
			}
			if _, err := d.Lists.Import(b.Context(), anna, batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	put(20_000)
	for b.Loop() {
		put(500)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/500, "µs/row")
}
