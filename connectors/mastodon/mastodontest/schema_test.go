package mastodontest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"earshot/connectors/mastodon/mastodontest"
	"earshot/connectors/servertest"
)

// spec is the OpenAPI description of Mastodon.
type spec struct {
	t     *testing.T
	doc   map[string]any
	comp  *jsonschema.Compiler
	known map[string]*jsonschema.Schema
}

const specURL = "https://schemas.test/mastodon.json"

// openSpec reads the description, or skips aloud.
func openSpec(t *testing.T) *spec {
	t.Helper()
	dir := os.Getenv("EARSHOT_SCHEMAS")
	raw, err := os.ReadFile(filepath.Join(dir, "mastodon", "openapi.json"))
	if dir == "" || err != nil {
		servertest.Skip(t, "EARSHOT_SCHEMAS does not name a folder with mastodon/openapi.json")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource(specURL, doc); err != nil {
		t.Fatal(err)
	}
	return &spec{t, doc.(map[string]any), c, map[string]*jsonschema.Schema{}}
}

// schema compiles the part of the description at a JSON pointer.
func (s *spec) schema(pointer string) *jsonschema.Schema {
	s.t.Helper()
	if k := s.known[pointer]; k != nil {
		return k
	}
	k, err := s.comp.Compile(specURL + "#" + pointer)
	if err != nil {
		s.t.Fatalf("%s: %v", pointer, err)
	}
	s.known[pointer] = k
	return k
}

// hold checks a JSON text against a schema.
func (s *spec) hold(what, pointer string, raw []byte) {
	s.t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		s.t.Errorf("%s: no JSON: %v", what, err)
		return
	}
	if err := s.schema(pointer).Validate(v); err != nil {
		s.t.Errorf("%s: %v\n%s", what, err, raw)
	}
}

// holdAnswer checks an answer against what the operation may answer with this
// status.
func (s *spec) holdAnswer(method, template string, status int, raw []byte) {
	s.t.Helper()
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	at := "/paths/" + escape.Replace(template) + "/" + strings.ToLower(method) + "/responses/" + itoa(status)
	if !s.has(at) {
		s.t.Errorf("%s %s may not answer %d", method, template, status)
		return
	}
	if at += "/content/application~1json/schema"; s.has(at) {
		s.hold(method+" "+template+" "+itoa(status), at, raw)
	}
}

func itoa(n int) string {
	raw, _ := json.Marshal(n) // a number always can
	return string(raw)
}

// has tells whether the description has something at a pointer.
func (s *spec) has(pointer string) bool {
	var at any = s.doc
	for _, step := range strings.Split(pointer, "/")[1:] {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		m, ok := at.(map[string]any)
		if !ok || m[step] == nil {
			return false
		}
		at = m[step]
	}
	return true
}

// caller asks a server and holds each answer to the description.
type caller struct {
	*spec
	s     *mastodontest.Server
	token string
}

// call asks template with its {} filled in order; body is a form.
func (c *caller) call(status int, method, template string, fill []string, query, form url.Values) map[string]any {
	c.t.Helper()
	path := template
	for _, f := range fill {
		i, j := strings.Index(path, "{"), strings.Index(path, "}")
		path = path[:i] + url.PathEscape(f) + path[j+1:]
	}
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.s.URL()+path+"?"+query.Encode(), body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(status, method, template, req)
}

func (c *caller) send(status int, method, template string, req *http.Request) map[string]any {
	c.t.Helper()
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, req.URL, resp.StatusCode, status, raw)
	}
	c.holdAnswer(method, template, resp.StatusCode, raw)
	var object map[string]any
	_ = json.Unmarshal(raw, &object) // a list is no object
	return object
}

