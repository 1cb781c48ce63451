package identity

import "cmp"

// Contradict tells whether the names of two identities contradict each other: a
// word of the shorter stands for none of the longer. Who has no name contradicts
// nobody.
func Contradict(a, b *Profile) bool {
	if !before(a, b) {
		a, b = b, a
	}
	var list observations
	return observeNames(a, b, &list).others > 0
}

// Imitates tells which of two that look alike, see Decision.LooksLike, could have
// been made after the other: the one with signs of another script or that nobody
// sees, with signs where nobody needs them, with something added, or with digits
// that stand for letters. Where nothing tells, both could.
func Imitates(a, b *Profile) bool {
	if len(a.handles) == 0 || len(b.handles) == 0 {
		return true
	}
	x, y := &a.handles[0], &b.handles[0]
	sign := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(sign(x.hidden), sign(y.hidden)), cmp.Compare(sign(dressed(x.text)), sign(dressed(y.text))),
		cmp.Compare(len(x.runes), len(y.runes)), cmp.Compare(len(x.number), len(y.number)),
	) >= 0
}
