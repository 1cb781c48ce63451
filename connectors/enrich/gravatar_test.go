package enrich

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

const profilesAt = "gravatar.example/v3/profiles/"

// profileOf is an answer of Gravatar as its documents show them.
func profileOf(mail string, change func(map[string]any)) string {
	p := map[string]any{
		"hash": GravatarHash(mail), "display_name": "Анна Ли", "profile_url": "https://gravatar.com/ann", "avatar_url": "https://0.gravatar.com/avatar/x",
		"avatar_alt_text": "", "location": "Казань", "description": "Engineer", "job_title": "CTO", "company": "ACME", "pronunciation": "", "pronouns": "she/her",
		"timezone": "Europe/Moscow", "languages": []any{map[string]any{"code": "ru", "name": "Russian", "is_primary": true, "order": 0}},
		"verified_accounts": []any{
			map[string]any{"service_type": "mastodon", "service_label": "Mastodon", "service_icon": "https://gravatar.com/icons/mastodon.svg", "url": "https://m.example/@ann", "is_hidden": false},
			map[string]any{"service_type": "github", "service_label": "GitHub", "service_icon": "https://gravatar.com/icons/github.svg", "url": "https://github.com/ann", "is_hidden": false},
			map[string]any{"service_type": "tumblr", "service_label": "Tumblr", "service_icon": "https://gravatar.com/icons/tumblr.svg", "url": "https://ann.tumblr.com", "is_hidden": true},
		},
		"links": []any{map[string]any{"label": "Blog", "url": "https://ann.example"}},
	}
	if change != nil {
		change(p)
	}
	raw, _ := json.Marshal(p)
	return string(raw)
}

// TestOurGravatarIsLikeTheRealOne: what the tests answer with holds to the
// published schema, as far as it is read.
func TestOurGravatarIsLikeTheRealOne(t *testing.T) {
	raw, err := os.ReadFile("testdata/gravatar-profile.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("profile.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("profile.json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(profileOf("ann@x.example", nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(v); err != nil {
		t.Error(err)
	}
}

// TestTheHashIsThatOfTheDocuments: their example, badly typed.
func TestTheHashIsThatOfTheDocuments(t *testing.T) {
	const want = "84059b07d4be67b806386c0aad8070a23f18836bbaae342275dc0a83414c32ee"
	if got := GravatarHash(" MyEmailAddress@example.com "); got != want {
		t.Error(got)
	}
}

// gravatarOf is the source over the test's internet.
func gravatarOf(t *testing.T, key string) *served {
	t.Helper()
	return newGravatar(client(t), "http://gravatar.example/", key)
}

// TestGravatarTellsWhoIsBehindAnAddress: verified accounts are the same person,
// all else are facts; what its owner hides stays hidden; the address itself does
// not leave the machine.
func TestGravatarTellsWhoIsBehindAnAddress(t *testing.T) {
	in := newInternet(t)
	in.put(profilesAt+GravatarHash("Ann@x.example"), "application/json", profileOf("ann@x.example", nil))
	f, err := gravatarOf(t, "").Look(t.Context(), letter("Ann@x.example"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "= mastodon ann@m.example https://m.example/@ann; = github ann https://github.com/ann; name: Анна Ли; city: Казань; about: Engineer; job: CTO; company: ACME; " +
		"pronouns: she/her; timezone: Europe/Moscow; profile: https://gravatar.com/ann; languages: ru; link: https://ann.example"
	if got := said(f); got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
	if f.Author == nil || f.Author.Avatar != "https://0.gravatar.com/avatar/x" {
		t.Errorf("%+v", f.Author)
	}
	for _, r := range in.heard {
		if strings.Contains(r.URL.String(), "x.example") || r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || r.Header.Get("User-Agent") != "earshot" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
	}
}

// TestAnAddressInAProfileProvesNothing: its owner may have written anybody's.
func TestAnAddressInAProfileProvesNothing(t *testing.T) {
	in := newInternet(t)
	in.put(profilesAt+GravatarHash("vip@x.example"), "application/json", profileOf("vip@x.example", nil))
	who := store.Identity{ID: "vk:9", Network: "vk", Author: store.Author{ID: "9", Email: "vip@x.example"}}
	f, err := gravatarOf(t, "").Look(t.Context(), who)
	if err != nil || len(f.Accounts) != 0 || !strings.Contains(said(f), "link: https://m.example/@ann") {
		t.Errorf("%s %v", said(f), err)
	}
}

// TestAKeyIsSentToGravatarOnly, and never shown.
func TestAKeyIsSentToGravatarOnly(t *testing.T) {
	in := newInternet(t)
	in.on(profilesAt+GravatarHash("ann@x.example"), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret-key" {
			t.Errorf("%v", r.Header)
		}
		http.Redirect(w, r, "http://elsewhere.example/x", http.StatusFound)
	})
	in.on("elsewhere.example/x", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the key has left")
		}
		http.Error(w, "secret-key", http.StatusUnauthorized)
	})
	_, err := gravatarOf(t, "secret-key").Look(t.Context(), letter("ann@x.example"))
	if !fault.Is(err, fault.Unauthorized) || strings.Contains(err.Error(), "secret-key") {
		t.Errorf("%v", err)
	}
}

