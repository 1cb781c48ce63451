package desk

import (
	"cmp"
	"slices"
	"strings"

	"earshot/scoring"
	"earshot/store"
	"earshot/store/clean"
	"earshot/store/query"
)

// The largest sizes of outside text that are kept, in bytes: far above what
// networks allow, small enough that no mention can fill the disk or the screen.
const (
	maxBody = 64 << 10
	maxLine = 1 << 10
	maxBio  = 8 << 10
	maxList = 64
	// maxModel is the length of a name of a judge.
	maxModel = 32
)

// cleanMention makes outside text safe before anything else sees it. What m
// points to belongs to the caller and is copied before it is changed.
func cleanMention(m *store.Mention) {
	m.Account = clean.Line(m.Account, maxLine)
	if !slices.Contains(store.Kinds(), m.Kind) {
		m.Kind = store.KindPost
	}
	m.Key.ID = clean.Line(m.Key.ID, maxLine)
	m.Place.Cluster = 0 // a number of ours
	m.Place.Thread, m.Place.Parent = clean.Line(m.Place.Thread, maxLine), clean.Line(m.Place.Parent, maxLine)
	m.URL = clean.URL(m.URL)
	a := &m.Author
	for _, s := range []*string{&a.ID, &a.Handle, &a.Name, &a.Email, &a.Location} {
		*s = clean.Line(*s, maxLine)
	}
	a.Bio = clean.Text(a.Bio, maxBio)
	a.URL, a.Avatar = clean.URL(a.URL), clean.URL(a.Avatar)
	b := &m.Body
	b.Text = clean.Text(b.Text, maxBody)
	b.Title, b.Warning, b.Lang = clean.Line(b.Title, maxLine), clean.Line(b.Warning, maxLine), clean.Line(b.Lang, 35)
	b.Links = cleanURLs(b.Links)
	b.Media = slices.Clone(b.Media[:min(len(b.Media), maxList)])
	for i := range b.Media {
		b.Media[i].Alt = clean.Text(b.Media[i].Alt, maxBio)
		b.Media[i].Type = clean.Line(b.Media[i].Type, maxLine)
		b.Media[i].URL = cmp.Or(clean.URL(b.Media[i].URL), clean.Inner(b.Media[i].URL))
	}
	if b.Geo != nil {
		geo := *b.Geo
		geo.Place, geo.Country = clean.Line(geo.Place, maxLine), clean.Line(geo.Country, maxLine)
		b.Geo = &geo
	}
	m.Created, m.Edited = store.Stamp(m.Created), store.Stamp(m.Edited)
}

// cleanOurs does the same for what an export of ours brings back: a file can
// hold anything. Without restore only hashtags are taken over.
func cleanOurs(m *store.Mention, restore bool) {
	w, j := &m.Work, &m.Judgement
	w.Tags = cleanTags(w.Tags)
	if !restore {
		*w, *j = store.Work{Tags: w.Tags}, store.Judgement{}
		return
	}
	if !slices.Contains([]store.State{store.StateNew, store.StateOpen, store.StateSnoozed, store.StateDone}, w.State) {
		w.State = ""
	}
	w.Assignee, w.Answerer = clean.Line(w.Assignee, maxLine), clean.Line(w.Answerer, maxLine)
	if !slices.Contains([]string{"negative", "neutral", "positive"}, j.Sentiment) {
		j.Sentiment = ""
	}
	j.Intent, j.Influence = clean.Line(j.Intent, maxLine), max(0, min(j.Influence, 100))
	j.Monitors, j.Taught = cleanLines(j.Monitors), cleanLines(j.Taught)
	j.Occasions, j.Model = cleanLines(j.Occasions), clean.Line(j.Model, maxModel)
	j.Raised = slices.Clone(j.Raised[:min(len(j.Raised), maxList)])
	for i, r := range j.Raised {
		j.Raised[i] = store.Raise{Rule: clean.Line(r.Rule, maxLine), Points: max(-mostWeight, min(r.Points, mostWeight))}
	}
	j.Why = slices.Clone(j.Why[:min(len(j.Why), maxList)])
	for i := range j.Why {
		j.Why[i].What, j.Why[i].About = clean.Line(j.Why[i].What, maxLine), clean.Line(j.Why[i].About, maxLine)
	}
}

func cleanLines(lines []string) []string {
	var out []string
	for _, s := range lines[:min(len(lines), maxList)] {
		if s = clean.Line(s, maxLine); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// cleanTags brings tags from outside to the form they are kept in; what cannot
// be a tag is left out.
func cleanTags(tags []string) []string {
	var out []string
	for _, tag := range tags[:min(len(tags), maxList)] {
		if names, err := tagNames([]string{tag}); err == nil {
			out = append(out, names...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func cleanURLs(urls []string) []string {
	var out []string
	for _, u := range urls[:min(len(urls), maxList)] {
		if u = clean.URL(u); u != "" {
			out = append(out, u)
		}
	}
	return out
}

// judgeMention fills in the judgement. What a restored mention brings with it
// stays as it was.
func (c *core) judgeMention(m *store.Mention, restored bool, names *Catalog) {
	if restored && m.Judgement.Sentiment != "" {
		return
	}
	v := c.judge.Judge(heard(m, names))
	if m.Body.Lang == "" {
		m.Body.Lang = v.Lang
	}
	pronounce(m, v)
	m.Judgement.Priority = c.scale.fixed(m, false)
}

// heard is what the judge may know of a mention.
func heard(m *store.Mention, names *Catalog) scoring.Input {
	return scoring.Input{
		Text: spoken(m.Body), Lang: m.Body.Lang, Network: m.Key.Network,
		Account: m.Account, Kind: string(m.Kind), Author: m.Author.ID, Followers: m.Author.Followers,
		Catalog: names,
	}
}

// pronounce puts a verdict in force, but for what a person taught.
func pronounce(m *store.Mention, v scoring.Verdict) {
	before := m.Judgement
	m.Judgement = store.Judgement{
		Sentiment: v.Sentiment, Score: v.Score, Confidence: v.Confidence, Intent: v.Intent, Lead: v.Lead,
		Review: v.Review, Occasions: v.Occasions, Model: v.Model, Raised: before.Raised, Monitors: before.Monitors, Priority: before.Priority, Influence: before.Influence,
	}
	reteach(m, before.Taught)
	m.Judgement.Why = slices.Grow(m.Judgement.Why, len(v.Why))
	for _, why := range v.Why {
		m.Judgement.Why = append(m.Judgement.Why, store.Reason{What: why.Word, About: why.About, Weight: why.Weight})
	}
}

// spoken is what a mention says, title first. Most have none: then nothing is
// copied.
func spoken(b store.Body) string {
	if b.Title == "" {
		return strings.TrimSpace(b.Text)
	}
	return strings.TrimSpace(b.Title + "\n" + b.Text)
}

// IdentityExpr is the query for everything one identity said.
func IdentityExpr(identity string) query.Expr { return fieldExpr("from", identity) }
