package mastodontest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// stream names what a subscriber hears: ("user", id of the user) or
// ("hashtag", the tag).
type stream struct{ kind, of string }

// event is one thing that is told.
type event struct{ name, payload string }

// hub hands events to the open streams.
type hub struct {
	mu      sync.Mutex
	open    map[*listener]bool
	changed chan struct{} // closed and renewed when a stream opens
}

type listener struct {
	to    stream
	ready chan event
	gone  chan struct{}
}

func newHub() *hub { return &hub{open: map[*listener]bool{}, changed: make(chan struct{})} }

func (h *hub) join(to stream) *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := &listener{to, make(chan event, 4096), make(chan struct{})}
	h.open[l] = true
	close(h.changed)
	h.changed = make(chan struct{})
	return l
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.open, l)
}

func (h *hub) cut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.open {
		close(l.gone)
		delete(h.open, l)
	}
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.open)
}

func (h *hub) wait(ctx context.Context, n int) error {
	for {
		h.mu.Lock()
		have, changed := len(h.open), h.changed
		h.mu.Unlock()
		if have >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// send tells everybody who listens. A listener that does not keep up loses
// events, as with a real server.
func (h *hub) send(to stream, name string, payload any) {
	text, ok := payload.(string)
	if !ok {
		raw, err := json.Marshal(payload)
		if err != nil {
			panic(fmt.Sprintf("mastodontest: an event that is no JSON: %v", err))
		}
		text = string(raw)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.open {
		if l.to == to {
			select {
			case l.ready <- event{name, text}:
			default:
			}
		}
	}
}

func (s air) getHealth(rw http.ResponseWriter, _ *http.Request) {
	if s.opts.Dialect != Mastodon || s.opts.NoSSE && s.opts.NoWebsocket {
		s.fail(rw, http.StatusNotFound, "Not Found")
		return
	}
	rw.Header().Set("Content-Type", "text/plain")
	_, _ = rw.Write([]byte("OK")) // the client may have gone
}

// getStreaming answers both ways of streaming.
func (s air) getStreaming(rw http.ResponseWriter, r *http.Request) {
	ws := websocket.IsWebSocketUpgrade(r)
	sse := s.opts.Dialect == Mastodon && !s.opts.NoSSE
	switch {
	case ws && s.opts.NoWebsocket, !ws && !sse && r.PathValue("stream") != "":
		s.fail(rw, http.StatusNotFound, "Not Found")
		return
	case !ws && !sse:
		s.fail(rw, http.StatusBadRequest, "Bad Request: websocket expected")
		return
	}
	u := s.streamer(r, ws)
	if u == nil {
		s.fail(rw, http.StatusUnauthorized, "Error: Invalid access token")
		return
	}
	name := r.PathValue("stream")
	if ws && name == "" {
		name = r.URL.Query().Get("stream")
	}
	to := stream{name, u.id}
	if name == "hashtag" {
		to.of = strings.ToLower(r.URL.Query().Get("tag"))
	}
	if name != "user" && name != "hashtag" || to.of == "" {
		s.fail(rw, http.StatusBadRequest, "Unknown stream type")
		return
	}
	if ws {
		s.socket(rw, r, to)
		return
	}
	s.sse(rw, r, to)
}

// streamer finds the user of a stream by the token, wherever the dialect looks
// for it.
func (s air) streamer(r *http.Request, ws bool) *user {
	token := r.URL.Query().Get("access_token")
	if token != "" {
		s.noteQueryToken()
	}
	if t := r.Header.Get("Sec-WebSocket-Protocol"); token == "" && ws {
		token = t
	}
	bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if ok && (s.opts.Dialect == Mastodon || token == "" && s.opts.Dialect == GoToSocial) {
		token = bearer
	}
	u, scopes := s.world.byToken(token)
	if u == nil || !allows(scopes, "read:statuses") {
		return nil
	}
	return u
}

func (s air) sse(rw http.ResponseWriter, r *http.Request, to stream) {
	l := s.hub.join(to)
	defer s.hub.leave(l)
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	c := http.NewResponseController(rw)
	write := func(text string) bool {
		_, err := rw.Write([]byte(text))
		return err == nil && c.Flush() == nil
	}
	if !write(":)\n") {
		return
	}
	beat := time.NewTicker(s.opts.Heartbeat)
	defer beat.Stop()
	for {
		text := ":thump\n"
		select {
		case e := <-l.ready:
			text = "event: " + e.name + "\ndata: " + e.payload + "\n\n"
		case <-beat.C:
		case <-l.gone:
			s.hangUp(rw)
			return
		case <-r.Context().Done():
			return
		}
		if !write(text) {
			return
		}
	}
}

func (s air) socket(rw http.ResponseWriter, r *http.Request, to stream) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	var echo http.Header
	if p := r.Header.Get("Sec-WebSocket-Protocol"); p != "" && s.opts.Dialect != GoToSocial {
		echo = http.Header{"Sec-WebSocket-Protocol": {p}}
	}
	l := s.hub.join(to) // before the client knows: what happens from now on is told
	defer s.hub.leave(l)
	conn, err := up.Upgrade(rw, r, echo)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = conn.Close() }() // it may be closed already
	done := make(chan struct{})
	go func() { // reads pings, pongs and the close frame
		defer close(done)
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	s.talk(conn, l, done)
}

func (s air) talk(conn *websocket.Conn, l *listener, done chan struct{}) {
	beat := time.NewTicker(s.opts.Heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case e := <-l.ready:
			err = conn.WriteJSON(object{"stream": names(l.to), "event": e.name, "payload": e.payload})
		case <-beat.C:
			err = conn.WriteControl(websocket.PingMessage, nil, s.opts.Now().Add(time.Second))
		case <-l.gone:
			return
		case <-done:
			return
		}
		if err != nil {
			return
		}
	}
}

func names(to stream) []string {
	if to.kind == "hashtag" {
		return []string{"hashtag", to.of}
	}
	return []string{to.kind}
}
