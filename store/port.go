package store

import (
	"context"
	"iter"
	"time"

	"earshot/store/query"
)

// Store is the port: what the desk needs of an engine.
//
// A transaction belongs to the goroutine that runs its closure, and must not
// be begun inside another one: an engine may wait for ever.
type Store interface {
	// View runs fn on a consistent snapshot. Nothing can be written.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn alone; its changes are durable when Update returns nil
	// and gone when fn or the commit fails. What fn touched is then published.
	Update(ctx context.Context, fn func(Tx) error) error
	// Bus tells what changed.
	Bus() *Bus
	// Close waits for running transactions and releases the data.
	Close() error
}

// Tx is one transaction.
type Tx interface {
	// Records gives the ordered byte records of one kind; see table.go for the
	// kinds and their typed tables.
	Records(kind string) Records
	// Mentions gives the searchable collection.
	Mentions() Mentions
	// People gives the searchable collection of identities.
	People() People
	// Touch adds to what is published after the commit.
	Touch(topic Topic, ids ...string)
}

// Records are byte values under byte keys, in byte order. Slices given out are
// the caller's own. A key has 1 to MaxKey bytes. Inside Update a walk sees what
// its own loop changes: every step goes to the next key that there is then.
type Records interface {
	Get(key string) ([]byte, error) // ErrNotFound
	Put(key string, value []byte) error
	Delete(key string) error // no error if absent
	// Scan walks from <= key < to in order; empty bounds are open.
	Scan(from, to string) iter.Seq2[string, []byte]
	// ScanBack walks the same range from its end.
	ScanBack(from, to string) iter.Seq2[string, []byte]
	// Floor gives the last record whose key is not greater than key, its value
	// written over room, which may be nil: the first step of a ScanBack at half the
	// price, for who takes it often. ErrNotFound.
	Floor(key string, room []byte) (at string, value []byte, err error)
	// Next gives a number that was never given before for this kind, from 1.
	Next() (uint64, error)
}

// Mentions is the searchable collection of mentions.
type Mentions interface {
	Get(doc Doc) (*Mention, error) // ErrNotFound
	Find(key Key) (Doc, error)     // ErrNotFound
	// Put stores m; a zero Doc gets the next number, which is set in m, and
	// taken back if the transaction fails. A key that another number has, or
	// another key for a number in use, is an *Invalid. The change is published
	// under TopicMentions.
	Put(m *Mention) error
	// SetWork changes our side of a mention and nothing else: what Put does to
	// it, for a bulk verb at a tenth of the price. ErrNotFound.
	SetWork(doc Doc, w Work) error
	// Delete removes a mention; no error if absent.
	Delete(doc Doc) error
	// Search walks the matches, newest first (Created, then Doc). A query that
	// cannot be evaluated yields its error once. A loop may change mentions as
	// it goes; those still to come are then seen changed.
	Search(ctx context.Context, s Search) iter.Seq2[*Mention, error]
	// Count is the number of all matches, whatever Limit and After say.
	Count(ctx context.Context, s Search) (int, error)
	// Tally counts all matches by the values of facets, one map for each, from
	// one evaluation of the query; a mention with several values counts under
	// each, one with none under "". Limit and After are not looked at.
	Tally(ctx context.Context, s Search, by ...By) ([]map[string]int, error)
}

// By is a facet to count by.
type By struct {
	Facet Facet
	// Top keeps only the so many largest counts, ties by name, and beside them
	// the count of mentions without a value; 0 = all. Authors and threads are
	// as many as there are people: ask for no more than are shown.
	Top int
}

// Patience is how many mentions an engine reads at most before it looks again
// whether its context has ended, and whether Progress is to be told.
const Patience = 64

// Search is a question to the mentions.
type Search struct {
	Expr   query.Expr // nil = everything
	Scope  Scope
	Limit  int       // 0 = all
	Oldest bool      // oldest first
	After  *Position // start behind this place in the order
	// Ranked gives the highest numbers of priority (Scope.Urgency) first, the newest
	// first where they are equal, as all of them are when the walk begins; a mention
	// that is gone when its turn comes is passed over. Oldest and After are not
	// looked at.
	Ranked bool
	// Progress, if set, hears how far an evaluation has come that has to read
	// mentions, because no index answers it: so many of at most so many, both in
	// mentions looked at. What an index answers alone tells nothing. It is called
	// by the caller's own goroutine, before the first mention is read and then
	// after every Patience mentions; done never falls, total never changes and
	// may be more than will be read. When there is nothing left to read, a last
	// call has done = total; a walk that was stopped (by Limit, by its loop, by
	// an error or an ended context) makes no such call.
	Progress func(done, total int)
}

// Position is a place in the order of mentions, for paging.
type Position struct {
	Created time.Time
	Doc     Doc
}

// Scope is what a query's words of the viewer mean.
type Scope struct {
	Now   time.Time
	Zone  *time.Location // nil = UTC
	Me    string
	Team  []string
	Brand []string
	// Urgency is what the numbers of priority grow by, and when an answer is
	// overdue; nil = they do not grow, and SLA says when.
	Urgency *Urgency
	SLA     time.Duration // age at which an unanswered mention is overdue without an Urgency; 0 = 4h
}

// Facet is something mentions are counted by.
type Facet string

// The facets. Day and Hour are in the scope's zone: "2006-01-02" and
// "dow-hour" with Monday = 1, for example "1-09".
const (
	FacetDay       Facet = "day"
	FacetHour      Facet = "hour"
	FacetNetwork   Facet = "net"
	FacetAccount   Facet = "account"
	FacetSentiment Facet = "sent"
	FacetIntent    Facet = "intent"
	FacetLang      Facet = "lang"
	FacetState     Facet = "state"
	FacetAssignee  Facet = "assignee"
	FacetAuthor    Facet = "author"
	FacetTag       Facet = "tag"
	FacetKind      Facet = "kind"
	FacetMonitor   Facet = "monitor"
	FacetThread    Facet = "thread"
	// FacetCluster is the number of the head of a mention's near-duplicates,
	// decimal; "" = it has none.
	FacetCluster Facet = "cluster"
	// FacetDayMood counts "2006-01-02/negative" and so on.
	FacetDayMood Facet = "day/sent"
	// FacetCampaign is the campaigns of the posts that answer a mention.
	FacetCampaign Facet = "campaign"
	// FacetResponse is how long the first answer took: "0" to "4", see
	// ResponseStep; "" where nobody has answered.
	FacetResponse Facet = "response"
)
