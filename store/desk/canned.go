package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/clean"
)

// Canned holds the canned replies of the workspace, and finds what we have
// answered before.
type Canned struct{ *core }

// The bounds of a canned reply, in bytes.
const (
	maxCannedName = 64
	maxCannedText = 16 << 10
)

// CannedName is a name as it is kept: one word in lower case, because it is
// typed in the middle of a text.
func CannedName(typed string) string {
	name := strings.ToLower(strings.Join(strings.Fields(clean.Line(typed, maxCannedName)), "-"))
	return strings.Trim(name, ":")
}

// List gives all canned replies by name.
func (c *Canned) List(ctx context.Context) ([]store.Canned, error) {
	var out []store.Canned
	err := c.store.View(ctx, func(tx store.Tx) (err error) {
		out, err = store.Canneds(tx).List()
		return err
	})
	return out, err
}

// Save keeps a canned reply; one of the same name is replaced, and undo brings
// that back. It is an error if name or text is empty.
func (c *Canned) Save(ctx context.Context, by By, name, body string) (Outcome, error) {
	name, body = CannedName(name), strings.TrimSpace(clean.Text(body, maxCannedText))
	switch {
	case name == "":
		return Outcome{}, &store.Invalid{Field: "name", Why: "a canned reply needs a name of one word"}
	case body == "":
		return Outcome{}, &store.Invalid{Field: "text", Why: "there is no text to keep yet"}
	}
	var out Outcome
	err := c.store.Update(ctx, func(tx store.Tx) error {
		out = Outcome{Title: "the canned reply " + name + " says that already"}
		old, err := store.Canneds(tx).Get(name)
		if ignoreMissing(err) != nil {
			return err
		}
		if err == nil && old.Text == body {
			return nil
		}
		out.Changed, out.Title = 1, "keep the canned reply "+name
		if err == nil {
			out.Title = "change the canned reply " + name
		}
		r := c.record(tx, by, "canned")
		if err := r.put(store.KindCanned, name, store.Canned{Name: name, Text: body, By: by.User, At: c.env.Now()}); err != nil {
			return err
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// Remove takes a canned reply away; undo brings it back.
func (c *Canned) Remove(ctx context.Context, by By, name string) (Outcome, error) {
	name = CannedName(name)
	out := Outcome{Changed: 1, Title: "remove the canned reply " + name}
	err := c.store.Update(ctx, func(tx store.Tx) error {
		_, err := store.Canneds(tx).Get(name)
		if errors.Is(err, store.ErrNotFound) {
			return &store.Invalid{Field: "name", Why: "there is no canned reply " + name + "; earshot replies lists them"}
		}
		if err != nil {
			return err
		}
		r := c.record(tx, by, "canned")
		if err := r.put(store.KindCanned, name, nil); err != nil {
			return err
		}
		out.Seq, err = r.commit(out.Title)
		return err
	})
	return out, err
}

// Fill puts a person into a canned reply: {name} and {handle} are whom it
// answers, {me} is who answers. What is not known stays as it is, to be seen.
func Fill(body string, whom store.Author, me string) string {
	handle := whom.Handle
	if handle != "" && !strings.HasPrefix(handle, "@") {
		handle = "@" + handle
	}
	var pairs []string
	for _, p := range [][2]string{{"{name}", cmp.Or(whom.Name, handle)}, {"{handle}", handle}, {"{me}", me}} {
		if p[1] != "" {
			pairs = append(pairs, p[0], p[1])
		}
	}
	return strings.NewReplacer(pairs...).Replace(body)
}

// Answer is something that we have answered before.
type Answer struct {
	Text     string // what we said
	Question string // what it answered
	Post     string
	Closed   bool // the discussion is done: it was enough
}

// How far back answers are looked for, in posts; the words of a question that
// count.
const (
	answersBack = 500
	answerWords = 40
)

// Answers finds those of our newest 500 posts that answered somebody, arrived,
// and share words with a question, by stems; each word counts the more, the
// fewer of them have it. Answers whose discussion is done come before others as
// good. The best n are given, each text once.
func (c *Canned) Answers(ctx context.Context, question string, n int) ([]Answer, error) {
	type found struct {
		Answer
		stems map[string]bool
		score float64
	}
	var all []found
	df := map[string]int{} // how many answers have a word
	err := c.store.View(ctx, func(tx store.Tx) error {
		all, df = nil, map[string]int{}
		seen, read := map[string]bool{}, 0
		for post, err := range store.Posts(tx).Back("", "") {
			if read++; err != nil || read > answersBack {
				return err
			}
			if post.About == 0 || post.State() != store.DeliverySent || seen[post.Message.Text] {
				continue
			}
			seen[post.Message.Text] = true
			a := Answer{Text: post.Message.Text, Post: post.ID}
			if m, err := tx.Mentions().Get(post.About); err == nil {
				a.Question, a.Closed = m.Body.Text, m.Work.State == store.StateDone
			}
			stems := stemsOf(a.Question+" "+a.Text, 4*answerWords)
			for s := range stems {
				df[s]++
			}
			all = append(all, found{Answer: a, stems: stems})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	want := stemsOf(question, answerWords)
	for i := range all {
		for s := range want {
			if all[i].stems[s] {
				all[i].score += 1 / float64(1+df[s])
			}
		}
		if all[i].Closed {
			all[i].score *= 1.5
		}
	}
	all = slices.DeleteFunc(all, func(f found) bool { return f.score == 0 && len(want) > 0 })
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	var out []Answer
	for _, f := range all[:min(n, len(all))] {
		out = append(out, f.Answer)
	}
	return out, nil
}

// stemsOf are the first words of a text by their stems, those of one or two
// letters apart.
func stemsOf(s string, n int) map[string]bool {
	out := map[string]bool{}
	for t := range text.Words(s) {
		if len(out) == n {
			break
		}
		if len([]rune(t.Norm)) > 2 {
			out[t.Stem] = true
		}
	}
	return out
}
