package store

import "time"

// AlertWhen says when a subscription raises an alert.
type AlertWhen string

// The kinds of subscriptions.
const (
	AlertEvery  AlertWhen = "every"  // each mention that matches; those that say the same raise one
	AlertOver   AlertWhen = "over"   // more than N matches within In
	AlertSpike  AlertWhen = "spike"  // more matches than usual at this hour of the week
	AlertVIP    AlertWhen = "vip"    // a VIP speaks
	AlertSilent AlertWhen = "silent" // an account is silent for longer than usual at these hours of the week
	AlertTrend  AlertWhen = "trend"  // topics that are new; once a day, or at once where In is 0
	AlertHook   AlertWhen = "hook"   // a hook cannot be told; raised by earshot itself, no subscription
	AlertDue    AlertWhen = "due"    // a promise has come due; earshot raises it by itself

	AlertUndelivered AlertWhen = "undelivered" // what we wrote did not reach a VIP; earshot raises it by itself
)

// AlertSub is a subscription: what to be told of.
type AlertSub struct {
	Name  string        `cbor:"1,keyasint,omitzero"`
	Query string        `cbor:"2,keyasint,omitzero"` // empty = everything
	When  AlertWhen     `cbor:"3,keyasint,omitzero"`
	Over  int           `cbor:"4,keyasint,omitzero"` // N of AlertOver; of AlertSpike the least count
	In    time.Duration `cbor:"5,keyasint,omitzero"` // T of AlertOver
	// Muted is until when it raises nothing.
	Muted time.Time `cbor:"6,keyasint,omitzero"`
	By    string    `cbor:"7,keyasint,omitzero"` // who made it: @me in its query
	Added time.Time `cbor:"8,keyasint,omitzero"`
}

// Alert is something that was raised: one wave, one text with its duplicates, one
// VIP who speaks.
type Alert struct {
	ID    string    `cbor:"1,keyasint,omitzero"` // Number of its place in the order in which they were raised
	Sub   string    `cbor:"2,keyasint,omitzero"`
	When  AlertWhen `cbor:"3,keyasint,omitzero"`
	Title string    `cbor:"4,keyasint,omitzero"` // what
	Why   string    `cbor:"5,keyasint,omitzero"` // what drives it, or what was said
	Query string    `cbor:"6,keyasint,omitzero"` // opens exactly the mentions
	Docs  []Doc     `cbor:"7,keyasint,omitzero"` // examples
	Count int       `cbor:"8,keyasint,omitzero"` // mentions so far
	Usual float64   `cbor:"9,keyasint,omitzero"` // mentions that would be usual
	// Began is when the first of its mentions was made, At when it was raised, Last
	// when it grew, Closed when it was over; a single mention is never closed.
	Began  time.Time `cbor:"10,keyasint,omitzero"`
	At     time.Time `cbor:"11,keyasint,omitzero"`
	Last   time.Time `cbor:"12,keyasint,omitzero"`
	Closed time.Time `cbor:"13,keyasint,omitzero"`
	// Group is what its mentions have in common: another of them makes it grow.
	Group string `cbor:"14,keyasint,omitzero"`
}

// AlertUser is what a user has seen, and when not to be told; the user "" is the
// workspace, whose quiet hours are those of everybody without their own.
type AlertUser struct {
	User   string         `cbor:"1,keyasint,omitzero"`
	Before string         `cbor:"2,keyasint,omitzero"` // all up to this alert are seen
	Seen   map[string]int `cbor:"3,keyasint,omitzero"` // later ones that are, with their count then
	Quiet  Quiet          `cbor:"4,keyasint,omitzero"`
}

// Quiet are the hours in which nobody is told: minutes of a day in a zone, the
// later one on the next day where it is the smaller. Both 0 = none.
type Quiet struct {
	From int    `cbor:"1,keyasint,omitzero"`
	To   int    `cbor:"2,keyasint,omitzero"`
	Zone string `cbor:"3,keyasint,omitzero"` // IANA name; empty = UTC
	All  bool   `cbor:"4,keyasint,omitzero"` // VIPs wait, too
	Set  bool   `cbor:"5,keyasint,omitzero"` // false = those of the workspace
}

// StarterAlerts are the subscriptions of a workspace in which nobody has changed
// them.
func StarterAlerts() []AlertSub {
	return []AlertSub{
		{Name: "VIP", When: AlertVIP},
		{Name: "Negative spike", Query: "sent:neg", When: AlertSpike},
		{Name: "Trending", When: AlertTrend, In: 24 * time.Hour},
		{Name: "Silent source", When: AlertSilent},
	}
}

// AlertSubs are keyed by name.
func AlertSubs(tx Tx) Table[AlertSub] { return table[AlertSub](tx, KindAlertSubs) }

// Alerts are keyed by Alert.ID.
func Alerts(tx Tx) Table[Alert] { return table[Alert](tx, KindAlerts) }

// AlertUsers are keyed by the user's name behind a slash: a key is never empty.
func AlertUsers(tx Tx) Table[AlertUser] { return table[AlertUser](tx, KindAlertUsers) }

// SavedAlerts are the subscriptions by name: the starters until one is changed.
func SavedAlerts(tx Tx) ([]AlertSub, error) {
	if _, err := tx.Records(KindAlertState).Get(alertsBegun); err != nil {
		return StarterAlerts(), ignoreMissing(err)
	}
	return AlertSubs(tx).List()
}

// alertsBegun marks that the starters have been written down.
const alertsBegun = "begun"

// BeginAlerts writes the starters down, once: from then on they can be changed
// and removed.
func BeginAlerts(tx Tx) error {
	subs, err := SavedAlerts(tx)
	if err != nil {
		return err
	}
	for _, s := range subs {
		if err := AlertSubs(tx).Put(s.Name, s); err != nil {
			return err
		}
	}
	return tx.Records(KindAlertState).Put(alertsBegun, nil)
}
