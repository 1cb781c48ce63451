package connectortest

import (
	"context"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

const (
	// soon is how long a story waits for what must happen. It is far longer
	// than anything takes, for machines that are busy.
	soon = 60 * time.Second
	// patient is a client's deadline where nothing is late.
	patient = 60 * time.Second
	// impatient is one where the server never answers.
	impatient = 300 * time.Millisecond
	// ours is the name of the account under test.
	ours = "acme"
)

// station is a desk with one account of the network under test.
type station struct {
	*testing.T
	h     Harness
	net   *Network
	line  *Line
	clock *Clock
	disk  *disk
	desk  *desk.Desk
	log   *journal
	told  map[string]string // remote id -> text
	words []string          // all that was shown: errors
	// patience is the deadline of one call, in nanoseconds.
	patience atomic.Int64
	// beside are further networks, and dial is the way to all; both may be nil.
	beside connectors.Registry
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)
}

// newStation starts a network and connects its account.
func newStation(t *testing.T, h Harness) *station {
	t.Helper()
	s := &station{T: t, h: h, clock: &Clock{}, log: &journal{}, told: map[string]string{}}
	s.patience.Store(int64(patient))
	s.net = h.Start(t, s.clock)
	at := ""
	if s.net.URL != "" {
		s.line = NewLine(t, s.net.URL)
		at = s.line.URL
	}
	s.disk = &disk{Store: mem.New()}
	s.desk = desk.New(s.disk, s.clock.env(), desk.Options{Hold: -1, Vault: openVault{}})
	t.Cleanup(func() {
		s.nothingShown()
		if s.line != nil {
			s.line.Close()
		}
		if s.net.Stop != nil {
			s.net.Stop()
		}
	})
	s.connect(ours, s.net, at)
	return s
}

// connect adds an account to the desk, as a person would.
func (s *station) connect(name string, n *Network, at string) {
	s.Helper()
	a, secrets := n.Account(at)
	a.Name, a.Network = name, s.h.Network
	conn, client := s.open(a, secrets)
	defer client.Close()
	p, err := conn.Check(s.Context())
	if err != nil {
		s.Fatalf("connecting: %v", err)
	}
	s.must(s.desk.Setup.Connect(s.Context(), desk.By{User: "anna"}, connectors.Describe(a, conn, p), secrets))
}

// open makes a connector outside the Runner.
func (s *station) open(a store.Account, secrets map[string]string) (connectors.Connector, *httpx.Client) {
	s.Helper()
	client := s.client()
	conn, err := s.h.Factory(connectors.Config{Account: a, Secrets: secrets, HTTP: client, Env: s.clock.env(), Log: s.logger()})
	s.must(err)
	return conn, client
}

func (s *station) client() *httpx.Client {
	return httpx.New(httpx.Options{NoProxy: true, Dial: s.dial, Timeout: time.Duration(s.patience.Load()), Env: s.clock.env(), Log: s.logger()})
}

func (s *station) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// runner is a new process over the same data; end closes its connections.
func (s *station) runner() (r *connectors.Runner, end func()) {
	var mu sync.Mutex
	var clients []*httpx.Client
	registry := connectors.Registry{s.h.Network: s.h.Factory}
	maps.Copy(registry, s.beside)
	r = connectors.NewRunner(connectors.RunnerOptions{
		Desk: s.desk, Log: s.logger(), Registry: registry,
		HTTP: func(store.Account) *httpx.Client {
			mu.Lock()
			defer mu.Unlock()
			clients = append(clients, s.client())
			return clients[len(clients)-1]
		},
	})
	return r, func() {
		mu.Lock()
		defer mu.Unlock()
		for _, c := range clients {
			c.Close()
		}
	}
}

// once lets a new process read everything and send what is due.
func (s *station) once() error {
	s.Helper()
	r, end := s.runner()
	defer end()
	ctx, cancel := context.WithTimeout(s.Context(), soon)
	defer cancel()
	err := r.Once(ctx)
	if ctx.Err() != nil {
		s.Fatalf("reading has no end: %v", err)
	}
	if err != nil {
		s.words = append(s.words, err.Error())
	}
	return err
}

// read is once, which must succeed.
func (s *station) read() {
	s.Helper()
	s.must(s.once())
}

// start lets a new process work until stop, which returns when it has ended.
func (s *station) start() (stop func()) {
	s.Helper()
	r, end := s.runner()
	ctx, cancel := context.WithCancel(s.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return sync.OnceFunc(func() {
		s.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.Errorf("the runner ended with %v", err)
			}
		case <-time.After(soon / 3):
			s.Errorf("the runner does not stop")
		}
		end()
	})
}

