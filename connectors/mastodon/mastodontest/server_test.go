package mastodontest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors/mastodon/mastodontest"
)

// client is go-mastodon at the server: a client that was not written for it.
func client(s *mastodontest.Server) *gomastodon.Client {
	return gomastodon.NewClient(&gomastodon.Config{Server: s.URL(), AccessToken: s.Token()})
}

func start(t *testing.T, o mastodontest.Options) *mastodontest.Server {
	t.Helper()
	s := mastodontest.New(o)
	t.Cleanup(s.Close)
	return s
}

// go-mastodon registers, logs in, posts, answers, reads and searches here as it
// does elsewhere.
func TestAnotherClient(t *testing.T) {
	s := start(t, mastodontest.Options{})
	ctx := t.Context()
	app, err := gomastodon.RegisterApp(ctx, &gomastodon.AppConfig{Server: s.URL(), ClientName: "x", Scopes: "read write"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Approve(app.AuthURI)
	if err != nil {
		t.Fatal(err)
	}
	c := gomastodon.NewClient(&gomastodon.Config{Server: s.URL(), ClientID: app.ClientID, ClientSecret: app.ClientSecret})
	if err := c.GetUserAccessToken(ctx, code, mastodontest.OutOfBand); err != nil {
		t.Fatal(err)
	}
	me, err := c.GetAccountCurrentUser(ctx)
	if err != nil || me.Acct != "acme" {
		t.Fatalf("%+v, %v", me, err)
	}
	asked := s.Say(mastodontest.Post{By: "ivan@far.example", Text: "@acme a #question"})
	st, err := c.PostStatus(ctx, &gomastodon.Toot{Status: "@ivan@far.example an answer", InReplyToID: gomastodon.ID(asked), Visibility: "unlisted"})
	if err != nil || st.Visibility != "unlisted" || st.Mentions[0].Acct != "ivan@far.example" {
		t.Fatalf("%+v, %v", st, err)
	}
	list, err := c.GetNotifications(ctx, nil)
	if err != nil || len(list) != 1 || list[0].Type != "mention" {
		t.Errorf("%+v, %v", list, err)
	}
	around, err := c.GetStatusContext(ctx, gomastodon.ID(asked))
	if err != nil || len(around.Descendants) != 1 {
		t.Errorf("%+v, %v", around, err)
	}
	tag, err := c.GetTimelineHashtag(ctx, "QUESTION", false, nil)
	if err != nil || len(tag) != 1 {
		t.Errorf("%+v, %v", tag, err)
	}
	found, err := c.Search(ctx, "answer", false)
	if err != nil || len(found.Statuses) != 0 { // unlisted posts are not searched
		t.Errorf("%+v, %v", found, err)
	}
	if err := c.DeleteStatus(ctx, st.ID); err != nil || len(s.By("acme")) != 0 {
		t.Errorf("delete: %v", err)
	}
	if n := len(s.Requests("POST /api/v1/statuses")); n != 1 {
		t.Errorf("%d posts", n)
	}
}

// get asks and gives the answer, decoded into v.
func get(t *testing.T, s *mastodontest.Server, path string, v any) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(raw, v); err != nil {
			t.Fatalf("%s: %v: %s", path, err, raw)
		}
	}
	return resp
}

type entry struct{ ID, Content string }

func contents(list []entry) string {
	var out []string
	for _, e := range list {
		out = append(out, strings.Trim(e.Content[strings.LastIndex(e.Content, " ")+1:], "</p>"))
	}
	return strings.Join(out, " ")
}

