package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"earshot/scoring/trend"
	"earshot/store"
	"earshot/store/query"
)

// The bounds of trends.
const (
	trendTexts  = 3000 // newest texts that are read
	trendTerms  = 150  // terms whose past is looked up
	mostTrends  = 12
	digestHour  = 9 // when the daily digest comes, in the desk's zone
	digestNames = 5
	sparks      = 24 // columns of a topic's course
)

// Topic is something that is talked about more than before.
type Topic struct {
	trend.Topic
	Query    string // opens its mentions
	Count    int    // how many those are
	Course   []int  // by 24 parts of the time, the newest last
	Examples []*store.Mention
	Words    string // for a post about it
}

// Trends finds the topics of the mentions that match a query within the last
// stretch of time, the most surprising first, at most 12. It reads the newest 3,000
// texts of that time, never history: how often a term was said before is a question
// to the index. See BenchmarkTrends; it costs less when asked again the same day.
func (a *Alerts) Trends(ctx context.Context, expr query.Expr, since time.Duration, scope store.Scope) ([]Topic, error) {
	var out []Topic
	to := scope.Now
	from := to.Add(-since)
	err := a.store.View(ctx, func(tx store.Tx) error {
		out = nil
		search := watched(ctx, store.Search{Expr: within(expr, from, to), Scope: scope, Limit: trendTexts})
		var texts []*store.Mention
		for m, err := range tx.Mentions().Search(ctx, search) {
			if err != nil {
				return err
			}
			texts = append(texts, m)
		}
		terms := trend.Gather(saidOf(texts), a.look.words)
		past, all, err := a.pastOf(ctx, tx, expr, scope, terms.Candidates(trendTerms), from)
		if err != nil {
			return err
		}
		byDoc := make(map[store.Doc]*store.Mention, len(texts))
		for _, m := range texts {
			byDoc[m.Doc] = m
		}
		for _, t := range terms.Topics(past, all, mostTrends) {
			topic, err := a.topic(ctx, tx, t, byDoc, expr, scope, from, to)
			if err != nil {
				return err
			}
			out = append(out, topic)
		}
		return nil
	})
	return out, err
}

func (c ringer) topic(ctx context.Context, tx store.Tx, t trend.Topic, texts map[store.Doc]*store.Mention, expr query.Expr, scope store.Scope, from, to time.Time) (Topic, error) {
	dates := query.Field{Name: "date", Value: query.Range{From: from.UTC().Truncate(time.Second).Format(time.RFC3339)}}
	parts := []query.Expr{termExpr(t.Terms[0], t.Terms[0].Form)}
	if expr != nil {
		parts = append(parts, expr)
	}
	asked := query.And{List: append(parts, dates)}
	out := Topic{Topic: t, Query: query.Print(query.Query{Expr: asked}), Words: t.Name(), Course: make([]int, sparks)}
	var err error
	if out.Count, err = tx.Mentions().Count(ctx, store.Search{Expr: asked, Scope: scope}); err != nil {
		return out, err
	}
	out.Count = max(out.Count, t.Count)
	for _, id := range t.IDs {
		if m := texts[store.Doc(id)]; m != nil {
			at := int(m.Created.Sub(from) * sparks / (to.Sub(from) + 1))
			out.Course[max(0, min(sparks-1, at))]++
		}
	}
	for _, id := range t.Examples {
		out.Examples = append(out.Examples, texts[store.Doc(id)])
	}
	return out, nil
}

// termExpr asks for a term as it is written.
func termExpr(t trend.Term, form string) query.Expr {
	switch t.Kind {
	case trend.Pair:
		return query.Phrase{Words: strings.Fields(form), Text: form}
	case trend.Link:
		return query.Field{Name: "url", Value: query.One{Text: form, Quoted: true}}
	}
	if strings.HasPrefix(form, "#") {
		return query.Literal{Text: form}
	}
	return query.Word{Text: form}
}

