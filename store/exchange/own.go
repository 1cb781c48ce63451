package exchange

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"time"

	"earshot/store"
)

// own takes the fields that earshot itself wrote into an export. What makes no
// sense is passed over instead of refused: see the package comment.
type own struct{ *fields }

func (o *own) word(name string, allowed ...string) string {
	raw, ok := o.take(name)
	if !ok || raw[0] != '"' {
		return ""
	}
	s := unquote(raw)
	if len(allowed) > 0 && !slices.Contains(allowed, s) {
		return ""
	}
	return s
}

func (o *own) time(name string) time.Time {
	raw, ok := o.take(name)
	if !ok {
		return time.Time{}
	}
	t, _ := parseTime(raw)
	return t
}

func (o *own) real(name string, lo, hi float64) float64 {
	raw, ok := o.take(name)
	if !ok {
		return 0
	}
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsNaN(n) {
		return 0
	}
	return min(max(n, lo), hi)
}

func (o *own) words(name string) []string {
	raw, ok := o.take(name)
	if !ok || raw[0] != '[' {
		return nil
	}
	var out []string
	for _, raw := range elements(raw) {
		if raw[0] == '"' {
			out = append(out, unquote(raw))
		}
	}
	return out
}

func (o *own) takeWork(m *store.Mention) {
	w := &m.Work
	w.State = store.State(o.word("state",
		string(store.StateNew), string(store.StateOpen), string(store.StateSnoozed), string(store.StateDone)))
	w.Assignee = o.word("assignee")
	w.Until = o.time("until")
	w.Opened = o.time("opened")
	w.Answered = o.time("answered")
	w.Answerer = o.word("answerer")
	w.Closed = o.time("closed")
	m.Arrived = o.time("arrived")
}

func (o *own) takeJudgement(j *store.Judgement) {
	j.Sentiment = o.word("sentiment", "negative", "neutral", "positive")
	j.Score = o.real("score", -1, 1)
	j.Confidence = o.real("confidence", 0, 1)
	j.Intent = o.word("intent",
		"complaint", "concern", "need", "question", "insight", "praise", "idea", "spam", "other")
	if raw, ok := o.take("lead"); ok {
		j.Lead = string(raw) == "true"
	}
	j.Priority = int(o.real("priority", 0, 100))
	j.Influence = int(o.real("influence", 0, 100))
	j.Monitors = o.words("monitors")
	j.Taught = o.words("taught")
	if raw, ok := o.take("review"); ok {
		j.Review = string(raw) == "true"
	}
	j.Occasions = o.words("occasions")
	j.Model = o.word("model")
	raw, _ := o.take("raised")
	for _, in := range o.objects(raw) {
		if n := int(in.real("points", -100, 100)); n != 0 {
			j.Raised = append(j.Raised, store.Raise{Rule: in.word("rule"), Points: n})
		}
	}
	raw, _ = o.take("why")
	for _, in := range o.objects(raw) {
		j.Why = append(j.Why, store.Reason{
			What: in.word("what"), About: in.word("about"), Weight: in.real("weight", -math.MaxFloat64, math.MaxFloat64),
		})
	}
}

// objects opens a list of objects; anything else in it is passed over.
func (o *own) objects(raw json.RawMessage) []*own {
	if len(raw) == 0 || raw[0] != '[' {
		return nil
	}
	var out []*own
	for _, raw := range elements(raw) {
		if raw[0] == '{' {
			out = append(out, &own{object(raw, "", o.room)})
		}
	}
	return out
}

// notes takes the remarks; other tools write a single text.
func (o *own) notes() []store.Note {
	raw, ok := o.take("notes")
	if !ok {
		return nil
	}
	var out []store.Note
	if raw[0] == '"' && len(raw) > 2 {
		out = append(out, store.Note{Text: unquote(raw)})
	}
	for _, in := range o.objects(raw) {
		n := store.Note{By: in.word("by"), At: in.time("at"), Text: in.word("text")}
		if n.Text != "" {
			out = append(out, n)
		}
	}
	return out
}

func (o *own) history() []store.Entry {
	var out []store.Entry
	raw, _ := o.take("history")
	for _, in := range o.objects(raw) {
		e := store.Entry{At: in.time("at"), By: in.word("by"), Verb: in.word("verb"), Title: in.word("title")}
		if e.Verb != "" || e.Title != "" {
			out = append(out, e)
		}
	}
	return out
}