// Paging: newest first; since_id gives the newest above it, min_id the ones
// right above it; the Link header leads to the neighbours.
func TestPaging(t *testing.T) {
	for _, d := range []mastodontest.Dialect{mastodontest.Mastodon, mastodontest.GoToSocial, mastodontest.Pleroma} {
		t.Run(string(d), func(t *testing.T) {
			s := start(t, mastodontest.Options{Dialect: d})
			var ids []string
			for i := range 10 {
				ids = append(ids, s.Say(mastodontest.Post{By: "ivan", Text: fmt.Sprintf("#n %d", i)}))
			}
			if !slices.IsSortedFunc(ids, func(a, b string) int { return gomastodon.ID(a).Compare(gomastodon.ID(b)) }) {
				t.Fatalf("ids are not in order: %v", ids)
			}
			for query, want := range map[string]string{
				"limit=3": "9 8 7", "limit=3&max_id=" + ids[5]: "4 3 2", "limit=3&since_id=" + ids[2]: "9 8 7",
				"limit=3&min_id=" + ids[2]: "5 4 3", "since_id=" + ids[9]: "", "limit=2&max_id=" + ids[9] + "&min_id=" + ids[5]: "7 6",
			} {
				var list []entry
				resp := get(t, s, "/api/v1/timelines/tag/n?"+query, &list)
				if got := contents(list); got != want {
					t.Errorf("%s: %s, want %s", query, got, want)
				}
				if link := resp.Header.Get("Link"); (want != "") != strings.Contains(link, `rel="prev"`) {
					t.Errorf("%s: link %q", query, link)
				}
			}
		})
	}
}

// Notification ids count up and grow longer, as on Mastodon: 9 comes before 10.
func TestNotificationIDs(t *testing.T) {
	s := start(t, mastodontest.Options{})
	for range 12 {
		s.Follow("ivan")
	}
	var list []entry
	get(t, s, "/api/v1/notifications?min_id=8&limit=2", &list)
	if len(list) != 2 || list[0].ID != "10" || list[1].ID != "9" {
		t.Errorf("%+v", list)
	}
	get(t, s, "/api/v1/notifications?types[]=mention", &list)
	if len(list) != 0 {
		t.Errorf("a follow counts as a mention: %+v", list)
	}
}

// A direct message and a post for followers are for those whom they name.
func TestWhoSees(t *testing.T) {
	s := start(t, mastodontest.Options{})
	for _, v := range []string{"direct", "private"} {
		mine := s.Say(mastodontest.Post{By: "ivan", Text: "@acme psst", Visibility: v})
		other := s.Say(mastodontest.Post{By: "ivan", Text: "@olga psst", Visibility: v})
		if resp := get(t, s, "/api/v1/statuses/"+mine, nil); resp.StatusCode != 200 {
			t.Errorf("%s to us: %d", v, resp.StatusCode)
		}
		if resp := get(t, s, "/api/v1/statuses/"+other, nil); resp.StatusCode != 404 {
			t.Errorf("%s to others: %d", v, resp.StatusCode)
		}
	}
}

// post sends a status with a key.
func post(t *testing.T, s *mastodontest.Server, key, text string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/api/v1/statuses", strings.NewReader(url.Values{"status": {text}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.Token())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if key != "" { // even an empty one makes net/http repeat the request
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil
	}
	defer func() { _ = resp.Body.Close() }()
	var v map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&v) // no JSON: no object
	return resp.StatusCode, v
}

// A key holds for an hour; GoToSocial says only that it knows it.
func TestIdempotency(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := start(t, mastodontest.Options{Now: func() time.Time { return now }})
	_, a := post(t, s, "k", "one")
	_, b := post(t, s, "k", "one")
	now = now.Add(61 * time.Minute)
	_, c := post(t, s, "k", "one")
	if a["id"] != b["id"] || a["id"] == c["id"] || len(s.By("acme")) != 2 {
		t.Errorf("%v %v %v", a["id"], b["id"], c["id"])
	}
	g := start(t, mastodontest.Options{Dialect: mastodontest.GoToSocial})
	post(t, g, "k", "one")
	if code, again := post(t, g, "k", "one"); code != 200 || again["id"] != nil || again["status"] != "request already handled" {
		t.Errorf("%d %v", code, again)
	}
}

