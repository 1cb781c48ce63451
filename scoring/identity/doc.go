// Package identity tells how strongly two identities, each one account or one
// address, speak for being one person, and what follows from it. It is pure:
// it knows no store, no network, no clock.
//
// # Evidence
//
// Each field that both have gives evidence in bits, log2(m/u): m is how often
// the two values agree in that way where one person has both, u how often where
// two have (Fellegi and Sunter, A theory for record linkage, 1969). Where the
// values are equal, u is how frequent the value itself is, as Splink's
// term-frequency adjustment does it: two people called Щёкин are more than two
// called Иванов. The sum of all bits and of the prior, which is the chance that
// two identities out of N are one person, is the logarithm of the odds. The
// weights are learnt by EM from pairs that nobody has labelled (Christen, Data
// Matching, 2012, chapter 6), and from what people decide.
//
// Names are compared token by token in any order. Between Cyrillic and Latin
// letters an alignment of pieces decides, learnt from pairs of names: it is the
// logarithm of P(both) / P(one)P(other), in bits, too. In one script it is
// the similarity of Jaro and Winkler (String comparator metrics, 1990) and the
// optimal string alignment distance. Forms of first names come from a table.
//
// # Decision
//
// Two identities are merged without asking on hard evidence (one mailbox, one
// phone, a link both ways) with names that do not contradict, or on the same
// handle elsewhere with the same name, or with what only a list says of both;
// never on name, picture, city and site, which are there to be copied. What is
// likely is suggested, with its evidence; the rest is ignored.
//
// Groups are joined by Clusters, which lets no automatic edge join two groups of
// two or more identities each, nor cross what a person has parted.
//
// # Finding candidates
//
// Keys gives the keys under which an identity is filed, the rarest first; those
// who share a key are candidates. Keys that are too frequent are of no use.
//
// # Hostile values
//
// All values are outside text: they are cut, cleaned and folded before anything
// else. Letters that look like others are reduced as in Unicode Technical
// Standard 39 (confusables): LooksLike tells of names made to be taken for
// another.
package identity
