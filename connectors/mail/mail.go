// Package mail joins earshot to a mailbox: IMAP for reading (RFC 9051 and 3501),
// SMTP for answering (RFC 5321, 6409).
//
// It reads the folders it is given and, from the Sent folder, what we answered in
// other programs. It never changes what it reads: folders are opened with
// EXAMINE, contents fetched with BODY.PEEK. IDLE (RFC 2177) tells of what is new
// at once; where a server has none, the line is asked with NOOP.
//
// # Where we stopped
//
// The cursor of a folder is its UIDVALIDITY, the next UID that we have not seen,
// and the HIGHESTMODSEQ of the last look (CONDSTORE, RFC 7162), by which a folder
// without any change costs one STATUS. A change of UIDVALIDITY means that UIDs
// say nothing any more: the newest are read again, and all that has arrived since
// the last look; because the key of a mention is its Message-ID, nothing becomes
// double.
//
// # Nothing is sent twice
//
// The Message-ID of what we send is made of the idempotency key. Before a message
// is handed to SMTP it is put into the Sent folder as a draft; the flag goes once
// SMTP has accepted it. So after a crash Find can tell what certainly left, what
// certainly did not, and asks a person only where the line broke in between.
//
// # Who we are
//
// A password is kept in the vault, or a command of the person's own gives one for
// each login; or it gives an OAuth 2 access token, which is shown with XOAUTH2 or
// OAUTHBEARER (RFC 7628) on both lines.
//
// Messages are read with package mailfile: small ones whole, of large ones only
// the text parts, as their structure names them. Nothing that a message points
// to is ever fetched.
package mail

