// Package scoring judges mentions: language, sentiment, intent, and whether
// there is a lead in it.
//
// The packages below it are pure functions on plain values; this one puts them
// together behind one interface. The models are frozen; what a team corrects
// lies over them, see Trained and package learn. MODELS.md says what they were
// made from.
//
//	text       tokens, stems and folding, shared with search
//	linear     models over hashed features, and how they are made (fit)
//	feature    what is seen in a text, for all models
//	lexicon    word lists as plain text
//	lang       language by script and letters
//	sentiment  negative, neutral, positive; towards one of several names
//	emotion    joy, sadness, anger, fear, disgust, surprise
//	grammar    what a text does with words, by patterns in a file
//	intent     complaint, question, praise ..., leads, reviews, occasions
//	learn      what a team teaches
//	trend      more than usual, and what about
//	dup        what says the same
//	priority   what to answer first, as a sum of parts
package scoring

import (
	"strings"
	"sync"
	"sync/atomic"

	"earshot/scoring/emotion"
	"earshot/scoring/grammar"
	"earshot/scoring/intent"
	"earshot/scoring/lang"
	"earshot/scoring/learn"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// Judge judges one mention. It is safe for use by many goroutines, takes any
// bytes, and gives the same verdict for the same input until it learns
// something.
type Judge interface {
	Judge(in Input) Verdict
}

// Input is what a judge may know of a mention.
type Input struct {
	Text      string // clean text of the mention
	Lang      string // a hint of the network or the account, such as "ru" or "ru-RU"; may be wrong or ""
	Network   string // such as "mastodon"
	Account   string // our account that heard it
	Kind      string // post, reply, message, mail, article, comment, review, share
	Author    string // id of the author on the network
	Followers int    // of the author, 0 if not known
	// Catalog are the names that the workspace listens for; nil = none.
	Catalog *Catalog

	book *nameBook // of the Catalog, for whoever judges
}

// Catalog are the words by which people call the things that a workspace
// listens for, as typed by the team. It is not changed once a judge has it.
type Catalog struct {
	Brands, Products, Competitors []string

	once  sync.Once
	names *grammar.Names // the same, ready to be looked for
}

// named gives the names in the form in which they are looked for.
func (c *Catalog) named() *grammar.Names {
	if c == nil {
		return nil
	}
	c.once.Do(func() { c.names = grammar.NewNames(c.Brands, c.Products, c.Competitors) })
	return c.names
}

// Verdict is what a judge found.
type Verdict struct {
	Lang       string   // code of the language, "" if not known
	Sentiment  string   // one of the labels of package sentiment
	Score      float64  // of sentiment, from -1 to 1
	Confidence float64  // of the sentiment, from 0 to 1
	Intent     string   // one of package intent
	Lead       bool     // could be answered with an offer now
	Review     bool     // tells of a product, a service or a place that the author has used
	Occasions  []string // personal ones, such as "holiday", see package intent; not to be changed
	Why        []Reason // the words that led to it
	// Emotions are those that it shows, the strongest first; most show none.
	Emotions []Emotion
	Model    string // what judged, such as "m3f29ac+12", set by whoever knows what was taught; "" = it has no name
}

// Emotion is what package emotion found.
type Emotion struct {
	Name        string // joy, sadness, anger, fear, disgust, surprise
	Probability float64
}

// Reason is a word or phrase as written, or a remark in brackets.
type Reason struct {
	Word string
	// Weight is what it added, in the unit of what it is about: 1 to 3 either
	// way for sentiment, points for an intent and for the lead.
	Weight float64
	// About is "sentiment", the name of an intent, "lead", or the name of an
	// emotion, whose weight is its probability.
	About string
}

// aboutSentiment marks the reasons for a sentiment.
const aboutSentiment = "sentiment"

// sure is the confidence from which the language found in a text counts more
// than a hint from outside.
const sure = 0.6

// frozen judges by the models that are embedded. It remembers words and the names
// of the last catalogue, and lends out lists of tokens; none of it changes a
// verdict. Whoever cuts the same texts shares words, because a second memory costs
// its room and, what is more, the processor's cache.
type frozen struct {
	words *text.Cutter
	lists sync.Pool // of *[]text.Token
	book  atomic.Pointer[nameBook]
}

// maxLent is the longest list of tokens that is kept for the next text.
const maxLent = 1 << 12

// Judge implements the interface. It cuts the text once for all who judge it,
// and it must be fast: every mention passes here on its way in.
func (p *frozen) Judge(in Input) Verdict { return p.judge(in, plainly) }

// plainly judges without anything learnt.
func plainly(in Input, tokens []text.Token) Verdict { return verdict(in, tokens, nil) }

// judge cuts a text and lends the tokens to whoever judges.
func (p *frozen) judge(in Input, by func(Input, []text.Token) Verdict) Verdict {
	lent, _ := p.lists.Get().(*[]text.Token)
	if lent == nil {
		lent = new([]text.Token)
	}
	tokens := p.words.Tokens((*lent)[:0], in.Text)
	if in.Catalog != nil {
		if in.book = p.book.Load(); in.book == nil || in.book.of != in.Catalog {
			in.book = cutNames(in.Catalog)
			p.book.Store(in.book)
		}
	}
	v := by(in, tokens)
	if cap(tokens) <= maxLent {
		clear(tokens) // a list at rest must not hold on to texts
		*lent = tokens
		p.lists.Put(lent)
	}
	return v
}

// verdict puts the judgements together; what was taught, nil for nothing, has
// its word behind each.
func verdict(in Input, tokens []text.Token, l *learnt) Verdict {
	code, trusted := l.language(language(tokens, in.Lang))
	mood := l.mood(in.book.towards(in.Text, tokens, trusted, sentiment.Of(in.Text, tokens, trusted)))
	aim := intent.Of(in.Text, tokens, intent.Input{Lang: trusted, Mood: mood.Score, Kind: in.Kind, Names: in.Catalog.named()})
	reasons := aim.Why
	told, lead := l.aim(&aim)
	if !l.knows(learn.Sentiment) {
		mood = soured(mood, told, aim.Mixed)
	}
	v := Verdict{
		Lang:       code,
		Sentiment:  mood.Label,
		Score:      mood.Score,
		Confidence: mood.Confidence,
		Occasions:  aim.Occasions,
		Review:     aim.Review,
	}
	v.Intent, v.Lead = told, lead
	if n := len(mood.Why) + len(reasons); n > 0 {
		v.Why = make([]Reason, 0, n)
	}
	for _, r := range mood.Why {
		v.Why = append(v.Why, Reason{r.Word, r.Weight, aboutSentiment})
	}
	for _, r := range reasons {
		v.Why = append(v.Why, Reason{r.Word, r.Points, r.Intent})
	}
	v.Why = l.reasons(v.Why)
	for _, f := range emotion.Of(in.Text, tokens, trusted) {
		v.Emotions = append(v.Emotions, Emotion{f.Name, f.Probability})
		v.Why = append(v.Why, Reason{f.Word, f.Probability, f.Name})
	}
	return v
}

// language settles the language of a text cut into tokens. trusted is the same, or "" where
// it is too uncertain to choose word lists by.
func language(tokens []text.Token, hint string) (code, trusted string) {
	hint = plainCode(hint)
	code, confidence := lang.Hinted(tokens, hint)
	switch {
	case code == "":
		return hint, hint
	case confidence >= sure || code == hint:
		return code, code
	}
	return code, ""
}

// plainCode takes "ru" from "ru-RU" and "RU_ru". What is no code of two or
// three letters is no hint.
func plainCode(tag string) string {
	code, _, _ := strings.Cut(strings.ToLower(tag), "-")
	code, _, _ = strings.Cut(code, "_")
	if len(code) < 2 || len(code) > 3 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") != "" || code == "und" {
		return ""
	}
	return code
}
