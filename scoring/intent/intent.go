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
// Beside the intent stand the lead, a text that could be answered with an offer
// now; the review, of what the author has used; and personal occasions, such as
// a holiday or a new flat. A question or a need often is a lead, a complaint may
// be.
//
// A grammar (package grammar, things.txt, ru.txt, en.txt, occasions.txt) finds
// what a text does with words. Two linear models weigh its rules and the words:
// one for the intents, one for lead and review. Occasions are rules alone.
// MODELS.md says what they were made from and how well they do. Russian and
// English are covered; in other languages only question marks and mood count.
package intent

import (
	_ "embed"
	"sync"

	"earshot/scoring/linear"
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

// Lead and Review are the names under which reasons count for these.
const (
	Lead   = "lead"
	Review = "review"
)

// Intents are all intents, in the order of Result.Logits.
func Intents() []string {
	return []string{Complaint, Concern, Need, Question, Insight, Praise, Idea, Spam, Other}
}

// The columns of Result.Logits that are asked for by number.
const (
	complaintAt = 0
	questionAt  = 3
	praiseAt    = 5
	spamAt      = 7
	otherAt     = 8
	intents     = 9
)

// Result is a judgement with its grounds.
type Result struct {
	Intent     string
	Confidence float64 // probability of the intent
	Lead       bool
	LeadScore  float64 // probability of a lead
	Review     bool
	// Mixed tells that praise and trouble stand together, as in sarcastic thanks:
	// whoever goes by words alone takes it for praise.
	Mixed     bool
	Occasions []string // personal ones, nil for none; not to be changed
	Why       []Reason // for the intent and for the lead, in the order of the text
	// Logits of the intents, in the order of Intents, and of the lead; what was
	// learnt from corrections is added to them.
	Logits    [intents]float32
	LeadLogit float32
}

// Reason is a phrase as written, or a remark in brackets, with what it added to
// the logit of an intent or of the lead.
type Reason struct {
	Word   string
	Intent string
	Points float64
}

//go:embed aims.model
var aimsFile []byte

//go:embed leads.model
var leadsFile []byte

// models are read on first use: starting the program must not pay for them.
var models = sync.OnceValue(func() *pair {
	read := func(data []byte) *linear.Model {
		m, err := linear.Read(data)
		if err != nil {
			panic("intent: " + err.Error()) // part of the program; the first test finds it
		}
		return m
	}
	return &pair{read(aimsFile), read(leadsFile), sync.Pool{New: func() any { return NewReader() }}}
})

// pair are the two models, and readers to lend.
type pair struct {
	aims, leads *linear.Model
	readers     sync.Pool
}

// Judge is Of for a caller who has nothing but the text and its language.
func Judge(s, lang string) Result { return Of(s, text.Tokens(s), Input{Lang: lang}) }

// Of judges a text cut into tokens. It must be fast, some 15 µs a text of 100
// letters: every mention is judged on its way in. Any bytes give an answer, and
// the same text always the same.
func Of(s string, tokens []text.Token, in Input) Result {
	if !covered(in.Lang) {
		return outside(s, in)
	}
	m := models()
	r := m.readers.Get().(*Reader)
	defer m.readers.Put(r)
	all, first := r.Read(s, tokens, in)
	var res Result
	var buf [intents + 2]float32
	z := m.aims.Logits(buf[:0], all)
	copy(res.Logits[:], z)
	two := m.leads.Logits(buf[intents:intents], first)
	res.LeadLogit, res.Review = two[0], two[1] > 0
	best := linear.Top(res.Logits[:])
	res.Intent = m.aims.Classes[best]
	linear.Softmax(z)
	res.Confidence = float64(z[best])
	res.LeadScore = float64(linear.Sigmoid(res.LeadLogit))
	res.Lead = res.LeadLogit > 0 && best != spamAt
	res.Occasions, res.Mixed = r.occasions(), r.mixed()
	res.Why = r.reasons(s, tokens, m, best, res.Lead)
	return res
}

// covered tells whether grammar and models know a language; the neighbours of
// Russian share enough words.
func covered(lang string) bool {
	switch lang {
	case "", "ru", "en", "uk", "be", "bg":
		return true
	}
	return false
}

// clear mood is what makes a complaint or a praise of a text in a language that
// nobody taught.
const clearMood = 0.4

// outside judges by question mark and mood alone.
func outside(s string, in Input) Result {
	var res Result
	best, why := otherAt, ""
	switch {
	case questioned(s):
		best, why = questionAt, "?"
	case in.Mood <= -clearMood:
		best, why = complaintAt, "(mood)"
	case in.Mood >= clearMood:
		best, why = praiseAt, "(mood)"
	}
	res.Intent = Intents()[best]
	res.Logits[best] = 1
	res.LeadLogit, res.LeadScore = -3, 0.05
	res.Confidence = 0.4
	if why != "" {
		res.Why = []Reason{{why, res.Intent, 1}}
	}
	return res
}