import (
	"context"
	"crypto/x509"
	"log/slog"
	"maps"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// Network is the name of this network in keys and accounts.
const Network = "mail"

// The secrets of an account, for IMAP and SMTP; it has one of them. The commands
// are sealed like a password: nobody who can write settings can have a command run.
const (
	SecretPassword = "password"
	SecretCommand  = "password-command" // gives the password on its first line
	SecretToken    = "token-command"    // gives an OAuth 2 access token on its first line
)

// The settings of an account beside its Server, which is the address of IMAP.
const (
	setSMTP        = "smtp"        // address of SMTP; "none" = the account only reads
	setUser        = "user"        // who logs in
	setAddress     = "address"     // our mail address
	setFrom        = "from"        // our name beside it
	setFolders     = "folders"     // one a line; empty = INBOX
	setSignature   = "signature"   // below what we write
	setQuote       = "quote"       // "yes" = the original below an answer
	setSent        = "sent"        // "server" = the server keeps what it sends, "no" = nobody does
	setUnsubscribe = "unsubscribe" // addresses for List-Unsubscribe of what goes to many
	setTo          = "to"          // where new posts go that name nobody
	setCA          = "ca"          // certificates to trust besides, PEM
	setHistory     = "history"     // messages of a folder read at first
)

// Connector is one mailbox. It is a Source, Streamer, Sender, Finder and
// Threader, and safe for concurrent use.
type Connector struct {
	account
	imap  endpoint
	smtp  endpoint // zero = only reads
	key   *credential
	roots *x509.CertPool // nil = those of the system
	env   store.Env
	log   *slog.Logger
	waits waits
	reach func(ctx context.Context, network, address string) (net.Conn, error)
	live  atomic.Bool

	mu    sync.Mutex
	marks map[string]*folder // by name
	sent  string             // the Sent folder, once found
	lacks map[string]string  // which folders were missing when they were last read; "" = none
}

// waits are the times the connector waits for things; tests shorten them.
type waits struct {
	dial   time.Duration // for a line to stand
	answer time.Duration // for an answer of the server, and for anything to move
	taken  time.Duration // for it to take a message that it has; RFC 5321, 4.5.3.2.6
	quiet  time.Duration // after which an IDLE is renewed; RFC 2177 wants less than 29 minutes
	noop   time.Duration // between two questions where there is no IDLE
}

// The pauses between two readings.
const (
	liveInterval = 5 * time.Minute
	pollInterval = time.Minute
)

// history is how many messages of a folder are read at first.
const history = 1000

// The abilities.
var (
	_ connectors.Source   = (*Connector)(nil)
	_ connectors.Streamer = (*Connector)(nil)
	_ connectors.Sender   = (*Connector)(nil)
	_ connectors.Patient  = (*Connector)(nil)
	_ connectors.Finder   = (*Connector)(nil)
	_ connectors.Attacher = (*Connector)(nil)
)

// New makes the connector of one account.
func New(c connectors.Config) (connectors.Connector, error) {
	in, err := parseEndpoint(c.Account.Server, "imap")
	if err != nil {
		return nil, fault.New(fault.Unauthorized, "", "%s; connect the account again", err)
	}
	out, err := outgoing(c.Account)
	if err != nil {
		return nil, fault.New(fault.Unauthorized, "", "%s; connect the account again", err)
	}
	key, err := newCredential(c.Secrets)
	if err != nil {
		return nil, err
	}
	roots, err := trusted(c.Account.Settings[setCA])
	if err != nil {
		return nil, fault.New(fault.Unauthorized, "", "%s; connect the account again", err)
	}
	reach, err := reaching(surroundings)
	if err != nil {
		return nil, err
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Connector{
		account: account{c.Account}, imap: in, smtp: out, key: key, roots: roots, env: c.Env, log: log,
		waits: waits{dial: 30 * time.Second, answer: 2 * time.Minute, taken: 10 * time.Minute, quiet: 9 * time.Minute, noop: 20 * time.Second},
		reach: reach, marks: map[string]*folder{}, lacks: maps.Clone(c.Account.Lacks),
	}, nil
}

// outgoing is where an account sends.
func outgoing(a store.Account) (endpoint, error) {
	if s := a.Settings[setSMTP]; s != "" && s != "none" {
		return parseEndpoint(s, "smtp")
	}
	return endpoint{}, nil
}

// Interval is the safety net while the stream stands, else a minute.
func (c *Connector) Interval() time.Duration {
	if c.live.Load() {
		return liveInterval
	}
	return pollInterval
}

// account is our mailbox with its settings.
type account struct{ store.Account }

// set reads a setting.
func (c account) set(name string) string { return strings.TrimSpace(c.Settings[name]) }

// user is who logs in.
func (c account) user() string { return c.set(setUser) }

// address is our mail address, in small letters.
func (c account) address() string { return addressOf(c.Settings) }

// addressOf is the address of an account: its own setting, else who logs in.
func addressOf(settings map[string]string) string {
	for _, name := range []string{setAddress, setUser} {
		if a := strings.ToLower(strings.TrimSpace(settings[name])); strings.Contains(a, "@") {
			return a
		}
	}
	return ""
}

// folders are those that are read.
func (c account) folders() []string {
	var out []string
	for line := range strings.SplitSeq(c.Settings[setFolders], "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		return []string{"INBOX"}
	}
	return out
}

// first is how many messages of a folder are read at first.
func (c account) first() int {
	if n, err := strconv.Atoi(c.set(setHistory)); err == nil && n >= 0 {
		return n
	}
	return history
}

// folder gives what is known of a folder; its lock is held while it is read.
func (c *Connector) folder(name string) *folder {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := c.marks[name]
	if f == nil {
		f = newFolder(name)
		c.marks[name] = f
	}
	return f
}

// Patience implements connectors.Patient: the files of a mail go over the line twice,
// once as the copy for Sent, and each in a third more bytes than they have.
func (c *Connector) Patience(out connectors.Outgoing) time.Duration {
	size := int64(0)
	for _, f := range out.Message.Media {
		if about, err := os.Stat(f.Path); err == nil {
			size += about.Size()
		}
	}
	return 2*c.waits.patience(size*3/2) + c.waits.taken + 3*c.waits.answer
}
