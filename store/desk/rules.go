package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/act"
)

// Rules say what earshot does by itself with what arrives: "when QUERY do
// VERB, VERB"; see package act. They act in the transaction that stores the
// mention, in their order, each under a name of its own in the journal.
//
// A rule never acts on what we said ourselves, on history unless told (Run), on
// what another rule did, or on what a person has decided by hand. A mention that
// only a rule has touched is as new as before.
type Rules struct{ *core }

// RuleState is a rule with what it has done.
type RuleState struct {
	store.Rule
	Fired int   // mentions on which it acted in the last seven days
	Err   error // why it cannot act; nil = it can
}

// savedRules are the rules in their order.
func savedRules(tx store.Tx) ([]store.Rule, error) {
	all, err := store.Rules(tx).List()
	slices.SortStableFunc(all, func(a, b store.Rule) int { return cmp.Compare(a.Order, b.Order) })
	return all, err
}

// List gives the rules in their order.
func (s *Rules) List(ctx context.Context) ([]RuleState, error) {
	var out []RuleState
	err := s.store.View(ctx, func(tx store.Tx) error {
		out = nil
		e, err := s.listening(tx)
		if err != nil {
			return err
		}
		all, err := savedRules(tx)
		if err != nil {
			return err
		}
		for _, rule := range all {
			fired, err := s.fired(tx, rule.Once())
			if err != nil {
				return err
			}
			out = append(out, RuleState{rule, fired, e.broken[rule.User()]})
		}
		return nil
	})
	return out, err
}

// fired sums up the last seven days.
func (c *core) fired(tx store.Tx, rule string) (int, error) {
	n, today := 0, c.env.Now().In(c.zone)
	for day := range 7 {
		sum, err := store.Sums(tx).Get(firedID(rule, today.AddDate(0, 0, -day)))
		if ignoreMissing(err) != nil {
			return 0, err
		}
		n += int(sum.Count)
	}
	return n, nil
}

// Get finds a rule by its name, in any case.
func (s *Rules) Get(ctx context.Context, name string) (store.Rule, error) {
	var found store.Rule
	err := s.store.View(ctx, func(tx store.Tx) error {
		all, err := savedRules(tx)
		if err != nil {
			return err
		}
		at, err := findRule(all, name)
		if err == nil {
			found = all[at]
		}
		return err
	})
	return found, err
}

func findRule(all []store.Rule, name string) (int, error) {
	at := slices.IndexFunc(all, func(r store.Rule) bool { return strings.EqualFold(r.Name, strings.TrimSpace(name)) })
	if at >= 0 {
		return at, nil
	}
	var names []string
	for _, r := range all {
		names = append(names, r.Name)
	}
	return 0, noSuch("rule", name, names)
}

// Add makes a rule behind the others. What is wrong with its text is
// a *query.Error that points at the column.
func (s *Rules) Add(ctx context.Context, by By, rule store.Rule) (Outcome, error) {
	var why string
	if rule.Name, why = act.Name(rule.Name); why != "" {
		return Outcome{}, &store.Invalid{Field: "rule", Why: why}
	}
	rule.By = by.User
	var err error
	if rule.Text, err = s.Check(ctx, rule); err != nil {
		return Outcome{}, err
	}
	rule.Added, rule.Group = s.env.Now(), s.env.ID()
	return ruleList().change(ctx, s.core, by, "rules", func(all []store.Rule) ([]store.Rule, string, error) {
		if at, err := findRule(all, rule.Name); err == nil {
			return nil, "", &store.Invalid{Field: "rule", Why: fmt.Sprintf("there is a rule %s already; choose another name, or change that one", all[at].Name)}
		}
		rule.Origin = unusedOrigin(all, rule.Name)
		rule.Order = 1
		if n := len(all); n > 0 {
			rule.Order = all[n-1].Order + 1
		}
		return append(all, rule), "added the rule " + rule.Name, nil
	})
}

// Check gives the text of a rule as it is kept. What is wrong with it is
// a *query.Error that points at the column.
func (s *Rules) Check(ctx context.Context, rule store.Rule) (string, error) {
	e, err := s.ears(ctx)
	if err != nil {
		return "", err
	}
	r, err := s.ruling(rule, e.brand)
	if err != nil {
		return "", err
	}
	return r.parsed.String(), nil
}

// RuleChange says what of a rule is to change; nil leaves it as it is.
type RuleChange struct {
	Name  *string // what it has done stays its own, and rules undo takes it back
	Text  *string
	On    *bool
	Place *int // from 1, the first; beyond the last is the last
}

