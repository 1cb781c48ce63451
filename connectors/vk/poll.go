package vk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
)

// longWait is how long VK may keep a long poll open, in seconds; it recommends
// 25.
const longWait = 25

const listenOp = "listen to the community"

// server is where the events of a community are read, and how far.
type server struct {
	at  string // address
	key string
	ts  string
}

// join asks for a server of events.
func (c *Connector) join(ctx context.Context, me *self) (*server, error) {
	var s struct {
		Server string `json:"server"`
		Key    string `json:"key"`
		TS     string `json:"ts"`
	}
	if err := c.call(ctx, listenOp, "groups.getLongPollServer", api.Params{"group_id": me.group}, &s); err != nil {
		if refused(err, api.ErrParam) {
			return nil, fault.New(fault.Permanent, listenOp, "events are switched off in the community: open Manage, API usage, Long Poll API, switch it on, and connect the account again")
		}
		return nil, err
	}
	out := &server{at: c.serverURL(s.Server), key: s.Key, ts: number(s.TS)}
	if out.at == "" || out.key == "" || out.ts == "" {
		return nil, c.alien(listenOp, lenient.ErrShape)
	}
	return out, nil
}

// serverURL reads the address of a server of events. For users VK leaves the
// scheme out, and means https; a server of our own may speak plain http.
func (c *Connector) serverURL(s string) string {
	if !strings.Contains(s, "://") {
		s = "https://" + s
		if u, err := url.Parse(s); err == nil && u.Host == c.base.Host {
			s = c.base.Scheme + strings.TrimPrefix(s, "https")
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || len(s) > maxURL || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	if u.Scheme == "http" && c.base.Scheme == "https" {
		u.Scheme = "https" // the key does not travel in the open
	}
	return u.Scheme + "://" + u.Host + u.Path
}

// number takes over a number in text; "" if it is none.
func number(s string) string {
	if _, err := strconv.ParseUint(s, 10, 63); err != nil {
		return ""
	}
	return s
}

// answer is what a server of events says.
type answer struct {
	ts      string
	failed  int // 1: some events are lost; 2: the key has expired; 3: both
	updates []json.RawMessage
}

// listen asks for the events after s.ts and waits for them for so many seconds.
func (c *Connector) listen(ctx context.Context, s *server, wait int) (answer, error) {
	u, err := url.Parse(s.at)
	if err != nil {
		return answer{}, c.alien(listenOp, err)
	}
	u.RawQuery = url.Values{"act": {"a_check"}, "key": {s.key}, "ts": {s.ts}, "wait": {strconv.Itoa(wait)}}.Encode()
	r := httpx.Request{Op: listenOp, Method: http.MethodGet, URL: u.String(), Header: http.Header{"Accept": {"application/json"}}}
	if wait > 0 {
		r.Timeout = time.Duration(wait)*time.Second + httpx.DefaultTimeout
	}
	// The address is VK's word, not the user's, unless it is the same server.
	r.Foreign = !strings.EqualFold(u.Hostname(), c.base.Hostname())
	resp, err := c.http.For(c.account.Name, map[string]string{"key": s.key}).Do(ctx, r)
	if err != nil {
		return answer{}, err
	}
	var a struct {
		TS      string `json:"ts"`
		Failed  int    `json:"failed"`
		Updates []any  `json:"updates"`
	}
	var raw struct {
		Updates []json.RawMessage `json:"updates"`
	}
	if err := lenient.Decode(resp.Body, &a); err != nil {
		return answer{}, c.alien(listenOp, err)
	}
	_ = json.Unmarshal(resp.Body, &raw) // what is no list of updates holds none
	out := answer{ts: number(a.TS), failed: a.Failed, updates: raw.Updates}
	if out.failed < 0 || out.failed > 3 || out.failed == 0 && out.ts == "" {
		return answer{}, c.alien(listenOp, lenient.ErrShape)
	}
	return out, nil
}

// ahead tells whether a number of events is further than another.
func ahead(a, b string) bool {
	return len(a) > len(b) || len(a) == len(b) && a > b
}
