package store

import (
	"cmp"
	"time"
)

// MonitorKind says what a monitor listens for.
type MonitorKind string

// The kinds of monitors.
const (
	MonitorTopic      MonitorKind = "topic"
	MonitorBrand      MonitorKind = "brand"
	MonitorProduct    MonitorKind = "product"
	MonitorCompetitor MonitorKind = "competitor"
)

// MonitorKinds lists every kind, the default first.
func MonitorKinds() []MonitorKind {
	return []MonitorKind{MonitorTopic, MonitorBrand, MonitorProduct, MonitorCompetitor}
}

// Monitor is a named query: every mention that it matches carries its name
// (Judgement.Monitors).
type Monitor struct {
	Name  string      `cbor:"1,keyasint,omitzero"`
	Query string      `cbor:"2,keyasint,omitzero"`
	Kind  MonitorKind `cbor:"3,keyasint,omitzero"`
	// Names are the words by which the thing is called, for the judge and for
	// @brand; a monitor of a topic needs none.
	Names []string  `cbor:"4,keyasint,omitzero"`
	By    string    `cbor:"5,keyasint,omitzero"`
	Added time.Time `cbor:"6,keyasint,omitzero"`
}

// Rule says what earshot does by itself with mentions that match a query.
type Rule struct {
	Name string `cbor:"1,keyasint,omitzero"`
	// Text is the rule in its canonical form: "when QUERY do VERB, VERB"; see
	// package act.
	Text  string    `cbor:"2,keyasint,omitzero"`
	Order int       `cbor:"3,keyasint,omitzero"` // rules act in this order, one after the other
	Off   bool      `cbor:"4,keyasint,omitzero"`
	By    string    `cbor:"5,keyasint,omitzero"` // who made it; @me in its query
	Added time.Time `cbor:"6,keyasint,omitzero"`
	// Group is the group of the journal under which the rule acts on arrivals.
	Group string `cbor:"7,keyasint,omitzero"`
	// Origin is Once where the rule is called otherwise by now; "" = the name.
	Origin string `cbor:"8,keyasint,omitzero"`
}

// RuleUser is the name under which a rule acts in the journal, see Rule.User.
func RuleUser(rule string) string { return "rule:" + rule }

// User is the name under which the rule acts in the journal. It is that of the
// rule when it was made, so that a new name takes its history along.
func (r Rule) User() string { return RuleUser(r.Once()) }

// Once is the name that the rule has in the journal, in sums and where it weighs
// a mention.
func (r Rule) Once() string { return cmp.Or(r.Origin, r.Name) }

// Monitors are keyed by name.
func Monitors(tx Tx) Table[Monitor] { return table[Monitor](tx, KindMonitors) }

// Rules are keyed by name.
func Rules(tx Tx) Table[Rule] { return table[Rule](tx, KindRules) }
