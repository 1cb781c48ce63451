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
//	    name            -> num person, by identity: of authors and of records
//	  authors
//	    num person,
//	    num version     -> author, see package pack
//	index
//	  mentions, people  one index each, see package index
//	    fresh           sequence = greatest slot given out
//	      slot          -> document
//	    segments
//	      slot          -> segment
//	    facets
//	      slot, field   -> block
//	  persons
//	    num person      -> num slot, sum, weight, identity: where it stands in
//	                       the index of people, and who it is
//
// num is a number as few bytes: how many, and those, big-endian. name is the
// short form of a network and an id, see pack.AppendKey. A mention is kept in
// three parts, so that a change of its state moves a few bytes, and a
// description of an author stands once for all mentions that carry it.
//
// The body of a mention names its slot, the number by which the index knows
// it. The indexes are changed in the transaction that changes the mention.
//
// Only this package knows any of it. A change of the tree needs a new schema
// number and a step in migrations.
package bolt
