package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/query"
	"earshot/store/when"
)

// step is one verb of a rule on one thing, ready to be done on mentions one after
// the other: "tag +a -b" are two steps, because each tag has a history of its own.
type step struct {
	verb string
	// alters names what it would change on a mention now: "tag vip", "state",
	// "assignee", "sentiment" and so on; nil where it only adds.
	alters func(m *store.Mention) []string
	do     func(r *recorder, m *store.Mention) (bool, error)
	then   func(ctx context.Context, tx store.Tx, docs []store.Doc) error
}

// steps makes the verbs of a rule ready for this moment. What is wrong with one
// is a *query.Error about the text of the rule.
func (c *core) steps(r *ruling) ([]step, error) {
	var out []step
	for _, a := range r.parsed.Do {
		list, err := c.stepsOf(r.rule, a)
		if err != nil {
			return nil, &query.Error{Column: a.Column, Message: err.Error()}
		}
		for i := range list {
			list[i].verb = a.Verb
		}
		out = append(out, list...)
	}
	return out, nil
}

// stepsOf makes the steps of a verb, from the deeds that keys and scripts do.
func (c *core) stepsOf(rule store.Rule, a act.Act) ([]step, error) {
	t := &Triage{c}
	switch a.Verb {
	case "tag":
		return tagSteps(t, a)
	case "assign":
		user := userName(By{User: rule.By}, a.Text)
		if strings.EqualFold(user, nobody) {
			user = ""
		}
		return []step{workStep(t.assigning(user))}, nil
	case "snooze":
		until, err := when.Parse(a.Text, c.env.Now(), c.zone)
		if err != nil {
			return nil, err
		}
		d, err := t.snoozing(until)
		return []step{workStep(d)}, err
	case "done":
		return []step{workStep(t.closing())}, nil
	case "reopen":
		return []step{workStep(t.reopening())}, nil
	case "mark":
		return markSteps(c, strings.ToLower(a.Text))
	case "priority":
		points, err := weight(a.Text)
		return []step{weightStep(c, rule, points)}, err
	case "note":
		return []step{noteStep(c, rule, a.Text)}, nil
	case "alert":
		return []step{alertStep(c, rule, a.Text)}, nil
	case hookVerb:
		return []step{hookStep(c, a.Text)}, nil
	}
	return nil, fmt.Errorf("this earshot knows no verb %q", a.Verb)
}

func tagSteps(t *Triage, a act.Act) (out []step, err error) {
	add := func(add, remove []string) {
		d, wrong := t.tagging(add, remove)
		if wrong != nil {
			err = wrong
			return
		}
		out = append(out, workStep(d))
	}
	for _, tag := range a.Add {
		add([]string{tag}, nil)
	}
	for _, tag := range a.Remove {
		add(nil, []string{tag})
	}
	return out, err
}

// workStep makes a step of a deed on Work. A rule is nobody: what it acts on is
// as new to people as before.
func workStep(d deed) step {
	unseen := func(w *store.Work) {
		state, opened := w.State, w.Opened
		d.work(w)
		if w.Opened = opened; state == store.StateNew && w.State == store.StateOpen {
			w.State = state
		}
	}
	s := step{
		alters: func(m *store.Mention) []string {
			w := m.Work
			w.Tags = slices.Clone(w.Tags)
			unseen(&w)
			return differences(m.Work, w)
		},
		do: func(r *recorder, m *store.Mention) (bool, error) { return r.work(m, unseen) },
	}
	if d.then != nil {
		s.then = func(_ context.Context, tx store.Tx, docs []store.Doc) error { return d.then(tx, docs) }
	}
	return s
}

// differences names what two pieces of work differ in.
func differences(a, b store.Work) []string {
	var out []string
	if (a.State != b.State && !(a.State == store.StateNew && b.State == store.StateOpen)) || !a.Until.Equal(b.Until) {
		out = append(out, "state")
	}
	if a.Assignee != b.Assignee {
		out = append(out, "assignee")
	}
	for _, tag := range slices.Concat(a.Tags, b.Tags) {
		if slices.Contains(a.Tags, tag) != slices.Contains(b.Tags, tag) {
			out = append(out, "tag "+tag)
		}
	}
	return out
}

// markSteps corrects the judgement as a person would, but teaches the model
// nothing: people teach, and a rule would only teach it the rule.
func markSteps(c *core, label string) ([]step, error) {
	change, err := marking(label)
	if err != nil {
		return nil, err
	}
	if label == "vip" {
		return nil, &store.Invalid{Field: "rule", Why: "who is a VIP is for people to say; tag +vip does for a rule"}
	}
	return []step{{
		alters: func(m *store.Mention) []string {
			if slices.Contains(m.Judgement.Taught, label) {
				return nil
			}
			return aspects(label)
		},
		do: func(r *recorder, m *store.Mention) (bool, error) {
			if slices.Contains(m.Judgement.Taught, label) {
				return false, nil
			}
			return true, c.judgeAnew(r, m, label, change)
		},
	}}, nil
}

