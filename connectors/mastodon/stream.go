package mastodon

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
	"earshot/store"
	"earshot/store/desk"
)

// maxLines caps the streams that one account keeps open: the user's own and
// some hashtags. The other tags are read by Pull.
const maxLines = 10

// maxEvent caps one event of a stream, in bytes.
const maxEvent = 1 << 20

// line is one open stream.
type line interface {
	// next blocks until the next event; its errors are faults, or the
	// context's own when that has ended.
	next() (name, payload string, err error)
	close()
}

// wanted names a stream: ("user", "") or ("hashtag", the tag).
type wanted struct{ kind, tag string }

// way is how a server streams: over a websocket or by server-sent events, and
// at which address.
type way struct {
	base   *url.URL
	socket bool
	query  bool // the token goes into the query: nothing else was accepted
}

// errNoStream says that a server does not stream in this way at this address.
var errNoStream = errors.New("no streaming here")

// Stream listens for mentions as they happen. Every cut ends it: the Runner
// waits and calls again. A server without streaming is a Permanent fault; Pull
// then reads twice as often.
func (c *Connector) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	me, err := c.whoami(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e := ear{c, view{me, c.account}}
	wants, lines, err := e.openAll(ctx)
	defer func() {
		for _, l := range lines {
			l.close()
		}
	}()
	if err != nil {
		return err
	}
	c.live.Store(true)
	defer c.live.Store(false)
	ready()

	var one sync.Mutex // events of all lines are emitted one after the other
	began, done := time.Now(), make(chan ended, len(lines))
	for i, l := range lines {
		go func() { done <- ended{i, e.listen(ctx, wants[i], l, &one, emit)} }()
	}
	for left := len(lines) - 1; ; left-- {
		x := <-done
		if x.line > 0 && time.Since(began) < steady && isFault(x.err) { // ours stands: it goes on without that hashtag
			e.log.Info("the stream of a hashtag does not stand", "tag", wants[x.line].tag, "why", x.err)
			lines[x.line].close()
			continue
		}
		cancel()
		for _, l := range lines {
			l.close()
		}
		for range left {
			<-done
		}
		return x.err
	}
}

// ended is a line that has ended, by its number; the first is the user's own.
type ended struct {
	line int
	err  error
}

// steady is how long the stream of a hashtag must have stood for its end to be the
// end of all, which are then opened anew. One that always ends at once is left to
// Pull, so that it does not take the others with it.
const steady = time.Minute

// isFault tells an error of the network from one of our own.
func isFault(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f)
}

// ear listens for one account.
type ear struct {
	*Connector
	view
}

// openAll opens the user's stream and those of the watched hashtags. A tag that
// the server does not stream, for whatever reason, is left to Pull.
func (e ear) openAll(ctx context.Context) (wants []wanted, lines []line, err error) {
	w, l, err := e.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	wants, lines = append(wants, wanted{kind: "user"}), append(lines, l)
	for _, watch := range e.Connector.account.Watch {
		tag, ok := strings.CutPrefix(watch, "#")
		if !ok || tag == "" || len(lines) == maxLines {
			continue
		}
		want := wanted{"hashtag", tag}
		l, err := e.open(ctx, *w, want)
		if err != nil && ctx.Err() != nil {
			return wants, lines, ctx.Err()
		}
		if err != nil {
			e.log.Info("the server does not stream this hashtag", "tag", tag, "why", err)
			continue
		}
		wants, lines = append(wants, want), append(lines, l)
	}
	return wants, lines, nil
}

// find opens the user's stream, the way it worked last time or else by trying
// each way once.
func (e ear) find(ctx context.Context) (*way, line, error) {
	user := wanted{kind: "user"}
	e.mu.Lock()
	known := e.way
	e.mu.Unlock()
	if known != nil {
		l, err := e.open(ctx, *known, user)
		if !errors.Is(err, errNoStream) {
			return known, l, err
		}
		e.learn(nil)
	}
	var trouble error
	dead := map[string]bool{} // addresses that take no connection
	for _, w := range e.ways() {
		if dead[w.base.String()] {
			continue
		}
		l, err := e.open(ctx, w, user)
		if err == nil {
			e.learn(&w)
			return &w, l, nil
		}
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if errors.Is(err, errNoStream) {
			continue
		}
		dead[w.base.String()] = fault.Of(err).Unsent
		trouble = firstError(trouble, err)
	}
	if trouble != nil {
		return nil, nil, trouble
	}
	return nil, nil, fault.New(fault.Permanent, streamOp, "%s offers no streaming; mentions are read every half minute instead", e.base.Hostname())
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

const streamOp = "listen for mentions"

func (e ear) learn(w *way) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.way = w
}

