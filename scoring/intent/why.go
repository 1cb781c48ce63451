package intent

import (
	"cmp"
	"math"
	"slices"

	"earshot/scoring/linear"
	"earshot/scoring/text"
)

// span is a stretch of tokens with what it adds to a class.
type span struct {
	from, to int
	points   float32
}

// How many reasons are told at most, for the intent and for the lead, and the
// least that is worth telling.
const (
	mostWhy = 4
	worth   = 0.05
)

// reasons are the phrases and words that spoke for an intent and for the lead.
func (r *Reader) reasons(s string, tokens []text.Token, m *pair, best int, lead bool) []Reason {
	if len(tokens) == 0 {
		return nil
	}
	var why []Reason
	if best != otherAt {
		why = r.about(why, s, tokens, m.aims, r.features, best)
	}
	if lead {
		why = r.about(why, s, tokens, m.leads, r.features[:r.fine], 0)
	}
	return why
}

// about appends the reasons for one class of a model, the strongest few in the
// order of the text. What a word adds goes to the phrase that it stands in.
func (r *Reader) about(why []Reason, s string, tokens []text.Token, m *linear.Model, features []linear.Feature, class int) []Reason {
	name := m.Classes[class]
	length := m.Length(features)
	r.parts = r.parts[:0]
	mood := float32(0)
	for i := range features {
		f := &features[i]
		bucket := m.Bucket(f.Hash)
		x := f.Value * m.Rarity(bucket) * m.Weight(bucket, class) / length
		switch {
		case f.At < 0:
			if i >= r.plain {
				mood += x
			}
		case i >= r.plain && i < r.fine:
			if h := r.hits[f.At]; h.To > h.From {
				r.put(h.From, h.To, x)
			}
		default:
			r.put(int(f.At), int(f.At)+1, x)
		}
	}
	list := r.join()
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(b.points, a.points) })
	list = list[:min(len(list), mostWhy)]
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	told := false
	for _, p := range list {
		if p.points >= worth {
			why = append(why, Reason{s[tokens[p.from].Start:tokens[p.to-1].End], name, round(p.points)})
			told = true
		}
	}
	if !told || mood >= worth && len(list) < mostWhy {
		if mood >= worth {
			why = append(why, Reason{"(mood)", name, round(mood)})
		}
	}
	return why
}

func (r *Reader) put(from, to int, points float32) { r.parts = append(r.parts, span{from, to, points}) }

// join puts spans that overlap together, as long as the phrase stays short
// enough to be read.
func (r *Reader) join() []span {
	const longest = 7
	list := r.parts
	slices.SortStableFunc(list, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to))
	})
	n := 0
	for _, p := range list {
		if n > 0 && p.from < list[n-1].to && max(p.to, list[n-1].to)-list[n-1].from <= longest {
			list[n-1].to = max(list[n-1].to, p.to)
			list[n-1].points += p.points
			continue
		}
		if n > 0 && p.from < list[n-1].to {
			p.from = list[n-1].to // the rest of a long one
			if p.from >= p.to {
				list[n-1].points += p.points
				continue
			}
		}
		list[n] = p
		n++
	}
	return list[:n]
}

func round(x float32) float64 { return math.Round(float64(x)*100) / 100 }