// Every answer of the fake is one that Mastodon may give, by its own OpenAPI
// description.
func TestAnswersFitTheDescription(t *testing.T) {
	spec := openSpec(t)
	s := mastodontest.New(mastodontest.Options{MediaWaits: 2})
	defer s.Close()
	c := &caller{spec, s, s.Token()}
	root := s.Say(mastodontest.Post{By: "ivan@far.example", Text: "@acme hot #fridge https://far.example/a/long/address/to/somewhere", Lang: "en", Warning: "heat"})
	s.Say(mastodontest.Post{By: "olga", Text: "poll", Options: []string{"a", "b"}, Media: []mastodontest.Media{{Type: "image", Alt: "x"}}, ReplyTo: root})
	ours := s.Say(mastodontest.Post{By: "acme", Text: "answer", ReplyTo: root})
	s.Edit(root, "@acme cold #fridge")
	s.Boost("ivan", ours)
	s.Favourite("olga", ours)
	s.Follow("olga")
	s.SetBio("olga", "Olga :cat:", "<p>x</p>", "https://olga.example")

	c.call(200, "GET", "/api/v2/instance", nil, nil, nil)
	c.call(200, "GET", "/api/v1/instance", nil, nil, nil)
	c.call(200, "GET", "/api/v1/apps/verify_credentials", nil, nil, nil)
	c.call(200, "GET", "/api/v1/accounts/verify_credentials", nil, nil, nil)
	c.call(200, "GET", "/api/v1/accounts/lookup", nil, url.Values{"acct": {"olga"}}, nil)
	c.call(404, "GET", "/api/v1/accounts/lookup", nil, url.Values{"acct": {"nobody"}}, nil)
	c.call(200, "GET", "/api/v1/accounts/{id}/statuses", []string{s.SelfID()}, nil, nil)
	c.call(200, "GET", "/api/v1/notifications", nil, url.Values{"limit": {"2"}}, nil)
	c.call(200, "GET", "/api/v1/timelines/tag/{hashtag}", []string{"fridge"}, nil, nil)
	c.call(200, "GET", "/api/v2/search", nil, url.Values{"q": {"cold"}}, nil)
	c.call(200, "GET", "/api/v1/statuses/{id}", []string{root}, nil, nil)
	c.call(200, "GET", "/api/v1/statuses/{id}/context", []string{ours}, nil, nil)
	c.call(404, "GET", "/api/v1/statuses/{id}", []string{"1"}, nil, nil)
	c.call(200, "GET", "/api/v1/streaming/health", nil, nil, nil)
	writing(c, ours)
	oauth(c)
	limits(c)
}

// writing posts, edits, deletes, schedules and uploads.
func writing(c *caller, ours string) {
	c.t.Helper()
	st := c.call(200, "POST", "/api/v1/statuses", nil, nil, url.Values{"status": {"hello"}, "in_reply_to_id": {ours}, "language": {"ru"}})
	id := st["id"].(string)
	c.call(200, "PUT", "/api/v1/statuses/{id}", []string{id}, nil, url.Values{"status": {"hello!"}})
	c.call(200, "DELETE", "/api/v1/statuses/{id}", []string{id}, nil, nil)
	c.call(404, "DELETE", "/api/v1/statuses/{id}", []string{id}, nil, nil)
	c.call(422, "POST", "/api/v1/statuses", nil, nil, url.Values{"status": {""}})
	c.call(422, "POST", "/api/v1/statuses", nil, nil, url.Values{"status": {strings.Repeat("x", 501)}})
	c.call(404, "POST", "/api/v1/statuses", nil, nil, url.Values{"status": {"x"}, "in_reply_to_id": {"1"}})
	soon := func(d time.Duration) url.Values {
		return url.Values{"status": {"x"}, "scheduled_at": {time.Now().Add(d).UTC().Format(time.RFC3339)}}
	}
	c.call(422, "POST", "/api/v1/statuses", nil, nil, soon(time.Minute))
	c.call(200, "POST", "/api/v1/statuses", nil, nil, soon(time.Hour))

	m := c.upload(202)
	id = m["id"].(string)
	c.call(422, "POST", "/api/v1/statuses", nil, nil, url.Values{"media_ids[]": {id}})
	c.call(206, "GET", "/api/v1/media/{id}", []string{id}, nil, nil)
	c.call(200, "GET", "/api/v1/media/{id}", []string{id}, nil, nil)
	c.call(200, "POST", "/api/v1/statuses", nil, nil, url.Values{"media_ids[]": {id}})
	c.call(404, "GET", "/api/v1/media/{id}", []string{"1"}, nil, nil)
}