func noteStep(c *core, rule store.Rule, text string) step {
	return step{do: func(r *recorder, m *store.Mention) (bool, error) {
		if err := c.putNote(r, m, By{User: store.RuleUser(rule.Name)}, text); err != nil {
			return false, err
		}
		return r.work(m, func(w *store.Work) { w.Notes++ })
	}}
}

func alertStep(c *core, rule store.Rule, text string) step {
	return step{
		do: func(r *recorder, m *store.Mention) (bool, error) {
			r.about(m.Doc)
			return true, nil
		},
		then: func(ctx context.Context, tx store.Tx, docs []store.Doc) error {
			return c.alarm.Ring(ctx, tx, rule.Name, text, docs)
		},
	}
}

// hookVerb is the verb that tells a hook.
const hookVerb = "hook"

// mostHooked is of how many mentions of history a hook is told when a rule is run:
// of the newest. Years of mentions at once are a flood that no program behind a
// hook expects, and no undo takes a telling back.
const mostHooked = 100

// hookStep tells a hook of each mention. One that has been removed since is no
// reason to keep mentions from arriving.
func hookStep(c *core, name string) step {
	return step{
		do: func(r *recorder, m *store.Mention) (bool, error) {
			r.about(m.Doc)
			return true, nil
		},
		then: func(_ context.Context, tx store.Tx, docs []store.Doc) error {
			hook, err := store.Hooks(tx).Get(name)
			for _, doc := range docs {
				if err != nil {
					return ignoreMissing(err)
				}
				var m *store.Mention
				if m, err = tx.Mentions().Get(doc); err == nil {
					err = hookEar{hook: hook}.tell(tx, c, store.HookRule, m)
				}
			}
			return ignoreMissing(err)
		},
	}
}

// acting is a rule at work in one transaction: what it changes is one entry of
// the journal, by the rule.
type acting struct {
	*core
	ruling *ruling
	steps  []step
	r      *recorder
	met    [][]store.Doc // by step
	docs   []store.Doc   // on which anything was done
	// tells says of which mentions hooks are told; nil = of all.
	tells func(store.Doc) bool
}

func (c *core) acting(tx store.Tx, ruling *ruling, group string) (*acting, error) {
	steps, err := c.steps(ruling)
	by := By{User: ruling.rule.User(), Door: "rule", Group: group}
	return &acting{core: c, ruling: ruling, steps: steps, r: c.record(tx, by, "rule"), met: make([][]store.Doc, len(steps))}, err
}

// on does what the rule says on one mention, but for what people have decided
// by hand, which free tells apart.
func (a *acting) on(m *store.Mention, free func(aspect string) (bool, error)) error {
	did := false
	for i, s := range a.steps {
		if s.alters != nil {
			list := s.alters(m)
			if ok, err := allFree(list, free); err != nil || !ok || len(list) == 0 {
				if err != nil {
					return err
				}
				continue
			}
		}
		changed, err := s.do(a.r, m)
		if err != nil {
			return err
		}
		if changed {
			did, a.met[i] = true, append(a.met[i], m.Doc)
		}
	}
	if did {
		a.docs = append(a.docs, m.Doc)
	}
	return nil
}

func allFree(list []string, free func(string) (bool, error)) (bool, error) {
	for _, aspect := range list {
		if ok, err := free(aspect); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// end writes the entry, and counts how often the rule has fired today.
func (a *acting) end(ctx context.Context) error {
	if len(a.docs) == 0 {
		return nil
	}
	for i, s := range a.steps {
		met := a.met[i]
		if s.verb == hookVerb && a.tells != nil {
			met = slices.DeleteFunc(slices.Clone(met), func(d store.Doc) bool { return !a.tells(d) })
		}
		if s.then != nil && len(met) > 0 {
			if err := s.then(ctx, a.r.tx, met); err != nil {
				return err
			}
		}
	}
	name := a.ruling.rule.Name
	if err := addSum(a.r.tx, firedID(a.ruling.rule.Once(), a.env.Now().In(a.zone)), int64(len(a.docs)), 0); err != nil {
		return err
	}
	_, err := a.r.write(fmt.Sprintf("%s: %s on %s", name, act.Print(a.ruling.parsed.Do), Mentions(len(a.docs))))
	return err
}

// sumFired counts the mentions on which a rule has acted: "fired/NAME/2006-01-02".
const sumFired = "fired/"

func firedID(rule string, day time.Time) string {
	return sumFired + rule + "/" + day.Format(time.DateOnly)
}