// pastOf counts how many mentions of the past weeks have each term, from the
// index. Of pairs and links, which no index counts alone, the rarest part is
// counted, or nothing: a link is new, or its words tell. Counts of everything are
// kept for the day.
func (c ringer) pastOf(ctx context.Context, tx store.Tx, expr query.Expr, scope store.Scope, terms []trend.Term, until time.Time) (map[string]int, int, error) {
	from := until.Add(-weeksBack * trend.Week * time.Hour)
	count := func(e query.Expr) (int, error) {
		parts := []query.Expr{within(nil, from, until)}
		for _, x := range []query.Expr{expr, e} {
			if x != nil {
				parts = append(parts, x)
			}
		}
		return tx.Mentions().Count(ctx, store.Search{Expr: query.And{List: parts}, Scope: scope})
	}
	all, err := count(nil)
	if err != nil || all == 0 {
		return nil, 0, err
	}
	out := make(map[string]int, len(terms))
	for _, t := range terms {
		n, known := c.look.remembered(expr, t.Key, until)
		if !known {
			if n, err = count(pastExpr(t)); err != nil {
				return nil, 0, err
			}
			c.look.remember(expr, t.Key, until, n)
		}
		out[t.Key] = n
	}
	return out, all, nil
}

// pastExpr asks for a term in the past: both words of a pair, wherever they stand,
// which is more than the pair was said, so that nothing is called new wrongly.
func pastExpr(t trend.Term) query.Expr {
	words := strings.Fields(strings.ReplaceAll(t.Form, "#", ""))
	if t.Kind == trend.Link || len(words) == 0 {
		return termExpr(t, t.Form)
	}
	if len(words) == 1 {
		return query.Word{Text: words[0]}
	}
	var parts []query.Expr
	for _, w := range words {
		parts = append(parts, query.Word{Text: w})
	}
	return query.And{List: parts}
}

// remembered and remember keep counts of terms in everything for a day: they
// change little, and most terms are asked for again.
func (l *lookout) remembered(expr query.Expr, key string, until time.Time) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, ok := l.past[key]
	return n, ok && expr == nil && l.day == until.Format(time.DateOnly)
}

func (l *lookout) remember(expr query.Expr, key string, until time.Time, n int) {
	if expr != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if day := until.Format(time.DateOnly); l.day != day || l.past == nil || len(l.past) > 20_000 {
		l.day, l.past = day, map[string]int{}
	}
	l.past[key] = n
}

// digest raises the topics of the day: once a day after nine, or within the hour
// of each that is new.
func (a *Alerts) digest(ctx context.Context) error {
	subs, err := a.Subs(ctx)
	if err != nil {
		return err
	}
	for _, s := range subs {
		if s.When != store.AlertTrend || a.env.Now().Before(s.Muted) {
			continue
		}
		if one := a.digestOne(ctx, s); one != nil {
			err = errors.Join(err, fmt.Errorf("the alert %s: %w", s.Name, one))
		}
	}
	return err
}

func (a *Alerts) digestOne(ctx context.Context, s store.AlertSub) error {
	due, key, err := a.digestDue(ctx, s)
	if err != nil || !due {
		return err
	}
	q, err := query.Parse(s.Query)
	if err != nil {
		return err
	}
	e, err := a.ears(ctx)
	if err != nil {
		return err
	}
	topics, err := a.Trends(ctx, q.Expr, 24*time.Hour, a.scopeFor(s, e.brand))
	if err != nil {
		return err
	}
	return a.putDigest(ctx, s, key, topics)
}

// digestDue tells whether topics are to be looked for, and what is noted then.
func (a *Alerts) digestDue(ctx context.Context, s store.AlertSub) (bool, string, error) {
	now := a.env.Now().In(a.zone)
	key := now.Format(time.DateOnly)
	if s.In == 0 {
		key = now.Format("2006-01-02T15")
	} else if now.Hour() < digestHour {
		return false, key, nil
	}
	told := ""
	err := a.store.View(ctx, func(tx store.Tx) error {
		raw, err := tx.Records(store.KindAlertState).Get("digest/" + s.Name)
		told = string(raw)
		return ignoreMissing(err)
	})
	return told != key, key, err
}

