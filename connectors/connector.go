// Package connectors joins earshot to the networks.
//
// A Connector speaks one network for one account. What it can do beyond
// checking itself are optional interfaces (Source, Streamer, Sender, ...): a
// network that cannot stream simply is no Streamer, and the reason stands in
// Profile.Lacks for the screen. The Runner supervises them: it alone retries,
// waits, limits, keeps cursors and moves the outbox.
//
// A connector never retries by itself, never sleeps on a limit, never logs a
// secret, honours its context at once, and translates every error into a
// fault.Fault.
package connectors

import (
	"context"
	"log/slog"
	"time"

	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// Connector is one account on one network.
type Connector interface {
	// Check proves that the account works and tells who we are there.
	Check(ctx context.Context) (Profile, error)
}

// Profile is what Check finds out.
type Profile struct {
	RemoteID string
	Handle   string
	Title    string
	Server   string            // base address after redirects
	Can      []string          // plain words: "read mentions live", "reply", ...
	Lacks    map[string]string // ability -> why it is absent
	Limits   store.Limits
	// Notes are what else a person should know who has just connected it: which
	// feed was found, what more there is to hear. Plain words.
	Notes []string
}

// Emit stores a batch durably before it returns; an error ends the reading.
type Emit func(ctx context.Context, b desk.Batch) error

// Cursors gives the stored cursor of a stream ("" for the only one), nil if
// there is none yet.
type Cursors func(stream string) []byte

// Source can be read from where we stopped. Pull returns nil when it is up to
// date; the Runner calls it again after Interval.
type Source interface {
	Pull(ctx context.Context, at Cursors, emit Emit) error
	// Interval is the time between two readings; a Streamer's is the safety net.
	Interval() time.Duration
}

// Streamer hears of mentions as they happen. Stream blocks until the line is
// cut or ctx ends; ready is called once the line stands, and the Runner then
// reads the Source once more so that nothing falls between.
type Streamer interface {
	Stream(ctx context.Context, ready func(), emit Emit) error
}

// Sender publishes and answers.
type Sender interface {
	Send(ctx context.Context, out Outgoing) (Receipt, error)
}

// Patient is a Sender whose attempts may take longer than others', and that gives one
// up by itself on which nothing moves any more. Patience is how long one may take in
// all.
type Patient interface {
	Patience(out Outgoing) time.Duration
}

// Finder looks in our own timeline whether a post is already there: asked
// after a crash in the middle of Send.
type Finder interface {
	Find(ctx context.Context, out Outgoing) (Receipt, bool, error)
}

// Idempotent marks a Sender whose network drops a second send with the same
// key, within the given time.
type Idempotent interface {
	IdempotentFor() time.Duration
}

// Worldwide marks a network on which the id of a mention means the same on every
// server, so that any of our accounts there can answer it.
type Worldwide interface {
	Worldwide()
}

// Threader fetches the whole discussion around a mention.
type Threader interface {
	Thread(ctx context.Context, id string) ([]*store.Mention, error)
}

// Profiler tells what its network says of a person now; known is false if it
// does not know them (any more). Accounts in what it gives are confirmed by the
// network itself.
type Profiler interface {
	Profile(ctx context.Context, who store.Identity) (f desk.Findings, known bool, err error)
}

// Audience tells who follows us on the network.
type Audience interface {
	// Followers gives all who follow us now, some at a time; an error of each ends
	// it.
	Followers(ctx context.Context, each func([]store.Author) error) error
}

// Limiter tells what the network last said of its limits.
type Limiter interface {
	Limits() (left int, reset time.Time) // left < 0 = unknown
}

// Rationer tells how many posts its network still lets us put down, where it counts
// them apart from calls.
type Rationer interface {
	Room() store.Room
}

// Outgoing is one delivery as a Sender sees it.
type Outgoing struct {
	Key     string        // idempotency key, the same on every try
	Message store.Message // variants already resolved
	// ReplyTo is the mention that is answered; nil for a new post.
	ReplyTo *store.Mention
	Made    time.Time // when the first try began: nothing of ours is older
}

// Receipt is the network's word that a post stands.
type Receipt struct {
	RemoteID string
	URL      string
	At       time.Time
}

// Config is what a factory needs to make a connector for one account.
type Config struct {
	Account store.Account
	Secrets map[string]string
	HTTP    *httpx.Client
	Env     store.Env
	Log     *slog.Logger
	// Renew keeps secrets that the network has given anew, a refreshed token say,
	// for the next start; nil where nothing is kept.
	Renew func(ctx context.Context, secrets map[string]string) error
}

// Factory makes the connector of one network.
type Factory func(c Config) (Connector, error)

// Registry is the set of networks this program speaks; wire.go builds it.
type Registry map[string]Factory
