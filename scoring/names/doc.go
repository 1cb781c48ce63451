// Package names looks people up by what they are called, in whatever script
// and however carelessly it is typed. It knows neither people nor indexes.
//
// Words, handles and addresses become skeletons: rough Latin spellings in which
// "Щукин", "schukin" and "shchukin" meet, and "Мария", "Mariya" and "Maria". A
// beginning of a word has a beginning of its skeleton, so what is found while
// one types only gets less. Other scripts keep their letters.
//
// A Typed word meets such a term in one of four ways (Rank): it is the same, it
// begins it, or it would do so but for typing errors. Errors are counted by the
// optimal string alignment distance (Damerau, 1964: a letter too many, a letter
// missing, another letter, two letters swapped), one in words of 4 letters and
// more, two in words of 8 and more whose first two letters are right.
package names