func (a *Alerts) putDigest(ctx context.Context, s store.AlertSub, key string, topics []Topic) error {
	return a.store.Update(ctx, func(tx store.Tx) error {
		if err := tx.Records(store.KindAlertState).Put("digest/"+s.Name, []byte(key)); err != nil {
			return err
		}
		if s.In > 0 {
			if len(topics) == 0 {
				return nil
			}
			return drop2(a.newAlert(tx, digestOf(s, topics, a.env.Now()), s.Name+"/digest"))
		}
		for _, t := range topics {
			group := s.Name + "/topic/" + t.Terms[0].Key
			if old, err := tx.Records(store.KindAlertOpen).Get(group); err == nil {
				if al, err := store.Alerts(tx).Get(string(old)); err == nil && a.env.Now().Sub(al.Last) < alertGap {
					continue
				}
			}
			if err := drop2(a.newAlert(tx, topicAlert(s, t, a.env.Now()), group)); err != nil {
				return err
			}
		}
		return nil
	})
}

func drop2[T any](_ T, err error) error { return err }

// UsualText says how much of a topic would be usual; less than one is new.
func UsualText(n float64) string {
	if n < 0.75 {
		return "new"
	}
	return fmt.Sprintf("usual %.0f", n)
}

// topicAlert is the alert of one topic.
func topicAlert(s store.AlertSub, t Topic, now time.Time) store.Alert {
	al := store.Alert{
		Sub: s.Name, When: s.When, Title: s.Name + ": " + t.Words, Query: t.Query, Count: t.Count, Usual: t.Usual, Began: now.Add(-24 * time.Hour),
		Why: fmt.Sprintf("%d mentions in a day by %d people, %s", t.Count, t.Authors, UsualText(t.Usual)),
	}
	for _, m := range t.Examples {
		al.Docs = append(al.Docs, m.Doc)
	}
	if len(t.Examples) > 0 {
		al.Why += "; " + quoteOf(t.Examples[0])
	}
	return al
}

// digestOf is the alert of a day's topics.
func digestOf(s store.AlertSub, topics []Topic, now time.Time) store.Alert {
	al := store.Alert{Sub: s.Name, When: s.When, Began: now.Add(-24 * time.Hour)}
	var names, why []string
	var terms []query.Expr
	seen := map[store.Doc]bool{}
	for _, t := range topics[:min(digestNames, len(topics))] {
		names = append(names, t.Terms[0].Form)
		why = append(why, fmt.Sprintf("%s %d (%s)", t.Words, t.Count, UsualText(t.Usual)))
		terms = append(terms, termExpr(t.Terms[0], t.Terms[0].Form))
		for _, id := range t.IDs {
			seen[store.Doc(id)] = true
		}
		if len(t.Examples) > 0 {
			al.Docs = append(al.Docs, t.Examples[0].Doc)
		}
		al.Usual += t.Usual
	}
	al.Count = len(seen)
	dates := query.Field{Name: "date", Value: query.Range{From: al.Began.UTC().Truncate(time.Second).Format(time.RFC3339)}}
	var any query.Expr = query.Or{List: terms}
	if len(terms) == 1 {
		any = terms[0]
	}
	list := []query.Expr{any, dates}
	if q, err := query.Parse(s.Query); err == nil && q.Expr != nil {
		list = slices.Insert(list, 1, q.Expr)
	}
	al.Query = query.Print(query.Query{Expr: query.And{List: list}})
	al.Title = cmp.Or(s.Name, "Trending") + ": " + strings.Join(names, ", ")
	al.Why = strings.Join(why, ", ")
	return al
}
