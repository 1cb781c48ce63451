package bolt

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"earshot/scoring/names"
	"earshot/store"
)

// peopleMany is how many people the figures of ARCHITECTURE are about:
//
//	go test ./store/bolt -run XXX -bench LookUp -benchtime 1x -people 1000000
//
// They are kept for the next run in the folder EARSHOT_PEOPLE_DIR, if there is one.
func peopleMany() int {
	f := flag.Lookup("people")
	if f == nil {
		return 20_000
	}
	return f.Value.(flag.Getter).Get().(int)
}

func registerPeople() *int { return flag.Int("people", 20_000, "people of BenchmarkLookUp") }

var _ = registerPeople()

// census makes people up: names as frequent as names are (Zipf), in both scripts,
// handles and addresses made of them.
type census struct {
	*rand.Rand
	first, last, city []string
	zipf              *rand.Zipf
}

func newCensus() *census {
	r := rand.New(rand.NewPCG(7, 7))
	c := &census{Rand: r}
	syllables := strings.Fields("пет ива ан бо ро сид кол мар ле ни ку зна гри вол са ми та ев дра щу ки ша ля ба ря хо му ду те же цве лу фо ю я э ор")
	word := func(n int, ends ...string) string {
		w := ""
		for range n {
			w += syllables[r.IntN(len(syllables))]
		}
		return w + ends[r.IntN(len(ends))]
	}
	for range 400 {
		c.first = append(c.first, word(2, "", "й", "а", "я", "н"))
	}
	for range 60_000 {
		c.last = append(c.last, word(2+r.IntN(2), "ов", "ев", "ин", "ский", "енко"))
	}
	for range 300 {
		c.city = append(c.city, word(2, "ск", "град", "ово"))
	}
	c.zipf = rand.NewZipf(r, 1.1, 8, uint64(len(c.last)-1))
	return c
}

// person makes one; every other one writes in Latin letters.
func (c *census) person(i int) store.Identity {
	first, last := c.first[c.zipf.Uint64()%uint64(len(c.first))], c.last[c.zipf.Uint64()]
	latin := names.Skeleton(first) + "_" + names.Skeleton(last)
	if i%3 == 0 {
		latin = fmt.Sprintf("%s%d", names.Skeleton(last), c.IntN(100_000))
	}
	p := store.Identity{ID: fmt.Sprintf("vk:%d", 1_000_000+i), Network: "vk", Author: store.Author{Name: first + " " + last, Handle: latin, Location: c.city[c.IntN(len(c.city))]}}
	if i%2 == 0 {
		p.Author.Name = names.Skeleton(first) + " " + names.Skeleton(last)
	}
	if i%4 == 0 {
		p.Author.Email = latin + "@mail.example"
	}
	p.Author.Followers = int(1e5 / (1 + c.Float64()*5e4))
	return p
}

// slip puts one typing error into a word.
func (c *census) slip(w string) string {
	r := []rune(w)
	if len(r) < 4 {
		return w
	}
	at := 1 + c.IntN(len(r)-2)
	switch c.IntN(3) {
	case 0:
		r[at], r[at+1] = r[at+1], r[at]
	case 1:
		r = slices.Delete(r, at, at+1)
	default:
		r[at] = 'ы'
	}
	return string(r)
}

// filedCensus is a file of so many people, kept or made, and what they are called.
func filedCensus(b *testing.B, c *census, n int) (*Store, []string) {
	b.Helper()
	path := filepath.Join(cmp.Or(os.Getenv("EARSHOT_PEOPLE_DIR"), b.TempDir()), fmt.Sprintf("census-%d.db", n))
	_, err := os.Stat(path)
	kept := err == nil
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	began, raw := time.Now(), 0
	var called []string
	for at := 0; at < n; at += 5000 {
		var list []store.Identity
		for i := at; i < min(n, at+5000); i++ {
			list = append(list, c.person(i))
			called = append(called, list[len(list)-1].Author.Name)
		}
		if kept {
			continue
		}
		err := s.Update(context.Background(), func(tx store.Tx) error {
			for _, p := range list {
				bytes, _ := store.Encode(p)
				raw += len(bytes) + len(p.ID)
				if err := store.Identities(tx).Put(p.ID, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err == nil && !kept {
		b.Logf("%d people filed in %v, %.1f us each", n, time.Since(began).Round(time.Millisecond), float64(time.Since(began).Microseconds())/float64(n))
		b.Logf("%d bytes of the file a contact, %d of them the record", info.Size()/int64(n), raw/n)
	}
	return s, called
}

// BenchmarkLookUp types 200 names letter by letter, with and without errors, and
// tells the times of the key presses by the clock and of the process, the bytes of
// a contact and the memory.
func BenchmarkLookUp(b *testing.B) {
	n := peopleMany()
	c := newCensus()
	s, called := filedCensus(b, c, n)
	for b.Loop() {
		for _, wrong := range []bool{false, true} {
			var all, cpu []time.Duration
			found := 0
			for range 200 {
				text := called[c.IntN(n)]
				if wrong {
					first, last, _ := strings.Cut(text, " ")
					text = first + " " + c.slip(last)
				}
				for i := range text {
					if i == 0 {
						continue
					}
					at, used := time.Now(), processTime()
					press(b, s, text[:i])
					all, cpu = append(all, time.Since(at)), append(cpu, processTime()-used)
				}
				if press(b, s, text) > 0 {
					found++
				}
			}
			b.Logf("errors %v: %d key presses: %s; CPU %s; %d of 200 found", wrong, len(all), quantiles(all), quantiles(cpu), found)
		}
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.Logf("%d KiB of memory afterwards", m.HeapAlloc>>10)
}

// quantiles tells the usual ones of some times.
func quantiles(list []time.Duration) string {
	slices.Sort(list)
	n := len(list)
	return fmt.Sprintf("p50 %v, p90 %v, p99 %v, max %v", list[n/2], list[n*9/10], list[n*99/100], list[n-1])
}

// press answers one key press: the first 40, as the look-up asks for them.
func press(b *testing.B, s *Store, text string) (n int) {
	q := store.PeopleSearch{Words: names.Query(text), Limit: 40, Enough: 8}
	if len(q.Words) > 1 {
		q.Enough = 1
	}
	err := s.View(context.Background(), func(tx store.Tx) error {
		n = 0
		for _, err := range tx.People().Search(context.Background(), q) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
