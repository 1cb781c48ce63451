package store

import (
	"slices"
	"time"
)

// Hook is another program that is told what happens here.
type Hook struct {
	Name   string    `cbor:"1,keyasint,omitzero"`
	URL    string    `cbor:"2,keyasint,omitzero"`
	On     []string  `cbor:"3,keyasint,omitzero"` // events
	Query  string    `cbor:"4,keyasint,omitzero"` // narrows what is told of single mentions; empty = all
	By     string    `cbor:"5,keyasint,omitzero"` // who made it: @me in its query
	Added  time.Time `cbor:"6,keyasint,omitzero"`
	Sealed []byte    `cbor:"7,keyasint,omitzero"` // its secret, encrypted; see store/vault
	Paused bool      `cbor:"8,keyasint,omitzero"` // what happens is kept for it, and told once it goes on
}

// The events that a hook can be told of.
const (
	HookLead    = "lead"    // a new mention that could be answered with an offer
	HookMention = "mention" // any new mention
	HookSLA     = "sla"     // a mention has waited longer than promised
	HookSpike   = "spike"   // more mentions than usual, or than allowed
	HookAlert   = "alert"   // anything else that is raised as an alert, too
	HookRule    = "rule"    // a rule says so: "do hook NAME"
	HookTest    = "test"    // a person tries the hook out
)

// HookEvents are those that can be asked for.
func HookEvents() []string {
	return []string{HookLead, HookMention, HookSLA, HookSpike, HookAlert, HookRule}
}

// Hears tells whether the hook wants to be told of an event.
func (h *Hook) Hears(event string) bool { return slices.Contains(h.On, event) }

// Notice is one thing that a hook is told: a durable promise until it was
// taken.
type Notice struct {
	ID       string    `cbor:"1,keyasint,omitzero"` // the same on every try
	Hook     string    `cbor:"2,keyasint,omitzero"`
	Event    string    `cbor:"3,keyasint,omitzero"`
	Body     []byte    `cbor:"4,keyasint,omitzero"` // JSON; left out in the log
	Doc      Doc       `cbor:"5,keyasint,omitzero"` // the mention it is about; 0 = none, or several
	Made     time.Time `cbor:"6,keyasint,omitzero"`
	Due      time.Time `cbor:"7,keyasint,omitzero"`  // when it is tried next
	Last     time.Time `cbor:"8,keyasint,omitzero"`  // when it was tried last
	Attempts int       `cbor:"9,keyasint,omitzero"`  // so far
	Status   int       `cbor:"10,keyasint,omitzero"` // of the last answer; 0 = there was none
	Error    string    `cbor:"11,keyasint,omitzero"` // why it was not taken; empty = it was, or was not tried
	Parked   bool      `cbor:"12,keyasint,omitzero"` // given up, until a person says otherwise
}

// NoticeID is the key of a notice: those of a hook stand together, in the order
// in which they were made.
func NoticeID(hook, id string) string { return hook + "\x00" + id }

// HookState is how it goes with a hook.
type HookState struct {
	Hook   string    `cbor:"1,keyasint,omitzero"`
	Queued int       `cbor:"2,keyasint,omitzero"` // that wait, parked ones included
	Parked int       `cbor:"3,keyasint,omitzero"` // of these
	Fails  int       `cbor:"4,keyasint,omitzero"` // in a row
	Since  time.Time `cbor:"5,keyasint,omitzero"` // of the first of them
	Wait   time.Time `cbor:"6,keyasint,omitzero"` // until when it is left alone
	Error  string    `cbor:"7,keyasint,omitzero"` // of the last failure
	LastOK time.Time `cbor:"8,keyasint,omitzero"`
}

// Hooks are keyed by name.
func Hooks(tx Tx) Table[Hook] { return table[Hook](tx, KindHooks) }

// Notices are keyed by NoticeID.
func Notices(tx Tx) Table[Notice] { return table[Notice](tx, KindNotices) }

// NoticeLog holds the newest that were taken, keyed by NoticeID.
func NoticeLog(tx Tx) Table[Notice] { return table[Notice](tx, KindNoticeLog) }

// HookStates are keyed by the hook's name.
func HookStates(tx Tx) Table[HookState] { return table[HookState](tx, KindHookState) }
