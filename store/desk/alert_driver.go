package desk

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"earshot/scoring/trend"
	"earshot/store"
	"earshot/store/query"
)

// The bounds of looking into a wave.
const (
	waveTexts  = 300 // newest texts of a wave that are read for its words
	waveTerms  = 60  // terms whose past is looked up
	waveDocs   = 5   // examples
	manyValues = 200 // authors and clusters that are counted
)

// describe says what a wave is, what drives it, and how to open it.
func (c ringer) describe(ctx context.Context, tx store.Tx, s store.AlertSub, w trend.Wave, window time.Duration, usual trend.Forecast) (store.Alert, error) {
	now := c.env.Now()
	from := w.Since
	if now.Sub(from) < window {
		from = now.Add(-window)
	}
	search, err := c.between(tx, s, from, now)
	if err != nil {
		return store.Alert{}, err
	}
	al := store.Alert{Sub: s.Name, When: s.When, Began: from, Usual: usual.Mean}
	q, err := query.Parse(s.Query)
	if err != nil {
		return al, err
	}
	since := query.Field{Name: "date", Value: query.Range{From: from.UTC().Truncate(time.Second).Format(time.RFC3339)}}
	open := query.And{List: []query.Expr{since}}
	if q.Expr != nil {
		open.List = []query.Expr{q.Expr, since}
	}
	al.Query = query.Print(query.Query{Expr: open})
	f, err := c.figures(ctx, tx, s, search, from)
	if err != nil {
		return al, err
	}
	al.Count = f.all
	if now.Sub(from) > window && s.When == store.AlertSpike { // it goes on: what would be usual since then
		if base, hour, err := c.usual(ctx, tx, s, now); err == nil {
			al.Usual = base.Expect(from.Sub(hour).Hours(), now.Sub(hour).Hours()).Mean
		}
	}
	if len(f.texts) > 0 {
		for _, m := range f.texts[:min(waveDocs, len(f.texts))] {
			al.Docs = append(al.Docs, m.Doc)
		}
	}
	al.Title = s.Name + ": " + f.volume(al.Usual, now.Sub(from), s)
	al.Why, err = c.why(ctx, tx, f)
	return al, err
}

// figures are what is counted of a wave.
type figures struct {
	all, pastAll int
	now, past    []map[string]int // by drivers()
	texts        []*store.Mention // newest first
	from         time.Time
}

// drivers are the facets that a wave is looked at by.
func drivers() []store.By {
	return []store.By{
		{Facet: store.FacetNetwork},
		{Facet: store.FacetSentiment},
		{Facet: store.FacetMonitor},
		{Facet: store.FacetAuthor, Top: manyValues},
		{Facet: store.FacetCluster, Top: manyValues},
	}
}

func (c ringer) figures(ctx context.Context, tx store.Tx, s store.AlertSub, search store.Search, from time.Time) (*figures, error) {
	f := &figures{from: from}
	var err error
	if f.now, err = tx.Mentions().Tally(ctx, search, drivers()...); err != nil {
		return nil, err
	}
	before, err := c.between(tx, s, from.Add(-weeksBack*trend.Week*time.Hour), from)
	if err != nil {
		return nil, err
	}
	if f.past, err = tx.Mentions().Tally(ctx, before, drivers()...); err != nil {
		return nil, err
	}
	for _, n := range f.now[0] {
		f.all += n
	}
	for _, n := range f.past[0] {
		f.pastAll += n
	}
	search.Limit = waveTexts
	for m, err := range tx.Mentions().Search(ctx, search) {
		if err != nil {
			return nil, err
		}
		f.texts = append(f.texts, m)
	}
	return f, nil
}

// volume is "21 in the last hour, 3 usual".
func (f *figures) volume(usual float64, span time.Duration, s store.AlertSub) string {
	text := fmt.Sprintf("%d in %s", f.all, longText(span))
	if s.When == store.AlertOver {
		return text + fmt.Sprintf(", the border is %d in %s", s.Over, spanText(s.In))
	}
	if usual < 9.5 {
		return text + ", " + strings.TrimSuffix(fmt.Sprintf("%.1f", usual), ".0") + " usual"
	}
	return text + fmt.Sprintf(", %.0f usual", usual)
}

