package store

import "time"

// Segment is a name for a query on people, as author:{...} may hold it. Who is in
// it is reckoned when somebody looks; nothing of that is kept. A person is in it
// whom any of their identities brings in.
type Segment struct {
	Name  string
	Query string
	By    string
	At    time.Time
}

// Segments are keyed by Segment.Name.
func Segments(tx Tx) Table[Segment] { return table[Segment](tx, KindSegments) }
