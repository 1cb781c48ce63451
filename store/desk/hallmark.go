package desk

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"sync/atomic"

	"earshot/scoring"
)

// hallmark is the name of what judges: the frozen models, how many corrections lie
// over them and a short sum of these and of the names that monitors listen for, such
// as "m3f29ac+12.1x9k2". The same name, the same verdicts; nobody teaches a judge by
// what a mention was judged, so that a rare equal sum does no more harm than a
// mention that rejudge passes over.
type hallmark struct {
	taught atomic.Pointer[lore]
	made   atomic.Pointer[engraved]
}

// byNone stands where a judgement is what no judge said.
const byNone = "?"

// lore is what has been taught, in two numbers.
type lore struct {
	count int
	sum   uint64
}

// engraved is a name that was made, and of what.
type engraved struct {
	taught *lore
	names  *Catalog
	name   string
}

// learnt adds corrections that are in force now; count is how many there are.
func (h *hallmark) learnt(count int, log []scoring.Correction) {
	next := lore{count: count}
	if old := h.taught.Load(); old != nil {
		next.sum = old.sum
	}
	for _, c := range log {
		f := fnv.New64a()
		fmt.Fprintf(f, "%d\x00%s\x00%s\x00%s", next.sum, c.Text, c.Lang, c.Label) // a hash never fails
		next.sum = f.Sum64()
	}
	h.taught.Store(&next)
}

func (h *hallmark) forget() { h.taught.Store(nil) }

// model names the judge as it is now, for a mention judged with these names; "" if
// the judge has no name. It must be fast: every mention on its way in asks.
func (s *school) model(names *Catalog) string {
	named, ok := s.judge.(scoring.Named)
	if !ok {
		return ""
	}
	taught := s.mark.taught.Load()
	if made := s.mark.made.Load(); made != nil && made.taught == taught && made.names == names {
		return made.name
	}
	name, sum := named.Model(), sumOf(names)
	if taught != nil && taught.count > 0 {
		name += "+" + strconv.Itoa(taught.count)
		sum ^= taught.sum
	}
	if sum != 0 {
		name += "." + strconv.FormatUint(sum&(1<<30-1), 36)
	}
	s.mark.made.Store(&engraved{taught, names, name})
	return name
}

// sumOf is a sum of names, 0 for none.
func sumOf(names *Catalog) uint64 {
	if names == nil || len(names.Brands)+len(names.Products)+len(names.Competitors) == 0 {
		return 0
	}
	h := fnv.New64a()
	for _, list := range [][]string{names.Brands, names.Products, names.Competitors} {
		for _, name := range list {
			h.Write([]byte(name + "\x00")) // a hash never fails
		}
	}
	return h.Sum64()
}

// JudgedBy puts the name of a judge into words: "models m3f29ac, 12 corrections".
// "" for no name, and what is none of ours is shown as it stands.
func JudgedBy(model string) string {
	if model == "" || model == byNone {
		return ""
	}
	name, _, _ := strings.Cut(model, ".")
	name, taught, _ := strings.Cut(name, "+")
	n, err := strconv.Atoi(taught)
	switch {
	case taught == "":
		return "models " + name
	case err != nil:
		return model
	case n == 1:
		return "models " + name + ", 1 correction"
	}
	return fmt.Sprintf("models %s, %s corrections", name, Thousands(n))
}