func (c *caller) upload(status int) map[string]any {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("description", "a fridge")
	part, _ := w.CreateFormFile("file", "a.png")
	_, _ = part.Write([]byte("\x89PNG\r\n\x1a\n123"))
	_ = w.Close() // all of it into memory
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.s.URL()+"/api/v2/media", &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return c.send(status, "POST", "/api/v2/media", req)
}

// oauth registers, approves and exchanges.
func oauth(c *caller) {
	c.t.Helper()
	app := c.call(200, "POST", "/api/v1/apps", nil, nil, url.Values{
		"client_name": {"x"}, "redirect_uris": {mastodontest.OutOfBand}, "scopes": {"read write"},
	})
	c.call(422, "POST", "/api/v1/apps", nil, nil, url.Values{})
	page := url.Values{
		"client_id": {app["client_id"].(string)}, "redirect_uri": {mastodontest.OutOfBand}, "response_type": {"code"}, "scope": {"read write"},
	}
	code, err := c.s.Approve(c.s.URL() + "/oauth/authorize?" + page.Encode())
	if err != nil {
		c.t.Fatal(err)
	}
	form := url.Values{
		"client_id": page["client_id"], "client_secret": {app["client_secret"].(string)}, "redirect_uri": {mastodontest.OutOfBand},
		"grant_type": {"authorization_code"}, "code": {code},
	}
	c.call(200, "POST", "/oauth/token", nil, nil, form)
	c.call(400, "POST", "/oauth/token", nil, nil, form)
	form.Set("client_secret", "wrong")
	c.call(401, "POST", "/oauth/token", nil, nil, form)
	page.Set("scope", "read write admin")
	if _, err := c.s.Approve(c.s.URL() + "/oauth/authorize?" + page.Encode()); err == nil {
		c.t.Error("a scope that was not registered is given")
	}
}

// limits asks without a token and beyond the limit.
func limits(c *caller) {
	c.t.Helper()
	c.s.SetLimit(0, time.Now().Add(time.Minute))
	c.call(429, "GET", "/api/v1/notifications", nil, nil, nil)
	c.s.SetLimit(100, time.Now().Add(time.Minute))
	c.token = "wrong"
	c.call(401, "GET", "/api/v1/notifications", nil, nil, nil)
	c.call(401, "GET", "/api/v1/streaming/user", nil, nil, nil)
}

// What the streams tell has the form of the same things elsewhere.
func TestEventsFitTheDescription(t *testing.T) {
	spec := openSpec(t)
	s := mastodontest.New(mastodontest.Options{})
	defer s.Close()
	conn, resp, err := websocket.DefaultDialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(s.URL(), "http")+"/api/v1/streaming?stream=user",
		http.Header{"Authorization": {"Bearer " + s.Token()}})
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	defer func() { _ = conn.Close() }()
	if err := s.WaitStreams(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	id := s.Say(mastodontest.Post{By: "ivan", Text: "@acme hello"})
	s.Edit(id, "@acme hello!")
	s.Say(mastodontest.Post{By: "acme", Text: "ours"})
	s.Delete(id)
	for _, x := range [][2]string{{"notification", "Notification"}, {"status.update", "Status"}, {"update", "Status"}, {"delete", ""}} {
		var e struct{ Event, Payload string }
		if err := conn.ReadJSON(&e); err != nil {
			t.Fatal(err)
		}
		if e.Event != x[0] {
			t.Fatalf("heard %s, want %s", e.Event, x[0])
		}
		if x[1] != "" {
			spec.hold(e.Event, "/components/schemas/"+x[1], []byte(e.Payload))
		} else if e.Payload != id {
			t.Errorf("deleted %q", e.Payload)
		}
	}
}
