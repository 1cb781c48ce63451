// Package desk holds the verbs of earshot: everything that a key, the palette,
// the ":" line, a rule, a macro or the command line can do to the data, and
// the questions that screens ask of it.
//
// Every verb is one Store.Update: the change, its inverse in the journal and
// the jobs it causes are durable together or not at all. Every verb knows who
// does it (By). The verbs come in small services, one an area:
//
//	Inbox    what networks tell us becomes mentions
//	Triage   done, snooze, assign, tag, note, mark
//	Publish  reply, post, drafts, stop, retry
//	Outbox   the runner's side of jobs: claim, delivered, retry, park
//	History  the journal: undo, redo, what happened to a mention
//	Lookup   search, dialogue, person, counters
//	Stats    analytics
//	Setup    accounts, health, cursors, saved views
//	Canned   canned replies, and what we have answered before
//	Prefs    what a user's screen remembers
//	Care     retention; what comes back from a backup
//	Monitors named queries, by which every mention is found
//	Rules    what is done by itself with what arrives
//	Alerts   what is worth a look: subscriptions, spikes, VIPs, trends
//	Hooks    other programs that are told what happens
//	Files    what hangs on mentions, fetched when somebody wants it
//	Teach    what people taught the judge, and how right it is
//	People   who is who: merge, split, suggestions
//	Directory  people by name, topic and place
//	Tasks    what was promised to people
//	Enrich   what is looked up about people elsewhere
//	Lists    contact lists: import, membership, overlap
//	Segments named queries on people
//	Advocates who speaks for us, and what they were given
//	Invitations who is asked to follow or to subscribe, and what came of it
//	Influence how far somebody's word carries, and what they are for the team
package desk

import (
	"time"

	"earshot/scoring"
	"earshot/scoring/priority"
	"earshot/scoring/text"
	"earshot/store"
)

// DefaultHold is how long a send can be stopped before it leaves.
const DefaultHold = 10 * time.Second

// Desk is the set of services over one store.
type Desk struct {
	Inbox   *Inbox
	Triage  *Triage
	Publish *Publish
	Outbox  *Outbox
	History *History
	Lookup  *Lookup
	Stats   *Stats
	Setup   *Setup
	Canned  *Canned
	Prefs   *Prefs
	Care    *Care
	Teach   *Teach
	Files   *Files
	Listening
	Who
}

// Listening is the services about what is found, and what follows by itself.
type Listening struct {
	Monitors *Monitors
	Rules    *Rules
	Alerts   *Alerts
	Hooks    *Hooks
}

// Who is the services about the people behind mentions.
type Who struct {
	People      *People
	Tasks       *Tasks
	Enrich      *Enrich
	Lists       *Lists
	Influence   *Influence
	Directory   *Directory
	Segments    *Segments
	Advocates   *Advocates
	Invitations *Invitations
}

// Options shape a desk. The zero value is a working desk.
type Options struct {
	Judge scoring.Judge  // nil = scoring.New; a scoring.Learner is taught what people correct
	Zone  *time.Location // nil = UTC; the zone of days in analytics sums
	Vault Vault          // nil = accounts with secrets cannot be added
	Hold  time.Duration  // hold window; 0 = DefaultHold, negative = none
	Scale priority.Scale // how priorities are reckoned; zero = priority.Default
	Lot   int            // mentions that a verb changes in one transaction; 0 = DefaultLot
	Seek  Seek           // what is looked up about people by itself; zero = nothing
}

// Vault seals and opens the secrets of accounts; see store/vault.
type Vault interface {
	Seal(secrets map[string]string) ([]byte, error)
	Open(sealed []byte) (map[string]string, error)
}

// By says who does something, and through which door.
type By struct {
	User string
	Door string // key, palette, line, cli, rule, runner
	// Group makes one step of undo out of several acts: all that this user does
	// under the same group (an id that is never used again, from Env.ID) is taken
	// back by one Undo. Empty = each act is a step of its own.
	Group string
}

// Runner is the By of what earshot does by itself.
func Runner() By { return By{User: "earshot", Door: "runner"} }

// core is what the services share.
type core struct {
	store  store.Store
	env    store.Env
	judge  *school
	scale  scale
	vault  Vault
	zone   *time.Location
	hold   time.Duration
	lot    int
	prints *prints // shared by all transactions; see alike
	// open says which drafts are open on a screen; see HoldDraft.
	open *openDrafts
	// words is what the words of mentions are cut with, by all who read them.
	words *text.Cutter
	hears *hearing
	// alarm is told what the verb alert of a rule raises; see Alarm.
	alarm Alarm
	// look is what alerts keep in memory.
	look *lookout
	knowing
}

// knowing is what the services about people share: whom to look up, what was
// learnt of who is who, and the ranks of influence.
type knowing struct {
	seek  Seek
	kin   *kin
	ranks *standings
}

// New makes the desk over a store.
func New(st store.Store, env store.Env, o Options) *Desk {
	words := text.NewCutter() // one for all who read what a mention says
	c := &core{store: st, env: env, vault: o.Vault, zone: o.Zone, hold: o.Hold, lot: o.Lot, prints: newPrints(words), open: newOpenDrafts()}
	c.words, c.hears, c.knowing = words, &hearing{}, knowing{o.Seek, &kin{}, &standings{}}
	c.look, c.scale = newLookout(words, env.Now()), newScale(o.Scale)
	c.alarm = ringer{c}
	if o.Judge == nil {
		o.Judge = scoring.New(words)
	}
	c.judge = newSchool(st, o.Judge, func(tx store.Tx) (*Catalog, error) {
		e, err := c.listening(tx)
		if err != nil {
			return nil, err
		}
		return e.catalog, nil
	})
	if c.zone == nil {
		c.zone = time.UTC
	}
	if c.lot <= 0 {
		c.lot = DefaultLot
	}
	if c.hold == 0 {
		c.hold = DefaultHold
	}
	return &Desk{
		Inbox: &Inbox{c}, Triage: &Triage{c}, Publish: &Publish{c}, Outbox: &Outbox{c},
		History: &History{c}, Lookup: &Lookup{c}, Stats: &Stats{c}, Setup: &Setup{c}, Canned: &Canned{c}, Prefs: &Prefs{c}, Care: &Care{c},
		Teach: &Teach{c}, Files: &Files{core: c},
		Listening: Listening{Monitors: &Monitors{c}, Rules: &Rules{c}, Alerts: &Alerts{ringer{c}}, Hooks: &Hooks{c}},
		Who:       Who{People: &People{c}, Tasks: &Tasks{c}, Enrich: &Enrich{c}, Lists: &Lists{c}, Influence: &Influence{c}, Directory: &Directory{c}, Segments: &Segments{c}, Advocates: &Advocates{c}, Invitations: &Invitations{c}},
	}
}

// Bus tells what changed.
func (d *Desk) Bus() *store.Bus { return d.Inbox.store.Bus() }

// Env is where stamps and ids come from.
func (d *Desk) Env() store.Env { return d.Inbox.env }

// Hold is the hold window in force; 0 when sends leave at once.
func (d *Desk) Hold() time.Duration { return max(0, d.Publish.hold) }
