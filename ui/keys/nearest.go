package keys

import "strings"

// Nearest gives the name that was probably meant by a mistyped one: the one that
// the fewest changes of letters lead to (at most a third of them, swapped
// neighbours count as one change), or the shortest that begins so. "" = none is
// near.
func Nearest(typed string, names []string) string {
	typed = strings.ToLower(typed)
	best, least := "", max(1, len([]rune(typed))/3)+1
	for _, n := range names {
		if d := distance(typed, strings.ToLower(n), least); d < least {
			best, least = n, d
		}
	}
	if best != "" || typed == "" {
		return best
	}
	for _, n := range names {
		if (strings.HasPrefix(n, typed) || strings.HasPrefix(typed, n)) && (best == "" || len(n) < len(best)) {
			best = n
		}
	}
	return best
}

// distance counts the letters to put in, leave out, change or swap with the
// neighbour (the optimal string alignment distance); from limit up it gives limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			same := 1
			if x[i-1] == y[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return min(limit, last[len(y)])
}