// TestWhatGravatarMayAnswer: nobody, nonsense, somebody else, a refusal.
func TestWhatGravatarMayAnswer(t *testing.T) {
	const mail = "ann@x.example"
	for _, c := range []struct {
		why, kind, body string
		status          int
		want            string
		fault           fault.Kind
		nothing         bool
	}{
		{why: "nobody", status: 404, body: `{"error":"Profile not found","code":"not_found"}`, nothing: true, want: "knows no profile"},
		{why: "no key any more", status: 401, fault: fault.Unauthorized},
		{why: "broken", status: 500, fault: fault.Transient},
		{why: "a page", status: 200, body: "<html>", fault: fault.Transient, want: "no profile"},
		{why: "a list", status: 200, body: "[]", fault: fault.Transient, want: "no profile"},
		{why: "cut", status: 200, body: profileOf(mail, nil)[:40], fault: fault.Transient, want: "no profile"},
		{why: "another type", status: 200, body: profileOf(mail, func(p map[string]any) { p["verified_accounts"] = "none" }), fault: fault.Transient},
		{why: "somebody else", status: 200, body: profileOf("bob@x.example", nil), fault: fault.Permanent, want: "somebody else"},
	} {
		in := newInternet(t)
		in.on(profilesAt+GravatarHash(mail), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		})
		_, err := gravatarOf(t, "").Look(t.Context(), letter(mail))
		_, none := isNothing(err)
		if err == nil || none != c.nothing || !none && !fault.Is(err, c.fault) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.why, err)
		}
	}
	if _, err := gravatarOf(t, "").Look(t.Context(), ann()); err == nil {
		t.Error("somebody without address was asked about")
	}
}

// TestTheLimitsOfGravatarHold: from its headers, through the worker to the queue.
func TestTheLimitsOfGravatarHold(t *testing.T) {
	in := newInternet(t)
	left := 2
	reset := time.Now().Add(40 * time.Minute)
	for _, m := range people(4) {
		in.on(profilesAt+GravatarHash(m), func(w http.ResponseWriter, _ *http.Request) {
			if left == 0 {
				w.Header().Set("Retry-After", "600")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			left--
			w.Header().Set("X-RateLimit-Limit", "100")
			w.Header().Set("X-RateLimit-Remaining", fmt.Sprint(left))
			w.Header().Set("X-RateLimit-Reset", fmt.Sprint(reset.Unix()))
			fmt.Fprint(w, profileOf(m, nil))
		})
	}
	st := mem.New()
	o := newOffice(t, st, gravatarOf(t, ""))
	o.mails(people(4)...)
	o.must(o.w.Once(t.Context(), 10))
	q := o.queue(desk.SourceGravatar)
	if q.Held != 2 || q.Ready != 2 || q.Left != 0 || q.Closed.Unix() != reset.Unix() || len(in.asked()) != 2 {
		t.Fatalf("%+v after %d calls", q, len(in.asked()))
	}
	// Somebody else behind our address uses the window up: 429.
	o = newOffice(t, mem.New(), gravatarOf(t, ""))
	o.mails(people(4)...)
	o.must(o.w.Once(t.Context(), 10))
	q = o.queue(desk.SourceGravatar)
	if wait := q.Closed.Sub(o.Env().Now()); q.Held != 0 || q.Ready != 3 || q.Later != 1 || wait < 9*time.Minute || wait > 11*time.Minute {
		t.Errorf("%+v", q)
	}
}

// TestWhereAnAccountIs is read from the address of its page.
func TestWhereAnAccountIs(t *testing.T) {
	for at, want := range map[string]string{
		"https://m.example/@ann": "mastodon ann@m.example", "https://bsky.app/profile/ann.example": "bluesky ann.example",
		"https://vk.com/ann": "vk ann", "https://t.me/ann": "telegram ann", "https://www.github.com/ann/": "github ann",
		"https://www.tiktok.com/@ann": " ann", "https://x.example/people/ann": " ann", "https://github.com": " ", "https://ann.example": " ",
	} {
		if a := accountAt(at); a.Network+" "+a.Handle != want || a.URL == "" {
			t.Errorf("%s: %+v", at, a)
		}
	}
	for _, bad := range []string{"", "javascript:alert(1)", "ftp://x.example/a", "https://ann:pw@x.example/", "https://localhost/@ann", "::", "mailto:a@b.c"} {
		if a := accountAt(bad); a != (desk.FoundAccount{}) {
			t.Errorf("%s: %+v", bad, a)
		}
	}
	for service, want := range map[string]string{"Mastodon": "mastodon", "mail": "", "no network!": "", "": ""} {
		if got := network(service); got != want {
			t.Errorf("%q: %q", service, got)
		}
	}
}

// FuzzGravatar: whatever is answered, what is read of it is bounded and about the
// one who was asked about.
func FuzzGravatar(f *testing.F) {
	hash := GravatarHash("ann@x.example")
	f.Add([]byte(profileOf("ann@x.example", nil)))
	f.Add([]byte(`{"hash":"` + hash + `","verified_accounts":[{"url":"https://[::1"}],"languages":[{}]}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := readGravatar(body, hash)
		if err == nil && (len(got.Accounts) > 64 || len(got.Facts) > 32) {
			t.Errorf("%d accounts, %d facts", len(got.Accounts), len(got.Facts))
		}
		for _, a := range got.Accounts {
			if desk.PageOf(a.URL) == "" || a.Network == "mail" {
				t.Errorf("%+v", a)
			}
		}
	})
}
