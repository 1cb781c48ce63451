package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/act"
)

// Trial is what a rule would do to history, tried without doing it.
type Trial struct {
	Rule    string // its canonical text
	Looked  int    // mentions in all
	Matched int    // of these, the query finds
	Changed int    // on so many something would change
	Verbs   []Count
	Hands   int // on so many something stays as a person has decided it
	Untold  int // of so many a hook is not told, see mostHooked
	// Kept names what stays: "tags", "states", "assignees" or "judgements" where
	// all of it is of one kind.
	Kept     string
	Examples []*store.Mention // the newest that would change
}

// mostExamples is how many mentions a trial shows.
const mostExamples = 5

// String tells it in one line: "would tag 132 of 4,210; 8 against your manual tags".
func (t Trial) String() string {
	var parts []string
	for _, v := range t.Verbs {
		name := v.Name
		if name == "priority" {
			name = "weigh"
		}
		parts = append(parts, name+" "+Thousands(v.N))
	}
	s := fmt.Sprintf("would %s of %s", strings.Join(parts, ", "), Thousands(t.Looked))
	if t.Changed == 0 {
		s = fmt.Sprintf("would change nothing: its query finds %s of %s", Thousands(t.Matched), Thousands(t.Looked))
	}
	if t.Untold > 0 {
		s += fmt.Sprintf("; of history a hook is told of the newest %d only", mostHooked)
	}
	if t.Hands > 0 {
		s += fmt.Sprintf("; %s against your manual %s", Thousands(t.Hands), t.Kept)
	}
	return s
}

// Running says how a rule goes over history.
type Running struct {
	// Manual lets it also change what people have decided by hand.
	Manual bool
}

// Test tries a rule over history and changes nothing; rule needs no name. Watch
// hears how far it is. What is wrong with the text is a *query.Error.
func (s *Rules) Test(ctx context.Context, by By, rule store.Rule, o Running) (Trial, error) {
	if rule.By == "" {
		rule.By = by.User
	}
	var t Trial
	err := s.store.View(ctx, func(tx store.Tx) error {
		e, err := s.listening(tx)
		if err != nil {
			return err
		}
		r, err := s.ruling(rule, e.brand)
		if err != nil {
			return err
		}
		steps, err := s.steps(r)
		if err != nil {
			return err
		}
		t = Trial{Rule: r.parsed.String()}
		if t.Looked, err = tx.Mentions().Count(ctx, store.Search{}); err != nil {
			return err
		}
		try := trying{arrival: &arrival{core: s.core, tx: tx}, t: &t, steps: steps, o: o, hands: s.hands(tx), verbs: map[string]int{}, kept: map[string]bool{}}
		search := store.Search{Expr: r.parsed.Query.Expr, Scope: s.ruleScope(rule, e.brand)}
		for m, err := range tx.Mentions().Search(ctx, watched(ctx, search)) {
			if err == nil {
				err = try.one(m)
			}
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
		}
		try.end(r.parsed.Do)
		return nil
	})
	return t, err
}

// trying is a trial under way.
type trying struct {
	*arrival
	t     *Trial
	steps []step
	o     Running
	hands *hands
	verbs map[string]int
	kept  map[string]bool
}

func (a *trying) one(m *store.Mention) error {
	if own, err := a.own(m); own || err != nil {
		return err
	}
	a.t.Matched++
	free, stays := a.hands.of(m), false
	if a.o.Manual {
		free = anything
	}
	var does []string
	for _, s := range a.steps {
		if s.alters == nil {
			does = append(does, s.verb)
			continue
		}
		list := s.alters(m)
		ok, err := allFree(list, free)
		switch {
		case err != nil:
			return err
		case !ok:
			stays = true
			a.kept[sortOf(list[0])] = true
		case len(list) > 0:
			does = append(does, s.verb)
		}
	}
	if stays {
		a.t.Hands++
	}
	if len(does) == 0 {
		return nil
	}
	if a.t.Changed++; len(a.t.Examples) < mostExamples {
		a.t.Examples = append(a.t.Examples, m)
	}
	slices.Sort(does)
	for _, verb := range slices.Compact(does) {
		a.verbs[verb]++
	}
	return nil
}

func anything(string) (bool, error) { return true, nil }

// sortOf gives the plural of what an aspect is.
func sortOf(aspect string) string {
	switch {
	case strings.HasPrefix(aspect, "tag "):
		return "tags"
	case aspect == "state":
		return "states"
	case aspect == "assignee":
		return "assignees"
	}
	return "judgements"
}

func (a *trying) end(acts []act.Act) {
	for _, x := range acts {
		if n := a.verbs[x.Verb]; n > 0 {
			if x.Verb == hookVerb && n > mostHooked {
				a.t.Untold, n = n-mostHooked, mostHooked
			}
			a.t.Verbs = append(a.t.Verbs, Count{Name: x.Verb, N: n})
			delete(a.verbs, x.Verb)
		}
	}
	a.t.Kept = "decisions"
	for kind := range a.kept {
		if len(a.kept) == 1 {
			a.t.Kept = kind
		}
	}
}

