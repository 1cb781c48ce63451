// Package index finds documents by the terms they hold. It knows nothing of
// mentions, of queries or of bbolt: package match says what a query means for
// it, an engine gives it a place to keep its bytes (KV).
//
// A document gets a slot when it is added; slots only rise. Fresh documents
// are kept one by one, ready to be searched as they are. 256 of them are sealed
// into a segment, 16 segments of a level are merged into one of the next:
// 256, 4,096, 65,536 documents. A segment never changes, but for its facets
// and for what is taken out of it. Within a segment the documents are numbered
// (ordinals) in the order of time, whatever order they came in: a stretch of
// time is a run of ordinals, the newest are the last, and a set of documents
// is a bitmap or a sorted list of 16-bit numbers, the two containers of
// Roaring (Lemire, Ssi-Yan-Kai, Kaser: Consistently faster and smaller
// compressed bitmaps with Roaring, 2016).
//
// What a query wants is a tree of nodes. Each node gives two sets: what surely
// matches, and what may match; the caller asks the documents between them.
package index