// Change changes a rule; what it has done stays.
func (s *Rules) Change(ctx context.Context, by By, name string, ch RuleChange) (Outcome, error) {
	if ch.Name != nil {
		name, why := act.Name(*ch.Name)
		if why != "" {
			return Outcome{}, &store.Invalid{Field: "rule", Why: why}
		}
		ch.Name = &name
	}
	if ch.Text != nil {
		old, err := s.Get(ctx, name)
		if err != nil {
			return Outcome{}, err
		}
		old.Text = *ch.Text
		text, err := s.Check(ctx, old)
		if err != nil {
			return Outcome{}, err
		}
		ch.Text = &text
	}
	return ruleList().change(ctx, s.core, by, "rules", func(all []store.Rule) ([]store.Rule, string, error) {
		at, err := findRule(all, name)
		if err != nil {
			return nil, "", err
		}
		rule := all[at]
		title := "changed the rule " + rule.Name
		if ch.Name != nil && *ch.Name != rule.Name {
			if title, err = rename(&rule, all, at, *ch.Name); err != nil {
				return nil, "", err
			}
		}
		rule.Text = given(ch.Text, rule.Text)
		if ch.On != nil {
			rule.Off = !*ch.On
			title = "switched the rule " + rule.Name + map[bool]string{true: " on", false: " off"}[*ch.On]
		}
		others, to := slices.Delete(slices.Clone(all), at, at+1), at
		if ch.Place != nil {
			to = max(0, min(*ch.Place-1, len(others)))
			title = fmt.Sprintf("the rule %s is number %d", rule.Name, to+1)
		}
		return slices.Insert(others, to, rule), title, nil
	})
}

// rename gives one of the rules another name, and keeps the one under which it
// stands in the journal.
func rename(rule *store.Rule, all []store.Rule, at int, name string) (title string, err error) {
	if other, err := findRule(all, name); err == nil && other != at {
		return "", &store.Invalid{Field: "rule", Why: fmt.Sprintf("there is a rule %s already; choose another name", all[other].Name)}
	}
	title = "the rule " + rule.Name + " is called " + name
	if rule.Origin = rule.Once(); rule.Origin == name {
		rule.Origin = ""
	}
	rule.Name = name
	return title, nil
}

// unusedOrigin finds a name for the journal that no renamed rule acts under;
// "" where the rule's own will do.
func unusedOrigin(all []store.Rule, name string) string {
	taken := func(s string) bool {
		return slices.ContainsFunc(all, func(r store.Rule) bool { return strings.EqualFold(r.Once(), s) })
	}
	if !taken(name) {
		return ""
	}
	for n := 2; ; n++ { // no name that people give holds a #
		if s := fmt.Sprintf("%s #%d", name, n); !taken(s) {
			return s
		}
	}
}

// calledNow gives the names of today for those that rules have in the journal.
func calledNow(tx store.Tx) (map[string]string, error) {
	all, err := savedRules(tx)
	names := map[string]string{}
	for _, r := range all {
		names[r.Once()] = r.Name
	}
	return names, err
}

// Remove takes a rule away; what it has done stays, and Undo still takes it back.
func (s *Rules) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	return ruleList().change(ctx, s.core, by, "rules", func(all []store.Rule) ([]store.Rule, string, error) {
		at, err := findRule(all, name)
		if err != nil {
			return nil, "", err
		}
		return slices.Delete(slices.Clone(all), at, at+1), "removed the rule " + all[at].Name, nil
	})
}

// ruleList are the rules as the list that people keep.
func ruleList() ordered[store.Rule] {
	return ordered[store.Rule]{
		kind: store.KindRules, read: savedRules,
		name: func(r *store.Rule) string { return r.Name }, place: func(r *store.Rule) *int { return &r.Order },
	}
}

// RuleTrace is something a rule did to a mention.
type RuleTrace struct {
	Rule  string
	Title string // "refunds: tag +refund on 3 mentions"
	At    time.Time
}

// rulesOn lists what rules did to a mention, but for what was taken back.
func rulesOn(tx store.Tx, doc store.Doc) ([]RuleTrace, error) {
	var list []store.Entry
	undone := reversals{}
	prefix := store.Number(uint64(doc))
	for key := range tx.Records(store.KindJournalDoc).Scan(prefix+"/", prefix+"0") {
		e, err := store.Journal(tx).Get(key[len(prefix)+1:])
		if err != nil {
			return nil, err
		}
		undone.note(e)
		list = append(list, e)
	}
	names, err := calledNow(tx)
	var out []RuleTrace
	for _, e := range list {
		if name, ok := strings.CutPrefix(e.By, store.RuleUser("")); ok && e.Undoes == 0 && !undone[e.Seq] {
			name = cmp.Or(names[name], name)
			out = append(out, RuleTrace{name, e.Title, e.At})
		}
	}
	return out, err
}

// reversals tells of entries of the journal whether they are taken back now; the
// entries that take back are noted in their order.
type reversals map[uint64]bool

func (r reversals) note(e store.Entry) {
	if e.Undoes != 0 {
		r[e.Undoes] = !e.Redo
	}
}
