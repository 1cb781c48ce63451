package fit

import "math"

// ratios says for each bucket and class how far its share among the examples of
// the class is from that among the others, as the size of a log ratio (the
// counts of naive Bayes; Wang and Manning, "Baselines and Bigrams", ACL 2012),
// to the power of Options.Ratio, with a mean of one over the buckets seen.
// They weigh the steps of learning and not the values, so that nothing is left
// to do when the model judges. It is nil without that option.
func ratios(examples []Example, d *Dense) []float32 {
	o := d.options
	if o.Ratio == 0 {
		return nil
	}
	n, buckets := len(o.Classes), 1<<o.Bits
	counts, sums, totals := make([]float64, n*buckets), make([]float64, buckets), make([]float64, n)
	heavy := d.balance(examples)
	all := 0.0
	for i := range examples {
		e := &examples[i]
		for c := range n {
			if !d.isTrue(e, c) {
				continue
			}
			w := weight(e) * float64(heavy[c])
			totals[c] += w
			all += w
			for _, f := range e.Features {
				b := int(f.Hash >> (32 - o.Bits))
				counts[b*n+c] += w
				sums[b] += w
			}
		}
	}
	list := make([]float32, n*buckets)
	sum, seen := 0.0, 0.0
	for b, s := range sums {
		if s == 0 {
			continue
		}
		for c := range n {
			in, out := (counts[b*n+c]+1)/(totals[c]+1), (s-counts[b*n+c]+1)/(all-totals[c]+1)
			r := math.Pow(math.Abs(math.Log(in/out)), o.Ratio)
			list[b*n+c] = float32(r)
			sum, seen = sum+r, seen+1
		}
	}
	for i := range list {
		list[i] = float32(float64(list[i]) * seen / math.Max(sum, 1e-9))
	}
	return list
}
