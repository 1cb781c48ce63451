// Package bolt keeps a workspace in one bbolt file. A commit is durable, a
// crash in the middle of one leaves the file as it was before.
//
// The bucket tree:
//
//	earshot
//	  schema            -> number of the schema, decimal
//	records
//	  <kind>            bucket of one kind of records, with its own sequence
//	    <key>           -> value
//	mentions
//	  docs              sequence = greatest number given out
//	    doc             -> Mention, CBOR
//	  keys
//	    network:id      -> doc
//	  time
//	    pos             -> nothing
//	  thread
//	    id, pos         -> nothing
//	  author
//	    name, pos       -> nothing, for each of match.Names
//	  state
//	    state, pos      -> nothing
//	  assignee
//	    name, pos       -> nothing, in lower case, unless nobody
//	  counts
//	    state           -> number of mentions in it
//
// doc is 8 bytes, big-endian. pos is where a mention stands in the order: the
// time of its creation in microseconds since 1970, 8 bytes big-endian with the
// sign turned so that earlier is less, then doc. A text before a pos is
// preceded by its length (uvarint), so that no text is the beginning of
// another. All of one thread, author, state or assignee thus stand together,
// in order of time.
//
// Only this package knows any of it. A change of the tree needs a new schema
// number and a step in migrations.
package bolt
