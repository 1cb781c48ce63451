// Package telegram joins earshot to Telegram through a bot, by the Bot API
// (core.telegram.org/bots/api).
//
// A bot hears what is written to it, what is said in the groups it is in (in
// its privacy mode only what names or answers it), and the posts of channels
// of which it is an administrator, with their comments where it is in the
// group that discusses them. Telegram keeps what was not fetched for a day. It
// gives bots no history, no search and no word of deletions.
//
// getUpdates is asked with a long wait, so that what is said arrives at once;
// its offset is the cursor, stored with the batch that it closes, and told to
// Telegram with the next call: what was not stored is given again. Only one
// reader may ask at a time, so Pull stands back while a stream stands.
//
// The Bot API has no idempotency key and shows a bot nothing of what it has
// said. Where a line was cut in the middle of a send, only a person can tell
// whether it arrived: Connector is neither a Finder nor Idempotent, and the
// outbox asks.
//
// Files are left with Telegram until somebody asks for them; a bot is given those
// of up to 20 MB.
package telegram

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// Network is the name of this network in keys and accounts.
const Network = "telegram"

// SecretToken is the name of the account's secret.
const SecretToken = "token"

// The settings of an account.
const (
	// SettingChat is where new posts go: "@channel" or the number of a chat.
	SettingChat = "chat"
	// SettingPreviews is "off" where links are sent without a preview.
	SettingPreviews = "previews"
)

// What a message may hold, by the documentation of sendMessage, sendMediaGroup
// and "Sending files".
const (
	maxText       = 4096 // UTF-16 code units
	maxCaption    = 1024 // UTF-16 code units
	maxFiles      = 10
	maxFileBytes  = 50 << 20
	maxPhotoBytes = 10 << 20
)

// Connector is one bot. It is a Source, Streamer and Sender, and safe for
// concurrent use.
type Connector struct {
	api
	account store.Account
	env     store.Env
	log     *slog.Logger
	// poll is how long Telegram holds a call open while nothing happens.
	poll time.Duration

	turn  chan struct{} // who asks for updates, one at a time
	begun chan struct{} // closed once next is known
	start sync.Once     // closes begun
	live  atomic.Bool   // a stream stands
	next  atomic.Int64  // the offset: the first update that was not stored yet
	album albums
}

// New makes the connector of one account.
func New(c connectors.Config) (connectors.Connector, error) {
	base, err := baseURL(c.Account.Server)
	if err != nil {
		return nil, err
	}
	token := strings.TrimSpace(c.Secrets[SecretToken])
	if token == "" {
		return nil, fault.New(fault.Unauthorized, "", "the account has no token; connect it again")
	}
	if !validToken(token) {
		return nil, fault.New(fault.Unauthorized, "", "this is no token of a bot; one looks like 123456:ABC-def, and @BotFather gives it")
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return newConnector(c, base, token, log), nil
}

func newConnector(c connectors.Config, base *url.URL, token string, log *slog.Logger) *Connector {
	return &Connector{
		api: api{c.HTTP.For(c.Account.Name, c.Secrets), base, token}, account: c.Account, env: c.Env, log: log,
		poll: 50 * time.Second, turn: make(chan struct{}, 1), begun: make(chan struct{}),
	}
}

// The abilities.
var (
	_ connectors.Source   = (*Connector)(nil)
	_ connectors.Streamer = (*Connector)(nil)
	_ connectors.Sender   = (*Connector)(nil)
	_ connectors.Profiler = (*Connector)(nil)
	_ connectors.Picker   = (*Connector)(nil)
)

// Interval is half a minute: the safety net beneath the stream.
func (c *Connector) Interval() time.Duration { return 30 * time.Second }

// myID is the number of the bot, which its token begins with.
func (c *Connector) myID() string {
	number, _, _ := strings.Cut(c.token, ":")
	return number
}

// take waits for the turn to ask for updates.
func (c *Connector) take(ctx context.Context) error {
	select {
	case c.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Connector) pass() { <-c.turn }
