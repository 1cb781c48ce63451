package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"earshot/store"
)

// Talk is a dialogue with what stands around it: what the team did to it, and
// what the same person talked with us about before.
type Talk struct {
	Dialogue
	Steps []Step // oldest first
	// Earlier are the conversations that the author of the mention it was asked
	// for had before this one, newest first; More = there are others behind
	// what was looked at.
	Earlier []Earlier
	More    bool
	// Past are the newest of Earlier in full, as many as were asked for.
	Past []Dialogue
	// Taken are the remote ids of what was answered here and which its author
	// or the network has taken away since.
	Taken map[string]bool
}

// Step is one thing that was done to mentions of a dialogue and still stands.
type Step struct {
	At    time.Time
	By    string
	Title string      // plain words: "closed 3 mentions"
	Docs  []store.Doc // those of the dialogue that it was done to
}

// Earlier is a conversation of before in one line.
type Earlier struct {
	Doc      store.Doc // the newest mention of the person in it
	Thread   store.Key
	At       time.Time // when that was said
	Title    string    // of a mail or an article, else the beginning of the text
	Mentions int       // of the person, among those looked at
	State    store.State
}

// earlierRead is how many mentions of a person are looked at for their earlier
// conversations: enough for a dozen, and bounded for who writes daily.
const earlierRead = 120

// Talk reads the dialogue around a mention with what stands around it; past is
// how many earlier conversations are wanted in full. All is of one moment.
func (l *Lookup) Talk(ctx context.Context, doc store.Doc, past int, scope store.Scope) (Talk, error) {
	var t Talk
	err := l.store.View(ctx, func(tx store.Tx) (err error) {
		t = Talk{Taken: map[string]bool{}}
		if t.Dialogue, err = dialogue(ctx, l, tx, doc); err != nil {
			return err
		}
		if t.Steps, err = steps(ctx, tx, t.Turns); err != nil {
			return err
		}
		if err := t.taken(tx); err != nil {
			return err
		}
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			return err
		}
		if err := t.before(ctx, tx, m, scope); err != nil {
			return err
		}
		for _, e := range t.Earlier[:min(past, len(t.Earlier))] {
			d, err := dialogue(ctx, l, tx, e.Doc)
			if err != nil {
				return err
			}
			t.Past = append(t.Past, d)
		}
		return nil
	})
	return t, err
}

// taken finds which answered mentions are known to have been taken away.
func (t *Talk) taken(tx store.Tx) error {
	here := map[string]bool{}
	for _, turn := range t.Turns {
		if turn.Mention != nil {
			here[turn.Mention.Key.ID] = true
		}
	}
	for _, turn := range t.Turns {
		m := turn.Mention
		if m == nil || m.Place.Parent == "" || here[m.Place.Parent] {
			continue
		}
		here[m.Place.Parent] = true
		_, err := tx.Records(store.KindGone).Get(store.Key{Network: m.Key.Network, ID: m.Place.Parent}.String())
		if err == nil {
			t.Taken[m.Place.Parent] = true
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return nil
}

// before finds the conversations of m's author before this one.
func (t *Talk) before(ctx context.Context, tx store.Tx, m *store.Mention, scope store.Scope) error {
	identity := m.Identity()
	if identity == "" || len(t.Turns) == 0 {
		return nil
	}
	begin := m.Created
	for _, turn := range t.Turns {
		if turn.Mention != nil && turn.Mention.Created.Before(begin) {
			begin = turn.Mention.Created
		}
	}
	page, err := readPage(ctx, tx, store.Search{
		Expr: IdentityExpr(identity), Scope: scope, After: &store.Position{Created: begin},
	}, earlierRead)
	if err != nil {
		return err
	}
	t.More = page.More
	at := map[store.Key]int{}
	for _, m := range page.Mentions {
		key := m.Thread()
		if key == t.Thread {
			continue
		}
		i, known := at[key]
		if !known {
			i = len(t.Earlier)
			at[key] = i
			t.Earlier = append(t.Earlier, Earlier{Doc: m.Doc, Thread: key, At: m.Created, State: m.Work.State})
		}
		e := &t.Earlier[i]
		e.Mentions++
		e.Title = cmp.Or(m.Body.Title, m.Body.Text) // the first of them names it
		if stateRank(m.Work.State) > stateRank(e.State) {
			e.State = m.Work.State
		}
	}
	return nil
}

// steps reads what was done to the mentions of a dialogue. What was taken back
// again is left out, with the undo of it; notes and answers stand among the
// turns already.
func steps(ctx context.Context, tx store.Tx, turns []Turn) ([]Step, error) {
	docs := map[string][]store.Doc{}
	for _, t := range turns {
		if t.Mention == nil {
			continue
		}
		prefix := store.Number(uint64(t.Mention.Doc))
		for key := range tx.Records(store.KindJournalDoc).Scan(prefix+"/", prefix+"0") {
			docs[key[len(prefix)+1:]] = append(docs[key[len(prefix)+1:]], t.Mention.Doc)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	seqs := make([]string, 0, len(docs))
	for seq := range docs {
		seqs = append(seqs, seq)
	}
	slices.SortFunc(seqs, func(a, b string) int { return strings.Compare(b, a) }) // newest first
	var out []Step
	settled := map[uint64]bool{} // entry -> is it taken back now
	for _, seq := range seqs {
		e, err := store.Journal(tx).Get(seq)
		if err != nil {
			return nil, err
		}
		switch {
		case e.Undoes != 0:
			if _, known := settled[e.Undoes]; !known && !e.Fixed {
				settled[e.Undoes] = !e.Redo
			}
		case settled[e.Seq] || slices.Contains([]string{"note", "reply", "answered", "post"}, e.Verb):
		default:
			out = append(out, Step{At: e.At, By: e.By, Title: e.Title, Docs: docs[seq]})
		}
	}
	slices.Reverse(out)
	return out, nil
}
