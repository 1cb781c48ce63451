// Package trend tells whether more is said than usual, what about, and what
// drives it. It is pure arithmetic on counts and texts that others bring; it
// knows no clock and no store.
//
// # More than usual
//
// How much is usual is a matter of the hour of the week: a Baseline is learnt
// from the hours of the past weeks. The mean of an hour of the week is drawn
// towards that of its hour of the day, and that towards the overall mean, the
// more the less history there is: both as the posterior mean of a Poisson rate
// under a gamma prior (Gelman and others, Bayesian Data Analysis, 2.6). Nearer
// weeks count more, and neighbouring hours lend a quarter each. Hours far above
// their like are cut first, so that an old wave does not hide the next.
//
// A count is judged by its upper tail under a negative binomial distribution
// with that mean: the distribution of a Poisson count whose rate is not known
// exactly. Its variance is the mean, times the dispersion that the past hours
// had around their own baseline (each left out of what it is compared with, as
// in cross-validation), plus what is uncertain in the mean itself. The same test
// guards against outbreaks of disease in Noufaily and others, An improved
// algorithm for outbreak detection in multiple surveillance systems (2013).
//
// A Wave turns readings into events: it begins at a surprise of 1 in 100,000,
// and ends only after the count has been usual for half an hour, so that one
// wave is one alert that grows.
//
// # What about
//
// Topics are the words, pairs of words, hashtags and links of a stretch of time
// that are surprisingly frequent against their own past, by the log-likelihood
// ratio G2 of Dunning, Accurate Methods for the Statistics of Surprise and
// Coincidence (1993). Near-duplicates count once, and so does each author: one
// person who repeats a word is no trend. Stop words need no list: their own past
// is as frequent as their present. Terms that stand in the same texts are one
// topic.
//
// # What drives it
//
// Of each facet (network, author, mood ...) the value with the largest G2
// against its usual share, if it is over-represented: see Over.
package trend