func longText(d time.Duration) string {
	switch h := int(math.Round(d.Hours())); {
	case d < 90*time.Minute && d > 45*time.Minute:
		return "an hour"
	case d <= 45*time.Minute:
		return fmt.Sprintf("%d minutes", int(math.Round(d.Minutes())))
	case h < 48:
		return fmt.Sprintf("%d hours", h)
	}
	return fmt.Sprintf("%d days", int(math.Round(d.Hours()/24)))
}

// why says what drives a wave: the words, the network, the mood, the monitor, a
// text that is passed on, a person, and who began.
func (c ringer) why(ctx context.Context, tx store.Tx, f *figures) (string, error) {
	var parts []string
	topic, err := c.waveTopic(ctx, tx, f)
	if err != nil {
		return "", err
	}
	first := f.first(nil)
	if topic != nil {
		parts = append(parts, fmt.Sprintf("%d of %d say «%s»", min(topic.Count, f.all), f.all, topic.Name()))
		ids := map[store.Doc]bool{}
		for _, id := range topic.IDs {
			ids[store.Doc(id)] = true
		}
		first = f.first(ids)
	}
	best := func(i int) *trend.Driver {
		list := trend.Over(f.now[i], f.past[i], f.all, f.pastAll)
		if len(list) == 0 || 4*list[0].N < f.all {
			return nil
		}
		return &list[0]
	}
	if d := best(4); d != nil {
		parts = append(parts, fmt.Sprintf("%d are one text passed on", d.N))
	}
	if d := best(0); d != nil {
		parts = append(parts, fmt.Sprintf("%d from %s", d.N, d.Name))
	}
	if d := best(1); d != nil {
		parts = append(parts, fmt.Sprintf("%d %s", d.N, d.Name))
	}
	if d := best(2); d != nil {
		parts = append(parts, fmt.Sprintf("%d of the monitor %s", d.N, d.Name))
	}
	if d := best(3); d != nil {
		if p, err := store.Identities(tx).Get(d.Name); err == nil {
			parts = append(parts, fmt.Sprintf("%d by %s", d.N, callOf(p.Author)))
		}
	}
	if first != nil && f.all <= waveTexts {
		parts = append(parts, "started by "+callOf(first.Author))
	}
	return strings.Join(parts, ", "), nil
}

// first is the earliest of the texts, or of some of them.
func (f *figures) first(among map[store.Doc]bool) *store.Mention {
	for i := len(f.texts) - 1; i >= 0; i-- {
		if among == nil || among[f.texts[i].Doc] {
			return f.texts[i]
		}
	}
	return nil
}

// waveTopic finds what the texts of a wave have in common.
func (c ringer) waveTopic(ctx context.Context, tx store.Tx, f *figures) (*trend.Topic, error) {
	terms := trend.Gather(saidOf(f.texts), c.look.words)
	scope := store.Scope{Now: c.env.Now(), Zone: c.zone}
	past, all, err := c.pastOf(ctx, tx, nil, scope, terms.Candidates(waveTerms), f.from)
	if err != nil {
		return nil, err
	}
	topics := terms.Topics(past, all, 1)
	if len(topics) == 0 {
		return nil, nil
	}
	return &topics[0], nil
}

// saidOf reads mentions as topics want them.
func saidOf(list []*store.Mention) []trend.Said {
	out := make([]trend.Said, len(list))
	for i, m := range list {
		mood := map[string]int8{"negative": -1, "positive": 1}[m.Judgement.Sentiment]
		out[i] = trend.Said{ID: uint64(m.Doc), Author: m.Identity(), Cluster: uint64(m.Place.Cluster), Text: spoken(m.Body), Mood: mood}
	}
	return out
}
