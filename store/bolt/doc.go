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
//	  bodies            sequence = greatest number given out
//	    num doc         -> body, see package pack
//	  work
//	    num doc         -> work, see package pack; absent for a new mention
//	  keys
//	    name            -> num doc, by network and id
//	  people            sequence = greatest number given out
//	    name            -> num person, by identity
//	  authors
//	    num person,
//	    num version     -> author, see package pack
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
// num is a number as few bytes: how many, and those, big-endian. name is the
// short form of a network and an id, see pack.AppendKey. A mention is kept in
// three parts, so that a change of its state moves a few bytes, and a
// description of an author stands once for all mentions that carry it.
//
// pos is where a mention stands in the order: the time of its creation in
// microseconds since 1970, 8 bytes big-endian with the sign turned so that
// earlier is less, then doc in 8 bytes. A text before a pos is preceded by its
// length (uvarint), so that no text is the beginning of another. All of one
// thread, author, state or assignee thus stand together, in order of time.
//
// Only this package knows any of it. A change of the tree needs a new schema
// number and a step in migrations.
package bolt
