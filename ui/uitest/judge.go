package uitest

import (
	"strings"
	"sync"

	"earshot/scoring"
	"earshot/store"
)

// said judges the fixture as it says itself and all else by its question mark, so
// that a better model changes no frame. What somebody corrects is judged by the
// real judge from then on, which was taught it.
type said struct {
	*scoring.Trained
	texts  map[string]store.Judgement
	mu     sync.Mutex
	taught map[string]bool
}

func newJudge() *said {
	s := &said{Trained: scoring.New(nil), texts: map[string]store.Judgement{}, taught: map[string]bool{}}
	for _, e := range Mentions(Start()) {
		s.texts[e.Mention.Body.Text] = e.Mention.Judgement
	}
	return s
}

// Judge implements scoring.Judge.
func (s *said) Judge(in scoring.Input) scoring.Verdict {
	v := s.Trained.Judge(in)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taught[in.Text] {
		return v
	}
	v.Sentiment, v.Score, v.Confidence, v.Intent, v.Lead = "neutral", 0, 0.8, "other", false
	v.Review, v.Occasions, v.Emotions, v.Why, v.Model = false, nil, nil, nil, ""
	if strings.Contains(in.Text, "?") {
		v.Intent = "question"
	}
	for text, j := range s.texts {
		if strings.HasSuffix(in.Text, text) { // a title may stand before it
			v.Sentiment, v.Intent, v.Lead, v.Review, v.Occasions = j.Sentiment, j.Intent, j.Lead, j.Review, j.Occasions
		}
	}
	v.Score = map[string]float64{"negative": -0.6, "positive": 0.7}[v.Sentiment]
	if words := strings.Fields(in.Text); len(words) > 2 && v.Score != 0 {
		v.Why = []scoring.Reason{
			{Word: strings.Join(words[:2], " "), Weight: 3 * v.Score, About: "sentiment"},
			{Word: words[2], Weight: 1, About: v.Intent},
		}
	}
	return v
}

// Model implements scoring.Named: a better model changes no frame.
func (s *said) Model() string { return "m1" }

// Learn implements scoring.Learner.
func (s *said) Learn(c scoring.Correction) {
	s.Trained.Learn(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taught[c.Text] = true
}

// Relearn implements scoring.Learner.
func (s *said) Relearn(log []scoring.Correction) {
	s.Trained.Relearn(log)
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.taught)
	for _, c := range log {
		s.taught[c.Text] = true
	}
}