// until waits for something to become true of the desk.
func (s *station) until(what string, is func() bool) {
	s.Helper()
	sub := s.desk.Bus().Subscribe()
	defer sub.Close()
	late := time.NewTimer(soon)
	defer late.Stop()
	for !is() {
		select {
		case <-sub.Wake():
			sub.Take()
		case <-late.C:
			s.Fatalf("%s: it did not happen; health %+v, log:\n%s", what, s.health(ours), s.log.tail())
		}
	}
}

func (s *station) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// say lets somebody say something and remembers it.
func (s *station) say(said Said) string {
	s.Helper()
	id := s.net.Say(said)
	s.told[id] = said.Text
	return id
}

// stored gives every mention of the account, by remote id.
func (s *station) stored() map[string]*store.Mention {
	s.Helper()
	all := map[string]*store.Mention{}
	s.must(s.desk.Lookup.Each(s.Context(), store.Search{}, func(m *store.Mention) error {
		if all[m.Key.ID] != nil {
			s.Errorf("mention %s is there twice", m.Key)
		}
		all[m.Key.ID] = m
		return nil
	}))
	return all
}

// expected gives the remote ids of all that should be there.
func (s *station) expected() []string {
	if s.net.Told != nil {
		return s.net.Told()
	}
	return slices.Collect(maps.Keys(s.told))
}

// complete tells what is missing or too much; "" when the desk holds exactly
// what was told.
func (s *station) complete() string {
	s.Helper()
	have := s.stored()
	delete(have, "7") // of an answer whose every text was a 7
	maps.DeleteFunc(have, func(_ string, m *store.Mention) bool { return m.Key.Network == calmNetwork })
	var wrong []string
	for _, id := range s.expected() {
		m := have[id]
		if m == nil {
			wrong = append(wrong, "missing: "+id)
		} else if text := s.told[id]; s.h.Lacks[Words] == "" && !strings.Contains(m.Body.Title+"\n"+m.Body.Text, text) {
			wrong = append(wrong, id+" says "+m.Body.Text+", not "+text)
		}
		delete(have, id)
	}
	for id := range have {
		wrong = append(wrong, "too much: "+id)
	}
	slices.Sort(wrong)
	return strings.Join(wrong, "\n")
}

// whole fails the story unless the desk holds exactly what was told.
func (s *station) whole(when string) {
	s.Helper()
	if wrong := s.complete(); wrong != "" {
		s.Errorf("%s:\n%s", when, wrong)
	}
}

func (s *station) health(account string) store.Health {
	s.Helper()
	all, err := s.desk.Setup.Health(context.WithoutCancel(s.Context()))
	s.must(err)
	i := slices.IndexFunc(all, func(h store.Health) bool { return h.Account == account })
	if i < 0 {
		s.Fatalf("there is no health of %s", account)
	}
	return all[i]
}

// hidden are the words that must never be shown.
func (s *station) hidden() []string {
	_, secrets := s.net.Account("http://127.0.0.1")
	words := append(slices.Collect(maps.Values(secrets)), s.net.Hidden...)
	words = append(words, "hidden-in-a-redirect")
	for _, w := range slices.Clone(words) {
		words = append(words, url.QueryEscape(w))
	}
	return words
}

// nothingShown holds that no secret, and nothing hostile, came into an error,
// the log, the health or the state of a send.
func (s *station) nothingShown() {
	s.Helper()
	ctx := context.WithoutCancel(s.Context())
	shown := append([]string{s.log.String()}, s.words...)
	all, err := s.desk.Setup.Health(ctx)
	s.must(err)
	for _, h := range all {
		shown = append(shown, h.Message)
	}
	posts, err := s.desk.Publish.Posts(ctx, 0)
	s.must(err)
	for _, p := range posts {
		for _, d := range p.To {
			shown = append(shown, d.Error)
		}
	}
	for _, text := range shown {
		for _, w := range s.hidden() {
			if i := strings.Index(text, w); i >= 0 {
				s.Errorf("a secret is shown: …%s…", text[max(0, i-200):min(len(text), i+len(w)+50)])
				return
			}
		}
	}
	for _, text := range shown[1:] { // the log escapes what it is given
		s.plain(text)
	}
}

// plain holds that words for a person are such words.
func (s *station) plain(text string) {
	s.Helper()
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' }) {
		s.Errorf("control characters in %q", text)
	}
	for _, jargon := range []string{"EOF", "invalid character", "json", "%!", "<nil>", "context deadline", "context canceled", "dial tcp", "goroutine", "runtime error", "syntax error", "0x"} {
		if strings.Contains(text, jargon) {
			s.Errorf("no plain words (%s): %q", jargon, text)
		}
	}
	if len(text) > 2000 {
		s.Errorf("%d bytes are too long for a message: %q…", len(text), text[:200])
	}
}

// kind is the fault of an error, as the Runner sees it.
func kind(err error) string {
	if err == nil {
		return "none"
	}
	return fault.Of(err).Kind.String()
}