// The faults do what they say, for as many requests as they say.
func TestFaults(t *testing.T) {
	s := start(t, mastodontest.Options{})
	s.Fail("GET /api/v2/instance", mastodontest.Fault{Status: 503, Header: map[string]string{"Retry-After": "9"}, Times: 1})
	if resp := get(t, s, "/api/v2/instance", nil); resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "9" {
		t.Errorf("%d", resp.StatusCode)
	}
	if resp := get(t, s, "/api/v2/instance", nil); resp.StatusCode != 200 {
		t.Errorf("healed: %d", resp.StatusCode)
	}
	s.Fail("GET /api/v1/instance", mastodontest.Fault{Delay: time.Millisecond, Body: "garbage"})
	if resp := get(t, s, "/api/v1/instance", nil); resp.StatusCode != 200 {
		t.Errorf("garbage: %d", resp.StatusCode)
	}
	s.Fail("POST /api/v1/statuses", mastodontest.Fault{Lost: true, Times: 1})
	if code, _ := post(t, s, "", "lost"); code != 0 || len(s.By("acme")) != 1 {
		t.Errorf("lost: %d, %d posts", code, len(s.By("acme")))
	}
	s.Fail("POST /api/v1/statuses", mastodontest.Fault{Cut: true, Times: 1})
	if code, _ := post(t, s, "", "cut"); code != 0 || len(s.By("acme")) != 1 {
		t.Errorf("cut: %d, %d posts", code, len(s.By("acme")))
	}
	s.ClearFaults()
	if resp := get(t, s, "/api/v1/instance", nil); resp.StatusCode != 200 {
		t.Errorf("cleared: %d", resp.StatusCode)
	}
}

// The limit counts down, refuses, and begins anew; its reset is written the
// dialect's way.
func TestRateLimit(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	s := start(t, mastodontest.Options{RateLimit: 2, Now: func() time.Time { return now }})
	for _, want := range []int{200, 200, 429} {
		resp := get(t, s, "/api/v1/notifications", nil)
		if resp.StatusCode != want || resp.Header.Get("X-RateLimit-Reset") != "2026-11-20T09:05:00.000000Z" {
			t.Errorf("%d, want %d; reset %s", resp.StatusCode, want, resp.Header.Get("X-RateLimit-Reset"))
		}
	}
	now = now.Add(5 * time.Minute)
	if resp := get(t, s, "/api/v1/notifications", nil); resp.StatusCode != 200 || resp.Header.Get("X-RateLimit-Remaining") != "1" {
		t.Errorf("a new window: %d", resp.StatusCode)
	}
	g := start(t, mastodontest.Options{Dialect: mastodontest.GoToSocial, Now: func() time.Time { return now }})
	if reset := get(t, g, "/api/v1/notifications", nil).Header.Get("X-RateLimit-Reset"); reset != fmt.Sprint(now.Add(5*time.Minute).Unix()) {
		t.Errorf("reset %s", reset)
	}
}

// Streaming as each dialect offers it.
func TestWhoStreamsHow(t *testing.T) {
	for _, x := range []struct {
		o      mastodontest.Options
		path   string
		status int
	}{
		{mastodontest.Options{}, "/api/v1/streaming/health", 200},
		{mastodontest.Options{NoSSE: true, NoWebsocket: true}, "/api/v1/streaming/health", 404},
		{mastodontest.Options{NoSSE: true}, "/api/v1/streaming/user", 404},
		{mastodontest.Options{}, "/api/v1/streaming/hashtag", 400},
		{mastodontest.Options{Dialect: mastodontest.GoToSocial}, "/api/v1/streaming/user", 404},
		{mastodontest.Options{Dialect: mastodontest.GoToSocial}, "/api/v1/streaming?stream=user", 400},
		{mastodontest.Options{Dialect: mastodontest.Pleroma}, "/api/v2/instance", 404},
	} {
		s := start(t, x.o)
		if resp := get(t, s, x.path, nil); resp.StatusCode != x.status {
			t.Errorf("%+v %s: %d, want %d", x.o, x.path, resp.StatusCode, x.status)
		}
	}
}

// go-mastodon hears server-sent events here, edits and deletions among them.
func TestAnotherListener(t *testing.T) {
	s := start(t, mastodontest.Options{Heartbeat: time.Millisecond})
	events, err := client(s).StreamingUser(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WaitStreams(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	id := s.Say(mastodontest.Post{By: "ivan", Text: "@acme hello"})
	s.Edit(id, "@acme hello!")
	s.Delete(id)
	if n, ok := (<-events).(*gomastodon.NotificationEvent); !ok || string(n.Notification.Status.ID) != id {
		t.Errorf("heard %+v", n)
	}
	if e, ok := (<-events).(*gomastodon.UpdateEditEvent); !ok || e.Status.EditedAt.IsZero() {
		t.Errorf("heard %+v", e)
	}
	if d, ok := (<-events).(*gomastodon.DeleteEvent); !ok || string(d.ID) != id {
		t.Errorf("heard %+v", d)
	}
}
