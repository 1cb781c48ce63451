// Package influence tells how far somebody's word carries: from 0 to 100, as a
// percentile among the people who mention the brand, with a sum that can be
// shown. It is kept with every event and never reckoned by looking at all posts
// or people. It knows no clock and no store: times come in, states go out as
// bytes.
//
// # The score
//
// People are ordered by the geometric mean of three figures, in all of which a
// thing counts half after 180 days:
//
//	people   distinct people who reshared them, each as old as their newest reshare
//	reshares of their posts
//	typical  posts x (exp(m) - 1), m = sum of ln(1 + reshares of a post) / (posts + 1):
//	         what their posts bring if each brings what is typical of them
//
// The first cannot be made by few, the second is what is to be foretold, the
// third does not believe in one lucky post; the mean of ln(1 + reshares) is
// shrunk by a post without any. Followers weigh nothing: they tell little about
// who is reshared (Cha and others, Measuring User Influence in Twitter: The
// Million Follower Fallacy, 2010), which the worlds below repeat by assumption.
//
// The first formula was ln(1 + people) x m. It does worse at telling who will
// be reshared later, because it hardly knows 100 from 1,000 people, and the
// order that it gives changes while nothing happens, so that every percentile
// would have to be reckoned anew each day. All three figures above halve for
// everybody alike; with the time added to the logarithm (forward decay: Cormode
// and others, 2009) a value changes with events alone, and so do percentiles.
//
// # Measured
//
// Of the reshares that the best 50 people trigger later, those of the first 50
// by a score of what was known before; "knowable" is an order by everybody's
// true nature, and what it lacks is luck. Made-up worlds of 50,000 people, mean
// of two runs (go test -run Later -v -people 50000 -seeds 2; eight minutes):
//
//	                  score  bare total  h-index PageRank followers knowable
//	audiences           .92   .89   .90      .77      .72       .08      .95
//	fading              .79   .72   .78      .78      .66       .06      .94
//	newcomers           .86   .74   .83      .77      .71       .10      .96
//	luck                .65   .63   .64      .58      .52       .05      .74
//	fans                .85   .79   .89      .84      .56       .08      .92
//	sparse              .79   .73   .78      .55      .67       .14      .78
//	campaigns           .93   .90   .87      .61      .70       .14      .96
//	ring                .92   .88   .90      .77      .72       .08      .95
//	mixed ring          .92   .88   .90      .77      .72       .08      .95
//	followers           .85   .85   .84      .66      .81       .45      .84
//	fickle followers    .70   .69   .66      .53      .64       .35      .81
//	excited             .94   .91   .95      .34      .81       .00      .99
//	mean                .84   .80   .83      .66      .69       .13      .90
//
// Rings of 50 bots that make 200 reshares each (influencetest.Rings), one at a time
// in a sparse world of 50,000, lift nobody into the first 500, however they share
// out their work, and the first 50 capture as much as without them
// (go test -run Rings -v -people 50000; thirty seconds).
//
// # Who does not count
//
// Resharers who serve one author: weight 1 unless an author has more than half of
// somebody's reshares, and more than six; then 1/(1+x^4), x = lean x (n-6)/10 x
// haste, where lean is 0 at a half and 1 at all, and haste is how many times more
// than five reshares a day they make on average. As every author may have a few
// such fans, the weight is raised to the power of the part of the resharers that
// is doubted: a ring, where all are, counts nothing. Of one resharer's reshares
// eight count in full, of more the logarithm.
//
// Circles: an author whose word carries is also reshared by people who do it once.
// Where fewer than 18 of 100 did (those who came twice count a quarter of that, and
// six are always taken to have come once), who came back counts nothing, all
// together as a quarter of a person; up to 32 of 100 ever more. It does not matter
// whom else they reshare, so serving two authors or forty does not help a ring, nor
// do reshares of others in between. Six friends who reshare all that somebody says
// count in full; forty do not, unless strangers came, too.
//
// Rings that serve each other: if a part q of those who reshared somebody twice
// was reshared by them twice, these count 1 - q^2; from five resharers up.
//
// What is not seen: many accounts that reshare once each, or twice, are like a good
// day; fifty that reshare each of 200 accounts once lift them to place 240 of
// 50,250. A ring with a fourth as many strangers beside it that serves two authors
// at least.
//
// # What is kept
//
// A Person is a state of 40 bytes for somebody who reshared once and at most
// 1,600: sums, up to eight topics, a sample of 64 resharers and one of 16
// authors (adaptive sampling, see sample). It is exact up to 64 resharers; above
// that the number of people has a standard error of 15 %, which moves the value
// by 5 % and nothing else. Of a post its counts are kept, a few bytes.
// Ranks are histograms of 200 kB in memory and one to three bytes a bin on disk.
//
// Whoever keeps it: a mention that is no share is Posted by its author; a share
// that names what it shares is Added, once to the author of that and once more
// to the author of the first post if that is another (a share becomes a Post of
// whoever made it when it is first reshared); then everybody in Changed and every
// author of a post is Booked and kept, with the pages of Ranks that Changed lists,
// in one transaction. An edit that moves a post's topics or time is Unposted and
// Posted; a deletion is Unposted or Removed. Ranks in memory are read anew after
// a transaction that failed.
//
// Events may come in any order: keys then differ by less than 1e-6 (2^1e-6 of a
// value), as long as nobody has more than eight topics. Shares that are taken
// back leave less than 1e-4, but the times of the newest stay, as does the level
// of a sample. An event takes 1.4 us of a processor, booking included, that of an
// author with full samples too (BenchmarkEvent, BenchmarkShareOfAStar); reading
// and writing a state takes 0.3 to 5 us more (BenchmarkKept).
package influence
