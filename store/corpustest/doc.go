// Package corpustest makes a corpus of mentions for figures and tests: what a
// brand hears in a year, of any size, the same for the same seed on every
// machine.
//
// A mention is a pure function of the seed, the size and its number: nothing is
// remembered, so ten million mentions need no more memory than ten, any of them
// can be asked for alone, and from many goroutines.
//
// What is like life:
//
//   - Words follow the law of Zipf and Mandelbrot, f(r) ~ 1/(r+2.7)^1.05, for the
//     first 8,192 stems and fall faster beyond (exponent 1.9; the two regimes of
//     Ferrer i Cancho and Solé 2001), so that the vocabulary grows as Heaps says.
//     Stems take the endings of their paradigm: stemming merges what it should.
//   - Authors follow Simon's process (1955): every eighth mention comes from
//     somebody new, every other from the author of a random earlier one, or from
//     one of 400 who have always been there.
//   - Threads: 45 % of mentions are answers; how many threads have at least s
//     mentions falls as 1/s.
//   - Time: a year with days, nights, weekends and a few spikes. 3 % arrive late.
//   - 4 % repeat an earlier text, half of them with a small edit.
package corpustest
