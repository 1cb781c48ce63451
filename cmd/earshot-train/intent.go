package main

import (
	"fmt"
	"hash/fnv"
	"path"
	"slices"
	"strings"

	"earshot/scoring/intent"
	"earshot/scoring/linear"
	"earshot/scoring/linear/fit"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// meant is a post of testdata/intent with what it means.
type meant struct {
	lang, situation, text string
	aim                   int
	lead, review          bool
	noReview              bool // nobody looked whether it is a review
	occasion              string
	all, first            []linear.Feature // see intent.Reader
}

// everyday is a post of a public set that is no lead, but for a few.
type everyday struct {
	text     string
	lead     bool
	held     bool
	heavy    float32
	features []linear.Feature
}

// intentTask makes the models of intent, lead and review, and measures them.
func intentTask(e *env) ([]figure, error) {
	posts, err := intentPosts(e)
	if err != nil || len(posts) == 0 {
		return nil, err
	}
	crowd, err := everydayPosts(e)
	if err != nil {
		return nil, err
	}
	out := leftOut(e, posts, crowd)
	if !e.eval {
		if err := makeIntents(e, posts, crowd, out); err != nil {
			return nil, err
		}
		e.say("  the figures on held-out situations are of the weights embedded before; run --eval for those of the new ones")
	}
	return intentFigures(posts, crowd, out), nil
}

// intentPosts reads testdata/intent.
func intentPosts(e *env) ([]meant, error) {
	names, err := e.oursLike("intent/??_*.tsv") // by the code of a language
	if err != nil {
		return nil, err
	}
	reader := intent.NewReader()
	var posts []meant
	for _, name := range names {
		rows, err := e.ours(name, 7)
		if err != nil {
			return nil, err
		}
		code, _, _ := strings.Cut(path.Base(name), "_")
		for _, r := range rows {
			p := meant{lang: code, situation: r[5], text: r.text(), aim: slices.Index(intent.Intents(), r.label()), lead: r[1] == "yes", review: r[3] == "yes", noReview: r[3] == "-", occasion: r[2]}
			if p.aim < 0 {
				return nil, fmt.Errorf("%s: %q is no intent: %q", name, r.label(), p.text)
			}
			p.all, p.first = read(reader, p.text, code)
			posts = append(posts, p)
		}
	}
	return posts, nil
}

// read gives a copy of the features of a text.
func read(r *intent.Reader, s, lang string) (all, first []linear.Feature) {
	tokens := text.Tokens(s)
	mood := sentiment.Of(s, tokens, lang).Score
	all, first = r.Read(s, tokens, intent.Input{Lang: lang, Mood: mood})
	all = slices.Clone(all)
	return all, all[:len(first)]
}

// everydayPosts are what people write when they are after nothing: Russian texts
// of SemEval-2025 T11, of which a third is held out, and every twelfth tweet of
// SemEval-2013 to 2016. Those that are leads after all were found by hand; our
// own file holds hashes of them, because the sets are not ours to give away.
func everydayPosts(e *env) ([]everyday, error) {
	const russian, english = "ru_emotion_semeval2025t11_train.tsv", "en_sentiment_semeval2013_2016.tsv"
	hashes, err := e.ours("intent/everyday-leads.hashes", 1)
	if err != nil {
		return nil, err
	}
	leads := map[string]bool{}
	for _, r := range hashes {
		leads[r[0]] = true
	}
	reader := intent.NewReader()
	var crowd []everyday
	for _, set := range []struct {
		file, lang  string
		held, every int
		heavy       float32
	}{{russian, "ru", 3, 1, 0.5}, {english, "en", 0, 12, 0.3}} {
		if e.eval && !e.has(set.file) {
			continue
		}
		rows, err := e.rows(set.file, 2)
		if err != nil {
			return nil, err
		}
		for i, r := range rows {
			if i%set.every == 0 {
				_, first := read(reader, r.text(), set.lang)
				crowd = append(crowd, everyday{
					text: r.text(), lead: leads[lineHash(r.text())], held: set.held > 0 && i%set.held == 0,
					heavy: set.heavy, features: slices.Clone(first),
				})
			}
		}
	}
	return crowd, nil
}

// lineHash names a text without giving it away.
func lineHash(s string) string {
	h := fnv.New64a()
	h.Write([]byte(s))
	return fmt.Sprintf("%016x", h.Sum64())
}

// aimOptions and leadOptions were tried on situations left out.
func aimOptions(e *env) fit.Options {
	return fit.Options{
		Classes: intent.Intents(), Bits: 18, Epochs: 24, Rate: 0.2, L2: 3e-4, Balance: 0.5,
		Dropout: 0.3, Average: 8, Power: fit.NoRarity, Seed: e.seed, Smooth: 0.1, Start: 0.1,
	}
}

func leadOptions(e *env) fit.Options {
	return fit.Options{
		Classes: []string{intent.Lead, intent.Review}, Multi: true, Bits: 16, Epochs: 24, Rate: 0.3, L2: 1e-3, Balance: 0.5,
		Dropout: 0.3, Average: 8, Power: fit.NoRarity, Seed: e.seed, Seen: 2,
	}
}

// lessons are the examples of the posts that are taken, for both models.
func intentLessons(posts []meant, crowd []everyday, take func(*meant) bool) (aims, leads []fit.Example) {
	for i := range posts {
		p := &posts[i]
		if !take(p) {
			continue
		}
		labels := uint64(0)
		if p.lead {
			labels |= 1
		}
		if p.review {
			labels |= 2
		}
		heavy := float32(1)
		if p.situation == "plain" {
			heavy = plainWeight
		}
		aims = append(aims, fit.Example{Features: p.all, Class: p.aim, Weight: heavy})
		example := fit.Example{Features: p.first, Labels: labels}
		if p.noReview {
			example.Unsaid = 2
		}
		leads = append(leads, example)
	}
	for i := range crowd {
		c := &crowd[i]
		if c.held {
			continue
		}
		x := fit.Example{Features: c.features, Weight: c.heavy}
		if c.lead {
			x.Labels, x.Weight = 1, 1
		}
		leads = append(leads, x)
	}
	return aims, leads
}

// plainWeight is how often a plain post counts: half of all others are meant to
// mislead, which most posts are not.
const plainWeight = 2

// guess is what models said of a post that they were not made from.
type guess struct{ aims, leads []float32 }

// leftOutParts is how many parts the situations fall into, each of which is left out
// once: with three or four situations less there is hardly less to learn from, and
// measuring takes a third of the time of one situation at a time.
const leftOutParts = 12

// leftOut judges the posts of every situation by models made without it and a few
// others.
func leftOut(e *env, posts []meant, crowd []everyday) []guess {
	parts := map[string]int{} // of each situation, in the order of the posts
	for i := range posts {
		if _, known := parts[posts[i].situation]; !known {
			parts[posts[i].situation] = len(parts) % leftOutParts
		}
	}
	guesses := make([]guess, len(posts))
	for part := range min(leftOutParts, len(parts)) {
		aims, leads := intentLessons(posts, crowd, func(p *meant) bool { return parts[p.situation] != part })
		a, errA := fit.Fit(aims, aimOptions(e)).Model(0)
		l, errL := fit.Fit(leads, leadOptions(e)).Model(0)
		if errA != nil || errL != nil {
			panic(fmt.Sprint(errA, errL)) // options of our own
		}
		for i := range posts {
			if parts[posts[i].situation] == part {
				guesses[i] = guess{a.Logits(nil, posts[i].all), l.Logits(nil, posts[i].first)}
			}
		}
	}
	return guesses
}

// makeIntents makes the models from all situations but the held-out ones. Their
// probabilities are set right on what was left out.
func makeIntents(e *env, posts []meant, crowd []everyday, out []guess) error {
	aims, leads := intentLessons(posts, crowd, func(p *meant) bool { return !slices.Contains(kept, p.situation) })
	a, l := fit.Fit(aims, aimOptions(e)), fit.Fit(leads, leadOptions(e))
	slope := softSlope(posts, out)
	slopes, shifts := make([]float32, len(intent.Intents())), make([]float32, len(intent.Intents()))
	for i := range slopes {
		slopes[i] = slope
	}
	a.SetCalibration(slopes, shifts)
	var s, h [2]float32
	s[0], h[0] = straight(posts, out, 0, func(p *meant) bool { return p.lead })
	s[1], h[1] = straight(posts, out, 1, func(p *meant) bool { return p.review })
	l.SetCalibration(s[:], h[:])
	for _, m := range []struct {
		path  string
		dense *fit.Dense
	}{{"scoring/intent/aims.model", a}, {"scoring/intent/leads.model", l}} {
		model, err := m.dense.Model(0.01)
		if err != nil {
			return err
		}
		if err := e.save(m.path, model.Append(nil)); err != nil {
			return err
		}
	}
	return nil
}
