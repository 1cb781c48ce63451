package main

import (
	"earshot/scoring/feature"
	"earshot/scoring/linear/fit"
	"earshot/scoring/sentiment"
)

// folds is what cross-validation finds: how well models do on what they were
// not made from, and the mean calibration, which is that of the model of all.
type folds struct {
	recipe       *recipe
	examples     []labelled
	all          []fit.Example
	set          *feature.Set
	slope, shift []float32
	home, ours   confusion
	well         confusion // of what is not neutral: ill or well
	off, oursOff calibration
}

// crossValidate makes a model without each fold, calibrates it on the fold and
// measures it there. Our posts are left out a situation at a time.
func (r *recipe) crossValidate(examples []labelled, all []fit.Example, set *feature.Set) (*folds, error) {
	f := &folds{
		recipe: r, examples: examples, all: all, set: set, slope: make([]float32, 3), shift: make([]float32, 3),
		home: newConfusion(3), ours: newConfusion(3), well: newConfusion(2),
	}
	for fold := range r.folds {
		var train []fit.Example
		var sides [2][]int
		held := 0
		for i := range examples {
			switch {
			case examples[i].fold(r.folds) != fold:
				train = append(train, all[i])
			case examples[i].home || examples[i].situation != "":
				sides[held%2] = append(sides[held%2], i)
				held++
			}
		}
		dense := fit.Fit(train, r.options)
		// One half of the fold calibrates the other, or the error would look too good.
		for k := range sides {
			if err := f.half(dense, sides[k], sides[1-k]); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// half calibrates a model on some of its fold and measures it on the others.
func (f *folds) half(dense *fit.Dense, on, others []int) error {
	var held []fit.Example
	for _, i := range on {
		times := 1
		if f.examples[i].situation != "" {
			times = f.recipe.counts(&f.examples[i])
		}
		for range times {
			held = append(held, f.all[i])
		}
	}
	dense.SetCalibration([]float32{1, 1, 1}, make([]float32, 3))
	dense.Calibrate(held, true)
	slope, shift := dense.Calibration()
	for c := range slope {
		f.slope[c] += slope[c] / float32(2*f.recipe.folds)
		f.shift[c] += shift[c] / float32(2*f.recipe.folds)
	}
	weights, err := dense.Model(f.recipe.prune)
	if err != nil {
		return err
	}
	m, err := sentiment.New(f.recipe.lang, weights, f.set.Moods)
	if err != nil {
		return err
	}
	for _, i := range others {
		result := m.Judge(f.examples[i].text)
		truth, said := f.examples[i].class, mood(result.Label)
		if f.examples[i].situation != "" {
			f.ours[truth][said]++
			f.oursOff.add(result.Confidence, truth == said)
			continue
		}
		f.home[truth][said]++
		if truth != 1 {
			f.well[truth/2][wellOrIll(result)]++
		}
		f.off.add(result.Confidence, truth == said)
	}
	return nil
}

// wellOrIll is the side that a judgement leans to, as a class of two.
func wellOrIll(r sentiment.Result) int {
	if r.Score > 0 {
		return 1
	}
	return 0
}

// counts is how many times one of our posts stands among what calibrates: of a
// part of one, as many posts as that part says, by a hash.
func (r *recipe) counts(x *labelled) int {
	whole := int(r.ours)
	if float64(textHash(x.text)>>5%100) < (r.ours-float64(whole))*100 {
		whole++
	}
	return whole
}

// figures are what the folds measured.
func (f *folds) figures() []figure {
	lang := f.recipe.lang
	name := "sentiment " + lang + ", out of fold: "
	list := []figure{
		{name: name + "macro-F1", value: f.home.macroF1(), n: f.home.total()},
		{name: name + "macro-recall", value: f.home.macroRecall(), n: f.home.total()},
		{name: name + "calibration error", value: f.off.err(), goal: map[string]float64{"en": 0.02, "ru": 0.04}[lang], most: true, n: f.home.total()},
	}
	if lang == "kk" { // nothing is neutral there
		list = append(list, figure{name: name + "two-way macro-F1", value: f.well.macroF1(), goal: 0.82, n: f.well.total()})
	}
	if n := f.ours.total(); n > 0 {
		name = "sentiment " + lang + ", our posts, a situation left out: "
		list = append(list, figure{name: name + "macro-F1", value: f.ours.macroF1(), n: n},
			figure{name: name + "calibration error", value: f.oursOff.err(), n: n})
	}
	return list
}
