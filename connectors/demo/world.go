package demo

import (
	"slices"
	"strings"

	"earshot/store"
)

const (
	minute  = int64(60_000) // milliseconds, as all times inside a world are
	hour    = 60 * minute
	day     = 24 * hour
	history = 14 * day
	zone    = 3 * hour // the brand's days are those of UTC+3
)

// world is all that follows from a seed and a moment.
type world struct {
	seed   uint64
	at     int64 // where history ends
	rate   int64 // thousandths of a mention a minute
	stage  network
	nets   []network // those that are played, with a weight
	lib    *library
	people []*person
	cast   map[string][]*person // letter, language and role -> people, the talkative ones often
	byID   map[string]*person   // author's id on the stage's networks
}

// newWorld reads the texts and gives everybody a rank.
func newWorld(seed uint64, at, rate int64, stage network) (*world, error) {
	lib, err := readLibrary()
	if err != nil {
		return nil, err
	}
	w := &world{seed: seed, at: at, rate: rate, stage: stage, lib: lib, cast: map[string][]*person{}, byID: map[string]*person{}}
	for _, n := range networks() {
		if n.weight > 0 {
			w.nets = append(w.nets, n)
		}
	}
	w.rankPeople()
	for _, p := range w.people {
		w.byID[stage.author(p).ID] = p
		for _, n := range w.nets {
			if !p.on(n.letter) {
				continue
			}
			tickets := 1 + 60/(p.rank+6)
			if p.lang != "ru" && p.lang != "en" {
				tickets = 1 // few sentences are in their languages
			}
			for range tickets {
				w.cast[castKey(n.letter, p.role)] = append(w.cast[castKey(n.letter, p.role)], p)
			}
		}
	}
	return w, nil
}

// rankPeople shuffles who is heard how far: the known ones first, then the
// journalists, then everybody else.
func (w *world) rankPeople() {
	d := dice{mix(w.seed, 1)}
	for i := range w.lib.people {
		p := w.lib.people[i]
		p.rank = d.below(1 << 20)
		if class := strings.IndexByte("vj", p.role); class >= 0 {
			p.rank += (class - 2) << 20
		}
		w.people = append(w.people, &p)
	}
	slices.SortStableFunc(w.people, func(a, b *person) int { return a.rank - b.rank })
	for i, p := range w.people {
		p.rank = i + 1
	}
}

func (p *person) on(letter byte) bool { return strings.IndexByte(p.nets, letter) >= 0 }

func castKey(letter, role byte) string { return string([]byte{letter, role}) }

// someone picks a person on a network: mostly customers, some known ones.
func (w *world) someone(d *dice, letter byte) *person {
	role := []byte("cvxj")[d.weighted([]int{84, 6, 7, 3})]
	if letter == 'f' {
		role = 'j'
	}
	people := w.cast[castKey(letter, role)]
	if len(people) == 0 {
		people = w.cast[castKey(letter, 'c')]
	}
	return people[d.below(len(people))]
}

// speaker picks a person on a network who speaks a language and is none of
// those who are already there; nil if nobody is found.
func (w *world) speaker(d *dice, letter byte, lang string, not ...*person) *person {
	for range 60 {
		p := w.someone(d, letter)
		if p.lang == lang && !slices.Contains(not, p) {
			return p
		}
	}
	return nil
}

// spammer picks a bot; nil where the network has none.
func (w *world) spammer(d *dice, letter byte) *person {
	bots := w.cast[castKey(letter, 'b')]
	if len(bots) == 0 {
		return nil
	}
	return bots[d.below(len(bots))]
}

// net finds a network by its letter.
func (w *world) net(letter byte) *network {
	for i := range w.nets {
		if w.nets[i].letter == letter {
			return &w.nets[i]
		}
	}
	return nil
}

// anyNet picks a network by weight among the letters.
func (w *world) anyNet(d *dice, letters string) *network {
	weights := make([]int, len(w.nets))
	for i, n := range w.nets {
		if strings.IndexByte(letters, n.letter) >= 0 {
			weights[i] = n.weight
		}
	}
	return &w.nets[d.weighted(weights)]
}

// played tells whether the stage shows what happens on a network.
func (w *world) played(n *network) bool { return w.stage.weight == 0 || w.stage.letter == n.letter }

// item is something said, before it becomes a mention.
type item struct {
	when        int64
	net         *network
	who         *person // nil = the brand
	topic, lang string
	title, text string
	parent      *item
	shared      *item // the post that is passed on
	shares      int
	answers     int
	m           *store.Mention
}

// top is where the discussion begins.
func (it *item) top() *item {
	for it.parent != nil {
		it = it.parent
	}
	return it
}

// voice is who writes: the person, or for the brand somebody at its head office.
func (w *world) voice(who *person, lang string) *person {
	if who != nil {
		return who
	}
	return &person{lang: lang, name: BrandName, place: w.lib.places[map[bool]string{true: "moscow", false: "london"}[lang == "ru"]]}
}