// Run lets a rule act on history, lot by lot, under one group: one Undo of the
// caller takes back all of it, and so does Rules.Undo. Watch hears how far it
// is. When the context ends, what is done stays.
func (s *Rules) Run(ctx context.Context, by By, name string, o Running) (Outcome, error) {
	rule, err := s.Get(ctx, name)
	if err != nil {
		return Outcome{}, err
	}
	by.Group = "" // a step of its own, which stands for those of the rule
	e, err := s.ears(ctx)
	if err != nil {
		return Outcome{}, err
	}
	r, err := s.ruling(rule, e.brand)
	if err != nil {
		return Outcome{}, fmt.Errorf("the rule %s cannot act: %w", rule.Name, err)
	}
	docs, err := s.matches(ctx, r, e.brand)
	if err != nil {
		return Outcome{}, err
	}
	out, group, whole := Outcome{}, s.env.ID(), context.WithoutCancel(ctx)
	newest := docs[max(0, len(docs)-mostHooked):]
	tells := func(d store.Doc) bool { return slices.Contains(newest, d) }
	for lot := range slices.Chunk(docs, s.lot) {
		Tell(ctx, out.looked, len(docs))
		if ctx.Err() != nil {
			out.Stopped = true
			break
		}
		n, seq, err := s.runLot(whole, by, r, group, lot, o, tells, out.Changed == 0)
		if err != nil {
			return out, fmt.Errorf("%w; %s are done, undo takes that back", err, Mentions(out.Changed))
		}
		if seq != 0 {
			out.Seq = seq
		}
		out.Changed += n
		out.looked += len(lot)
	}
	Tell(ctx, out.looked, len(docs))
	out.Title = fmt.Sprintf("%s: %s on %s", rule.Name, act.Print(r.parsed.Do), Mentions(out.Changed))
	if len(docs) > mostHooked && slices.ContainsFunc(r.parsed.Do, func(a act.Act) bool { return a.Verb == hookVerb }) {
		out.Title += fmt.Sprintf("; hooks hear of the newest %d only", mostHooked)
	}
	switch {
	case out.Stopped:
		out.Title = fmt.Sprintf("stopped: %s of %s looked at; %s", Thousands(out.looked), Thousands(len(docs)), out.Title)
	case out.Changed == 0:
		out.Title = "nothing to change"
	}
	return out, nil
}

// matches are the mentions that a rule finds, ids only.
func (s *Rules) matches(ctx context.Context, r *ruling, brand []string) ([]store.Doc, error) {
	var docs []store.Doc
	err := s.store.View(ctx, func(tx store.Tx) error {
		docs = nil
		search := store.Search{Expr: r.parsed.Query.Expr, Scope: s.ruleScope(r.rule, brand)}
		for m, err := range tx.Mentions().Search(ctx, watched(ctx, search)) {
			if err != nil {
				return err
			}
			docs = append(docs, m.Doc)
		}
		return nil
	})
	slices.Reverse(docs) // the oldest first, as they arrived
	return docs, err
}

// runLot lets a rule act on some mentions. The first time it changes anything it
// notes in the caller's journal that the caller has run it.
func (s *Rules) runLot(ctx context.Context, by By, r *ruling, group string, docs []store.Doc, o Running, tells func(store.Doc) bool, first bool) (n int, seq uint64, err error) {
	err = s.store.Update(ctx, func(tx store.Tx) error {
		n, seq = 0, 0
		a, err := s.acting(tx, r, group)
		if err != nil {
			return err
		}
		a.tells = tells
		who, hands := &arrival{core: s.core, tx: tx}, s.hands(tx)
		for _, doc := range docs {
			m, err := tx.Mentions().Get(doc)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if own, err := who.own(m); own || err != nil {
				if err != nil {
					return err
				}
				continue
			}
			free := hands.of(m)
			if o.Manual {
				free = anything
			}
			if err := a.on(m, free); err != nil {
				return err
			}
		}
		if n = len(a.docs); n == 0 {
			return nil
		}
		if first {
			mine := s.record(tx, by, "run a rule")
			if err := mine.note(store.ChangeRun, r.rule.User(), nil, group); err != nil {
				return err
			}
			if seq, err = mine.commit("ran the rule " + r.rule.Name); err != nil {
				return err
			}
		}
		return a.end(ctx)
	})
	return n, seq, err
}

// Undo takes back all that a rule has done, on arrivals and over history, the
// newest first. What people changed since stays, and is told.
func (s *Rules) Undo(ctx context.Context, name string) (Reversal, error) {
	user := store.RuleUser(strings.TrimSpace(name))
	if rule, err := s.Get(ctx, name); err == nil {
		name, user = rule.Name, rule.User()
	}
	h, by := &History{s.core}, By{User: user, Door: "rule"}
	var sum Reversal
	for n := 0; ; n++ {
		r, err := h.Undo(ctx, by)
		if errors.Is(err, ErrNothing) {
			if n == 0 {
				return sum, fmt.Errorf("%w: the rule %s has done nothing that still stands", ErrNothing, name)
			}
			return sum, nil
		}
		if err != nil {
			return sum, err
		}
		if n > 0 {
			r.Words = sum.Words + "; " + r.Words
			r.Kept += sum.Kept
		}
		if sum = r; r.Stopped {
			return sum, nil
		}
	}
}
