// Package intent tells what the author of a text is after.
//
// The intents, as people in support use the words:
//
//	complaint  something went wrong for the author
//	concern    worry or doubt, before or without harm
//	need       wants something, whether or not an offer is asked for
//	question   wants to know something
//	insight    tells something worth knowing: a test, figures, experience
//	praise     is pleased
//	idea       proposes something
//	spam       advertises, or wants clicks
//	other      none of these
//
// Beside the intent stands the lead: a text that could be answered with an
// offer now. A question or a need often is one, a complaint may be.
//
// This is provisional: phrases with points, the most points win. A later
// version brings a model; the result with its grounds stays.
package intent

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"earshot/scoring/lexicon"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// The intents.
const (
	Complaint = "complaint"
	Concern   = "concern"
	Need      = "need"
	Question  = "question"
	Insight   = "insight"
	Praise    = "praise"
	Idea      = "idea"
	Spam      = "spam"
	Other     = "other"
)

// Lead is the name under which reasons count towards the lead.
const Lead = "lead"

// Reason is a phrase as written, or a remark in brackets, with the points it
// gave to an intent or to the lead.
type Reason struct {
	Word   string
	Intent string
	Points float64
}

// The numbers of the method, set by trying texts.
const (
	enough     = 1.0 // points an intent needs
	enoughLead = 2.0
	enoughSpam = 3.0
	moodPoints = 2.4 // points for a mood of 1 or -1
	mood       = 0.2 // weaker moods give none
	asked      = 1.5 // points for a question mark
	linked     = 1.0 // spam points for a link
	crowded    = 1.0 // spam points for many hashtags, handles or emoji
	manySigns  = 6
	percentage = 0.7 // insight points for a percentage
)

//go:embed intent.txt
var list string

// phrases parses the list on first use. Unlike other lists it may name a
// phrase under several intents, so every heading gets a lexicon of its own.
var phrases = sync.OnceValue(func() *headings {
	h := &headings{}
	for i, section := range strings.Split(list, "\n[") {
		if i > 0 { // what stands before the first heading is a comment
			h.lists = append(h.lists, lexicon.Must("["+section))
		}
	}
	h.gate = lexicon.NewGate(h.lists)
	return h
})

// headings are the lists, one a heading, and the gate before them.
type headings struct {
	lists []*lexicon.Lexicon
	gate  *lexicon.Gate
}

// order settles ties: what needs an answer most comes first.
func order() [7]string {
	return [...]string{Complaint, Concern, Idea, Need, Question, Insight, Praise}
}

// Judge tells the intent of the text s, whether it is a lead, and why. lang is
// its language, "" if that is not known. Russian and English are covered; in
// other languages only question marks and emoji count.
func Judge(s, lang string) (intent string, lead bool, why []Reason) {
	tokens := text.Tokens(s)
	return Of(s, tokens, lang, sentiment.Of(s, tokens, lang).Score)
}

// Of is Judge for a caller who has cut s into tokens already, and knows the
// score of sentiment. It must be fast: every mention is judged on its way in.
func Of(s string, tokens []text.Token, lang string, score float64) (intent string, lead bool, why []Reason) {
	c := count{points: map[string]float64{}}
	switch lang {
	case "", "ru", "en", "uk", "be", "bg":
		c.phrases(s, tokens)
	}
	c.signs(s, tokens)
	c.mood(score)
	intent = c.winner()
	lead = intent != Spam && c.points[Lead] >= enoughLead
	return intent, lead, c.reasons(intent, lead)
}

// count adds up points.
type count struct {
	points map[string]float64
	why    []Reason
}

// add notes points for an intent.
func (c *count) add(intent, word string, points float64) {
	points = math.Round(points*100) / 100
	c.points[intent] += points
	c.why = append(c.why, Reason{word, intent, points})
}

// phrases looks for the phrases of every heading, where any may start.
func (c *count) phrases(s string, tokens []text.Token) {
	known := phrases()
	var room [64]uint32
	starts, some := room[:0], uint32(0) // the headings that a token may start a phrase of; of all tokens
	for i := range tokens {
		starts = append(starts, known.gate.Lists(&tokens[i]))
		some |= starts[i]
	}
	for h, lex := range known.lists {
		bit := uint32(1) << h
		if some&bit == 0 {
			continue
		}
		for i := 0; i < len(tokens); {
			if starts[i]&bit == 0 {
				i++
				continue
			}
			entry, n := lex.Match(tokens, i)
			written := s[tokens[i].Start:tokens[min(len(tokens), i+max(n, 1))-1].End]
			switch {
			case n == 0:
				n = 1
			case entry.Group != "ask":
				c.add(entry.Group, written, entry.Weight)
			case i == 0 && len(tokens) > 1:
				c.add(Question, written, entry.Weight)
			}
			i += n
		}
	}
}

// signs counts what is no phrase: question marks, links, crowds of hashtags,
// percentages.
func (c *count) signs(s string, tokens []text.Token) {
	links, signs := 0, 0
	for _, t := range tokens {
		switch t.Kind {
		case text.URL:
			links++
		case text.Hashtag, text.Handle, text.Emoji:
			signs++
		case text.Number:
			if strings.HasPrefix(strings.TrimLeft(s[t.End:min(len(s), t.End+2)], " "), "%") {
				c.add(Insight, s[t.Start:t.End]+"%", percentage)
			}
		}
	}
	if questioned(s, tokens) {
		c.add(Question, "?", asked)
	}
	if links > 0 {
		c.add(Spam, "(link)", linked)
	}
	if signs >= manySigns {
		c.add(Spam, "(many signs)", crowded)
	}
}

// questioned reports a question mark outside of links.
func questioned(s string, tokens []text.Token) bool {
	at := 0
	for _, t := range tokens {
		if t.Kind == text.URL {
			if strings.Contains(s[at:t.Start], "?") {
				return true
			}
			at = t.End
		}
	}
	return strings.Contains(s[at:], "?") || strings.Contains(s[at:], "？")
}

// mood lets a clear feeling speak: bad for a complaint, good for praise.
func (c *count) mood(score float64) {
	switch {
	case score <= -mood:
		c.add(Complaint, "(mood)", -score*moodPoints)
	case score >= mood:
		c.add(Praise, "(mood)", score*moodPoints)
	}
}

// winner is the intent with the most points.
func (c *count) winner() string {
	if c.points[Spam] >= enoughSpam {
		return Spam
	}
	best, most := Other, 0.0
	for _, intent := range order() {
		if p := c.points[intent]; p >= enough && p > most {
			best, most = intent, p
		}
	}
	return best
}

// reasons keeps those that speak for the result.
func (c *count) reasons(intent string, lead bool) []Reason {
	var kept []Reason
	for _, r := range c.why {
		if r.Intent == intent || lead && r.Intent == Lead {
			kept = append(kept, r)
		}
	}
	return kept
}
