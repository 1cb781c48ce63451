package vk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/lenient"
)

// kind is the kind of a token.
type kind int

// The kinds, as bits: a method is for several.
const (
	user kind = 1 << iota
	community
	service
	unknown kind = 0
)

// String names the kind for a person.
func (k kind) String() string {
	return map[kind]string{user: "a user's token", community: "a community token", service: "a service token"}[k]
}

// methodKinds are the kinds of tokens that a method takes, as VK's schema says
// (access_token_type). What is not named takes a user's and a community's.
func methodKinds(method string) kind {
	switch method {
	case "users.get", "groups.getById", "groups.getMembers", "utils.resolveScreenName":
		return user | community | service
	case "wall.get", "wall.getById", "wall.getComments", "board.getTopics", "board.getComments", "newsfeed.search":
		return user | service
	case "wall.post", "board.createComment", "stats.get", "account.getAppPermissions", "newsfeed.getMentions",
		"photos.getWallUploadServer", "photos.saveWallPhoto":
		return user
	case "groups.getTokenPermissions":
		return community
	}
	return user | community
}

// token is one of the account's, through vksdk.
type token struct {
	kind kind // guarded by caller.mu
	vk   *api.VK
	pace *pace
}

// caller makes the calls of one account.
type caller struct {
	http *httpx.Client
	base *url.URL

	mu     sync.Mutex
	tokens []*token
}

func newCaller(http *httpx.Client, base *url.URL, secrets []string) *caller {
	c := &caller{http: http, base: base}
	for _, s := range secrets {
		t := &token{vk: api.NewVK(s), pace: newPace(api.LimitUserToken)}
		t.vk.MethodURL = base.String() + "/method/"
		t.vk.Limit = 0 // ours waits under no lock, and heeds its context
		t.vk.Client = http.HTTP()
		t.vk.Handler = c.handler(t)
		c.tokens = append(c.tokens, t)
	}
	return c
}

// learn notes the kind of a token. A community may call more often.
func (c *caller) learn(t *token, k kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.kind = k; k == community {
		t.pace.grow(api.LimitGroupToken)
	}
}

// pick gives the first token that may call a method; nil if none may.
func (c *caller) pick(method string) *token {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tokens {
		if t.kind&methodKinds(method) != 0 {
			return t
		}
	}
	return nil
}

// can tells whether one of the tokens may call a method; why is the reason if
// none may.
func (c *caller) can(method string) (why string) {
	if c.pick(method) != nil {
		return ""
	}
	need := "a user's token"
	if methodKinds(method)&service != 0 {
		need += " or the service token of an application"
	}
	return "VK wants " + need + " for this; connect the account again with it as --user-token-file"
}

// call calls a method with the token that may, and reads the answer into v.
func (c *caller) call(ctx context.Context, op, method string, p api.Params, v any) error {
	t := c.pick(method)
	if t == nil {
		return &fault.Fault{Kind: fault.Permanent, Op: op, What: c.can(method), Unsent: true}
	}
	return c.callAs(ctx, t, op, method, p, v)
}

// callAs calls a method with one token.
func (c *caller) callAs(ctx context.Context, t *token, op, method string, p api.Params, v any) error {
	if p == nil {
		p = api.Params{}
	}
	raw, err := t.vk.Request(method, p.WithContext(httpx.WithOp(ctx, op)))
	if err != nil {
		if e, ok := err.(*api.Error); ok { //nolint:errorlint // it comes from handler, as it is
			return c.refusal(op, method, e)
		}
		return err
	}
	if v == nil {
		return nil
	}
	if err := lenient.Decode(raw, v); err != nil {
		return c.alien(op, err)
	}
	return nil
}

// handler is the transport of a token, in the place of vksdk's own: one POST
// through httpx, which keeps the pace, is never repeated, and whose status and
// size matter.
func (c *caller) handler(t *token) func(string, ...api.Params) (api.Response, error) {
	return func(method string, params ...api.Params) (api.Response, error) {
		ctx, form, secret := request(params)
		done, err := t.pace.wait(ctx)
		if err != nil {
			return api.Response{}, unsent(c.http.Fault("", err))
		}
		resp, err := c.http.Do(ctx, httpx.Request{
			Method: http.MethodPost, URL: t.vk.MethodURL + method, Body: []byte(form.Encode()),
			Header: http.Header{
				"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"},
				"Authorization": {"Bearer " + secret},
			},
		})
		done()
		if err != nil {
			return api.Response{}, unheard(resp, err)
		}
		return c.open(resp.Body)
	}
}

// request takes the parameters of a call apart.
func request(params []api.Params) (ctx context.Context, form url.Values, token string) {
	ctx, form = context.Background(), url.Values{}
	for _, p := range params {
		for k, v := range p {
			switch x := v.(type) {
			case context.Context:
				ctx = x
			case string:
				if k == "access_token" {
					token = x
					continue
				}
				form.Set(k, x)
			default:
				form.Set(k, api.FmtValue(v, 0))
			}
		}
	}
	return ctx, form, token
}

// open reads the envelope of an answer: {"response": ...} or {"error": {...}}.
func (c *caller) open(raw []byte) (api.Response, error) {
	var e struct {
		Response json.RawMessage `json:"response"`
		Error    json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return api.Response{}, c.alien("", err)
	}
	var out api.Response
	if e.Error != nil {
		if lenient.Decode(e.Error, &out.Error) != nil || out.Error.Code == api.ErrNoType {
			return api.Response{}, c.alien("", lenient.ErrShape)
		}
		return out, &out.Error
	}
	if e.Response == nil {
		return api.Response{}, c.alien("", lenient.ErrShape)
	}
	out.Response = []byte(e.Response)
	return out, nil
}

// alien is the fault of an answer that is not VK's.
func (c *caller) alien(op string, err error) error {
	return &fault.Fault{
		Kind: fault.Transient, Op: op, Err: err,
		What: c.base.Hostname() + " answers in something that is not the VK API; check the address",
	}
}

// unheard is the fault of a call without a readable answer. Below 500 the
// server has judged the request and done nothing; an answer that began well and
// cannot be read says nothing about what was done, so it is no refusal.
func unheard(resp *httpx.Response, err error) error {
	f := fault.Of(err)
	if resp == nil || f == nil || f != err { //nolint:errorlint // httpx gives the fault itself, or context.Canceled
		return err
	}
	g := *f
	switch {
	case resp.Status < http.StatusMultipleChoices:
		if g.Kind == fault.Permanent {
			g.Kind = fault.Transient
		}
	case resp.Status < http.StatusInternalServerError && resp.Status != http.StatusRequestTimeout:
		g.Unsent = true
	}
	return &g
}

// unsent marks an error before anything left us.
func unsent(err error) error { return fault.Mark(err, "", true) }

// refused tells whether VK refused with one of the codes.
func refused(err error, codes ...api.ErrorType) bool {
	f := fault.Of(err)
	if f == nil {
		return false
	}
	e, ok := f.Err.(*api.Error) //nolint:errorlint // so refusal makes it
	return ok && slices.Contains(codes, e.Code)
}
