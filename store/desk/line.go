package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/act"
	"earshot/store/query"
	"earshot/store/when"
)

// Acts does a line of verbs on mentions, as one step of undo; see package act.
// Verbs on state and assignee work on state, the others on on, because a screen
// closes whole discussions but tags single mentions. Times are read in zone. The
// verbs alert and hook belong to rules.
func (t *Triage) Acts(ctx context.Context, by By, on, state Target, acts []act.Act, zone *time.Location) (Outcome, error) {
	if by.Group == "" && (len(acts) > 1 || len(on.Docs) > 1) { // notes are written one by one
		by.Group = t.env.ID()
	}
	for _, a := range acts { // a mistake in the last verb must not leave the first done
		if err := checkAct(t.core, a, zone); err != nil {
			return Outcome{}, &query.Error{Column: a.Column, Message: err.Error()}
		}
	}
	var sum Outcome
	var titles []string
	idle := 0
	for _, a := range acts {
		out, err := t.actOn(ctx, by, on, state, a, zone)
		if err != nil {
			if len(titles) > 0 {
				err = &store.Conflict{By: "stopped", What: strings.Join(titles, ", ") + "; then: " + err.Error()}
			}
			return sum, err
		}
		sum.Changed = max(sum.Changed, out.Changed)
		if out.Seq != 0 {
			sum.Seq = out.Seq
		}
		if out.Changed == 0 && !out.Stopped {
			idle, sum.Title = idle+1, out.Title
			continue
		}
		titles = append(titles, out.Title)
		if sum.Stopped = out.Stopped; sum.Stopped {
			break
		}
	}
	if idle > 0 {
		titles = append(titles, unneeded(sum.Title, idle, len(acts), len(on.Docs)))
	}
	sum.Title = strings.Join(titles, ", ")
	return sum, nil
}

// unneeded says once of how many verbs there was nothing to change; last is what one
// of them has said.
func unneeded(last string, idle, verbs, mentions int) string {
	const nothing = "nothing to change"
	text := nothing
	switch {
	case idle < verbs:
		return fmt.Sprintf("%s by %d of %d verbs", nothing, idle, verbs)
	case mentions > 1:
		text += " on " + Mentions(mentions)
	}
	if verbs == 1 {
		text += strings.TrimPrefix(last, nothing)
	}
	return text
}

func (t *Triage) actOn(ctx context.Context, by By, on, state Target, a act.Act, zone *time.Location) (Outcome, error) {
	switch a.Verb {
	case "tag":
		return t.Tag(ctx, by, on, a.Add, a.Remove)
	case "mark":
		return t.Mark(ctx, by, on, a.Text)
	case "done":
		return t.Done(ctx, by, state)
	case "reopen":
		return t.Reopen(ctx, by, state)
	case "assign":
		user := a.Text
		if strings.EqualFold(user, nobody) {
			user = ""
		}
		return t.Assign(ctx, by, state, user)
	case "snooze":
		until, err := when.Parse(a.Text, t.env.Now(), zone)
		if err != nil {
			return Outcome{}, err
		}
		return t.Snooze(ctx, by, state, until)
	case "note":
		var sum Outcome
		for _, doc := range on.Docs {
			out, err := t.Note(ctx, by, doc, a.Text)
			if err != nil {
				return sum, err
			}
			sum = Outcome{Seq: out.Seq, Changed: sum.Changed + 1, Title: out.Title}
			if sum.Changed > 1 {
				sum.Title = "noted on " + Mentions(sum.Changed)
			}
		}
		return sum, nil
	}
	return Outcome{}, noVerb(a)
}

func noVerb(a act.Act) error {
	return &store.Invalid{Field: "do", Why: a.Verb + " is for rules"}
}

func checkAct(c *core, a act.Act, zone *time.Location) error {
	switch a.Verb {
	case "mark":
		_, err := marking(strings.ToLower(a.Text))
		return err
	case "snooze":
		until, err := when.Parse(a.Text, c.env.Now(), zone)
		if err == nil {
			_, err = (&Triage{c}).snoozing(until)
		}
		return err
	case "alert", "hook", "priority":
		return noVerb(a)
	}
	return nil
}

// nobody is the word by which a line takes a mention from its assignee.
const nobody = "nobody"