// ways lists what is worth trying, best first. The address that the server
// announces may be on another host or port, and is often wss:// although the
// server is reached by plain http.
func (e ear) ways() []way {
	var bases []*url.URL
	add := func(u *url.URL) {
		for _, b := range bases {
			if b.String() == u.String() {
				return
			}
		}
		bases = append(bases, u)
	}
	if said := announced(e.me.streaming); said != nil {
		if strings.EqualFold(said.Hostname(), e.base.Hostname()) {
			same := *said
			same.Scheme = e.base.Scheme
			add(&same)
		}
		if e.base.Scheme == "https" {
			said.Scheme = "https" // the token does not travel in the open
		}
		add(said)
	}
	add(e.base)
	var out []way
	for _, b := range bases {
		out = append(out, way{base: b}, way{base: b, socket: true})
	}
	for _, b := range bases {
		out = append(out, way{base: b, socket: true, query: true})
	}
	return out
}

// announced reads the streaming address of an instance; nil if there is none.
func announced(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || len(s) > maxURL {
		return nil
	}
	scheme := map[string]string{"ws": "http", "http": "http", "wss": "https", "https": "https"}[u.Scheme]
	if scheme == "" {
		return nil
	}
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/api/v1/streaming")
	return &url.URL{Scheme: scheme, Host: u.Host, Path: strings.TrimRight(path, "/")}
}

// open opens one stream.
func (e ear) open(ctx context.Context, w way, want wanted) (line, error) {
	ctx = httpx.WithOp(ctx, streamOp)
	if !strings.EqualFold(w.base.Hostname(), e.base.Hostname()) {
		ctx = httpx.WithForeign(ctx)
	}
	if w.socket {
		return e.openSocket(ctx, w, want)
	}
	return e.openSSE(ctx, w.base, want)
}

// judge reads the refusal of a stream: nil stands for a stream that stands.
// What is neither trouble nor a limit means that there is no stream to be had
// here; our token has proved itself before.
func (e ear) judge(resp *http.Response) error {
	err := e.http.Status(streamOp, resp)
	switch {
	case err == nil:
		return errNoStream // some other page
	case fault.Is(err, fault.Transient), fault.Is(err, fault.Limited):
		return err
	}
	return errNoStream
}

// refused tells a network that cannot be reached from one that must not be: a
// private address that another server names is no place to stream from.
func (e ear) refused(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = e.http.Fault(streamOp, err)
	if fault.Is(err, fault.Permanent) {
		return errNoStream
	}
	return err
}

// listen reads a line until it is cut.
func (e ear) listen(ctx context.Context, want wanted, l line, one *sync.Mutex, emit connectors.Emit) error {
	for {
		name, payload, err := l.next()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		ev, ok := e.event(want, name, payload)
		if !ok {
			continue
		}
		one.Lock()
		err = emit(ctx, desk.Batch{Account: e.Connector.account.Name, Stream: streamName(want), Events: []desk.Event{ev}})
		one.Unlock()
		if err != nil {
			return err
		}
	}
}

// streamName is the name under which Pull reads the same.
func streamName(w wanted) string {
	if w.kind == "hashtag" {
		return "#" + w.tag
	}
	return ""
}

// event understands one event; what does not concern us, or cannot be read, is
// passed over.
func (e ear) event(want wanted, name, payload string) (desk.Event, bool) {
	var m *store.Mention
	switch name {
	case "notification":
		var n gomastodon.Notification
		if lenient.Decode([]byte(payload), &n) == nil {
			m = e.notified(&n)
		}
	case "update", "status.update":
		var st gomastodon.Status
		if lenient.Decode([]byte(payload), &st) == nil && (want.kind == "hashtag" || e.concerns(&st)) {
			m = e.mention(&st)
		}
	case "delete":
		id := strings.Trim(strings.TrimSpace(payload), `"`)
		return desk.Event{Deleted: store.Key{Network: Network, ID: id}}, validID(id)
	}
	if m == nil || m.Author.ID == e.me.id {
		return desk.Event{}, false
	}
	return desk.Event{Mention: m}, true
}
