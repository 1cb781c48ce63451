package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestMentionsAreTaken: one object, on one line or several, and JSON Lines; what
// was told before is known, what has changed is an edit.
func TestMentionsAreTaken(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct{ body, want string }{
		{line("1", "hello"), `{"new":1,"known":0,"edited":0}`},
		{line("1", "hello"), `{"new":0,"known":1,"edited":0}`},
		{line("1", "hello, corrected"), `{"new":0,"known":0,"edited":1}`},
		{line("2", "a") + "\n\n" + line("3", "b") + "\n" + line("3", "b") + "\n", `{"new":2,"known":1,"edited":0}`},
		{strings.ReplaceAll(line("4", "pretty"), ",", ",\n  "), `{"new":1,"known":0,"edited":0}`},
		{"\ufeff" + line("5", "with a mark in front"), `{"new":1,"known":0,"edited":0}`},
	} {
		if code, answer := s.post(c.body, nil); code != http.StatusAccepted || answer != c.want {
			t.Errorf("%s\n%d %s\nwant %s", c.body, code, answer, c.want)
		}
	}
	m := s.mention("site:1")
	if m.Body.Text != "hello, corrected" || m.Account != "site" || m.Author.Name != "Ivan" || m.Edited.IsZero() || m.Work.State != store.StateNew {
		t.Errorf("%+v", m)
	}
	if h := s.health(); h.State != store.HealthOK || h.LastEvent.IsZero() {
		t.Errorf("%+v", h)
	}
	for _, kind := range []string{"application/x-ndjson", "application/jsonl; charset=utf-8", "application/json;charset=UTF-8"} {
		code, answer := s.post(line(kind, "x"), func(r *http.Request) { r.Header.Set("Content-Type", kind) })
		if code != http.StatusAccepted {
			t.Errorf("%s: %d %s", kind, code, answer)
		}
	}
	if code, answer := s.post(line("9", "\u200b\x1b"), nil); code != http.StatusAccepted && code != http.StatusBadRequest {
		t.Errorf("%d %s", code, answer)
	}
}

// TestForgeries: every one of them is refused and nothing of it is stored.
func TestForgeries(t *testing.T) {
	s := newSite(t)
	body := line("1", "hello")
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	at := func(d time.Duration) func(*http.Request) {
		return func(r *http.Request) { Put(r.Header, secret, s.now().Add(d), []byte(body)) }
	}
	good := func() string { return Sign(secret, strconv.FormatInt(s.now().Unix(), 10), []byte(body)) }
	sign := func(make func() string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(HeaderSignature, make()) }
	}
	later := func(r *http.Request) { r.Header.Set(HeaderTime, strconv.FormatInt(s.now().Unix()+1, 10)) }
	for name, c := range map[string]struct {
		change func(*http.Request)
		code   int
		words  string
	}{
		"no signature":           {func(r *http.Request) { r.Header.Del(HeaderSignature) }, 401, HeaderSignature},
		"no time":                {func(r *http.Request) { r.Header.Del(HeaderTime) }, 401, HeaderTime},
		"a time in words":        {set(HeaderTime, "now"), 401, "no time in Unix seconds"},
		"a time before all":      {set(HeaderTime, "-5"), 401, "no time"},
		"another time":           {later, 401, "signature is wrong"},
		"another secret":         {func(r *http.Request) { Put(r.Header, "another secret, just as long", s.now(), []byte(body)) }, 401, "wrong"},
		"another body":           {func(r *http.Request) { Put(r.Header, secret, s.now(), []byte(body+" ")) }, 401, "wrong"},
		"no version":             {sign(func() string { return strings.TrimPrefix(good(), "v1=") }), 401, "wrong"},
		"no hexadecimal":         {set(HeaderSignature, "v1=zz"), 401, "wrong"},
		"half of it":             {sign(func() string { return good()[:20] }), 401, "wrong"},
		"nothing":                {set(HeaderSignature, "v1="), 401, "wrong"},
		"the right one as fifth": {sign(func() string { return "v1=00,v1=00,v1=00,v1=00," + good() }), 401, "wrong"},
		"too old":                {at(-Window - time.Second), 401, "5 minutes"},
		"too new":                {at(Window + 2*time.Second), 401, "5 minutes"},
		"an account of nobody":   {func(r *http.Request) { r.URL.Path = "/webhook/shop" }, 401, "no webhook of this name"},
		"another way":            {func(r *http.Request) { r.Method = http.MethodPut }, 405, "POST"},
		"another place":          {func(r *http.Request) { r.URL.Path = "/" }, 404, "/webhook/NAME"},
		"a form":                 {set("Content-Type", "application/x-www-form-urlencoded"), 415, "application/json"},
		"no type":                {func(r *http.Request) { r.Header.Del("Content-Type") }, 415, "application/json"},
		"packed":                 {set("Content-Encoding", "gzip"), 415, "packed"},
		"said to be long":        {func(r *http.Request) { r.ContentLength = MaxBody + 1 }, 413, "4 MiB"},
	} {
		code, answer := s.post(body, c.change)
		if code != c.code || !strings.Contains(answer, c.words) {
			t.Errorf("%s: %d %s", name, code, answer)
		}
		s.pass(budgetTime) // another minute
	}
	if s.count() != 0 {
		t.Errorf("%d mentions were stored", s.count())
	}
	if strings.Contains(s.log.String(), secret) {
		t.Error("the secret is in the log")
	}
	// The window itself, and a secret that is being replaced.
	for _, d := range []time.Duration{-Window + time.Second, Window - time.Second} {
		if code, answer := s.post(body, at(d)); code != http.StatusAccepted {
			t.Errorf("%v: %d %s", d, code, answer)
		}
	}
	if code, answer := s.post(body, sign(func() string { return "v1=00, " + good() })); code != http.StatusAccepted {
		t.Errorf("%d %s", code, answer)
	}
}

// TestTheSignatureIsAsWritten: HMAC-SHA256 over the time, a full stop and the
// body, so that every language can make it.
func TestTheSignatureIsAsWritten(t *testing.T) {
	h := hmac.New(sha256.New, []byte("key"))
	fmt.Fprint(h, "1790000000.{}")
	if got, want := Sign("key", "1790000000", []byte("{}")), "v1="+hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestAReplayDoesNothing: the same request once more is answered and does not
// bring back what was said before; later it is refused.
func TestAReplayDoesNothing(t *testing.T) {
	s := newSite(t)
	body := line("1", "the old text")
	var stamp, signature string
	if code, _ := s.post(body, func(r *http.Request) { stamp, signature = r.Header.Get(HeaderTime), r.Header.Get(HeaderSignature) }); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if code, _ := s.post(line("1", "the new text"), nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	again := func(r *http.Request) { r.Header.Set(HeaderTime, stamp); r.Header.Set(HeaderSignature, signature) }
	if code, answer := s.post(body, again); code != http.StatusAccepted || answer != `{"new":0,"known":1,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
	if m := s.mention("site:1"); m.Body.Text != "the new text" {
		t.Errorf("the replay has changed it: %q", m.Body.Text)
	}
	s.pass(Window + time.Second)
	if code, answer := s.post(body, again); code != http.StatusUnauthorized {
		t.Errorf("%d %s", code, answer)
	}
}

// TestAReplayDoesNothingAfterARestart: what was taken is remembered on the disk, for
// as long as it could be sent again, and in as much room as that needs. A second
// signature in the header makes no other request of it.
func TestAReplayDoesNothingAfterARestart(t *testing.T) {
	s := newSite(t)
	old, stamp := line("1", "the old text")+"\n"+line("2", "beside it"), s.now()
	if code, _ := s.post(old, nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if code, _ := s.post(line("1", "the new text"), nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	good := Sign(secret, strconv.FormatInt(stamp.Unix(), 10), []byte(old))
	for _, header := range []string{good, "v1=00, " + good, good + ",v1=00", strings.ToUpper(good[3:])} {
		s.pass(time.Minute)
		s.in = NewIntake(s.desk, s.in.log)
		code, answer := s.post(old, func(r *http.Request) {
			Put(r.Header, secret, stamp, []byte(old))
			r.Header.Set(HeaderSignature, "v1="+strings.TrimPrefix(header, "v1="))
		})
		if code != http.StatusAccepted || answer != `{"new":0,"known":2,"edited":0}` || s.mention("site:1").Body.Text != "the new text" {
			t.Errorf("%s: %d %s, the text is %q", header, code, answer, s.mention("site:1").Body.Text)
		}
	}
	// Nothing was stored: the same request is no replay.
	s.disk.full.Store(true)
	at := s.now()
	if code, _ := s.post(line("3", "x"), nil); code != http.StatusServiceUnavailable {
		t.Errorf("%d", code)
	}
	s.disk.full.Store(false)
	if code, answer := s.post(line("3", "x"), func(r *http.Request) { Put(r.Header, secret, at, []byte(line("3", "x"))) }); answer != `{"new":1,"known":0,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
	s.pass(Window + time.Minute)
	if code, _ := s.post(line("4", "x"), nil); code != http.StatusAccepted {
		t.Error(code)
	}
	raw, err := s.desk.Setup.Cursor(t.Context(), "site", cursorOf)
	if err != nil || len(raw) != takenSize {
		t.Errorf("%d bytes are remembered, %v", len(raw), err)
	}
	r := &replays{}
	for i := range 10 {
		r.known, raw = r.with(taken{sum: uint64(i), at: uint32(s.now().Unix())}, s.now()) //nolint:gosec // small
	}
	if len(r.known) != 10 || len(raw) != 10*takenSize || r.known[0].sum != 0 {
		t.Errorf("%d are remembered in %d bytes", len(r.known), len(raw))
	}
}

// TestNoReplayIsForgottenTooEarly: a sender that makes more requests than can be
// remembered, over restarts that forget its budget, waits; it does not push out of
// the memory what could be sent again.
func TestNoReplayIsForgottenTooEarly(t *testing.T) {
	s := newSite(t)
	body, stamp := line("1", "the old text"), s.now()
	if code, _ := s.post(body, nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if code, _ := s.post(line("1", "the new text"), nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	a, err := s.desk.Setup.Account(t.Context(), "site")
	if err != nil {
		t.Fatal(err)
	}
	memory, err := s.in.memory(t.Context(), "site", a.Added)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(memory.known); i < maxReplays; i++ {
		memory.known = append(memory.known, newTaken([]byte{1, 2, 3, 4, 5, 6, byte(i >> 8), byte(i)}, stamp.Unix(), 1))
	}
	memory.Unlock()
	s.pass(time.Second)
	if code, answer := s.post(line("2", "one more"), nil); code != http.StatusTooManyRequests {
		t.Errorf("%d %s", code, answer)
	}
	if _, answer := s.post(body, func(r *http.Request) { Put(r.Header, secret, stamp, []byte(body)) }); answer != `{"new":0,"known":1,"edited":0}` {
		t.Errorf("a replay: %s", answer)
	}
	if text := s.mention("site:1").Body.Text; text != "the new text" {
		t.Errorf("the text is %q", text)
	}
	s.pass(Window)
	if code, answer := s.post(line("2", "one more"), nil); code != http.StatusAccepted {
		t.Errorf("%d %s", code, answer)
	}
}

// TestAnAccountConnectedAnewRemembersNothing of the one that had its name.
func TestAnAccountConnectedAnewRemembersNothing(t *testing.T) {
	s := newSite(t)
	body := line("1", "hello")
	if code, _ := s.post(body, nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if err := s.desk.Setup.Disconnect(t.Context(), desk.By{User: "anna"}, "site"); err != nil {
		t.Fatal(err)
	}
	s.pass(time.Second)
	s.connect("site", secret)
	if code, answer := s.post(body, func(r *http.Request) { Put(r.Header, secret, s.now().Add(-time.Second), []byte(body)) }); answer != `{"new":0,"known":1,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
}

// TestAnOlderTextNeverComesBack: requests overtake each other, and the sender's own
// time of the edit tells which text is the newer.
func TestAnOlderTextNeverComesBack(t *testing.T) {
	s := newSite(t)
	edited := func(text, at string) string {
		return strings.Replace(line("1", text), `"kind"`, `"edited":"2026-01-02T`+at+`Z","kind"`, 1)
	}
	for _, c := range []struct{ body, answer, text string }{
		{line("1", "first"), `{"new":1,"known":0,"edited":0}`, "first"},
		{edited("third", "05:00:00"), `{"new":0,"known":0,"edited":1}`, "third"},
		{edited("second", "04:00:00"), `{"new":0,"known":1,"edited":0}`, "third"},
		{edited("fourth", "06:00:00"), `{"new":0,"known":0,"edited":1}`, "fourth"},
		{line("1", "said without a time"), `{"new":0,"known":0,"edited":1}`, "said without a time"},
	} {
		if code, answer := s.post(c.body, nil); code != http.StatusAccepted || answer != c.answer || s.mention("site:1").Body.Text != c.text {
			t.Errorf("%s\n%d %s, the text is %q", c.body, code, answer, s.mention("site:1").Body.Text)
		}
	}
}

// TestWrongLines: each is named with its reason, and nothing is stored.
func TestWrongLines(t *testing.T) {
	s := newSite(t)
	for body, words := range map[string]string{
		"":                         "there is no mention",
		"\n \n":                    "there is no mention",
		"hello":                    `"line":1`,
		"[" + line("1", "a") + "]": `"line":1`,
		line("1", "a") + "\n" + `{"network":"x"}`:            `"line":2,"reason":"`,
		`{"network":"no good","id":"1","text":"x"}`:          `"line":1,"reason":"network`,
		strings.Replace(line("1", "a"), "2026-", "1026-", 1): "before 1990",
		strings.Repeat("[", 20_000):                          `"line":1`,
		strings.Repeat("x\n", 100):                           `"line":20`,
		"\xff\xfe":                                           `"line":1`,
	} {
		code, answer := s.post(body, nil)
		if code != http.StatusBadRequest || !strings.Contains(answer, words) || strings.Contains(answer, `"line":21`) {
			t.Errorf("%.60q: %d %.300s, want %q", body, code, answer, words)
		}
	}
	if s.count() != 0 {
		t.Errorf("%d mentions were stored", s.count())
	}
}

// TestTooMuch: a long body, many mentions, many requests, many wrong ones.
func TestTooMuch(t *testing.T) {
	s := newSite(t)
	if code, answer := s.post(strings.Repeat(" ", MaxBody+1), func(r *http.Request) { r.ContentLength = -1 }); code != 413 {
		t.Errorf("%d %s", code, answer)
	}
	many := strings.Builder{}
	for i := range MaxMentions + 1 {
		many.WriteString(line(strconv.Itoa(i), "x") + "\n")
	}
	if code, answer := s.post(many.String(), nil); code != 413 || s.count() != 0 {
		t.Errorf("%d %s", code, answer)
	}
	s.pass(budgetTime)
	for i := range PerMinute {
		if code, answer := s.post(line("1", strconv.Itoa(i)), nil); code != http.StatusAccepted {
			t.Fatalf("request %d: %d %s", i, code, answer)
		}
	}
	if code, _ := s.post(line("1", "one more"), nil); code != 429 {
		t.Errorf("%d", code)
	}
	s.pass(budgetTime)
	if code, _ := s.post(line("1", "a minute later"), nil); code != http.StatusAccepted {
		t.Errorf("%d", code)
	}
	wrong := func(r *http.Request) { r.Header.Set(HeaderSignature, "v1=00") }
	for range wrongPerMinute {
		if code, _ := s.post(line("1", "x"), wrong); code != 401 {
			t.Fatal(code)
		}
	}
	if code, _ := s.post(line("1", "x"), nil); code != 429 {
		t.Errorf("%d: guessing goes on", code)
	}
	if code, _ := s.post(line("1", "from elsewhere"), func(r *http.Request) { r.RemoteAddr = "192.0.2.9:55" }); code != http.StatusAccepted {
		t.Errorf("%d: a neighbour pays for it", code)
	}
	for range atOnce {
		s.in.rooms.whole(s.in.rooms.enter("192.0.2.11", func() { t.Error("one that is whole is cut off") }))
	}
	if code, _ := s.post(line("1", "x"), func(r *http.Request) { r.RemoteAddr = "192.0.2.10" }); code != 429 {
		t.Errorf("%d with no room left", code)
	}
}

// TestABudgetIsBounded in what it remembers, and survives clocks.
func TestABudgetIsBounded(t *testing.T) {
	var b budget
	now := time.Unix(1_790_000_000, 0)
	for i := range budgetKeys {
		if b.spend(strconv.Itoa(i), 1, now) != 0 {
			t.Fatal(i)
		}
	}
	if b.spend("one more", 1, now) != budgetTime || b.spend("0", 1, now.Add(time.Second)) != budgetTime-time.Second {
		t.Error("there is no end to it")
	}
	if b.spend("one more", 1, now.Add(-time.Hour)) != 0 || b.spent("one more", 1, now.Add(-time.Hour)) == 0 || b.spent("two", 1, now) != 0 {
		t.Error("a clock that went back")
	}
}

// TestWhatAWebhookMayNotTouch: a mention of another account stays as it is, an
// account of ours is not for others to name, and the work on a mention is ours.
func TestWhatAWebhookMayNotTouch(t *testing.T) {
	s := newSite(t)
	s.mastodon("acme")
	s.tells("acme", "5", "as it was said")
	forged := strings.NewReplacer(`"site"`, `"mastodon"`).Replace(line("5", "forged"))
	if code, answer := s.post(forged, nil); code != http.StatusAccepted || answer != `{"new":0,"known":1,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
	if m := s.mention("mastodon:5"); m.Body.Text != "as it was said" {
		t.Errorf("%+v", m.Body)
	}
	for id, account := range map[string]string{"6": "acme", "7": "shop"} {
		body := strings.Replace(line(id, "x"), `{`, `{"account":"`+account+`","state":"done","assignee":"boris","notes":[{"by":"x","text":"y"}],"colour":"red",`, 1)
		if code, answer := s.post(body, nil); code != http.StatusAccepted {
			t.Fatalf("%d %s", code, answer)
		}
		m := s.mention("site:" + id)
		if want := map[string]string{"acme": "site", "shop": "shop"}[account]; m.Account != want {
			t.Errorf("%s became %s", account, m.Account)
		}
		if m.Work.State != store.StateNew || m.Work.Assignee != "" || m.Work.Notes != 0 || string(m.Extra["colour"]) != `"red"` {
			t.Errorf("%+v %v", m.Work, m.Extra)
		}
	}
}

// TestAFullDisk: the sender is told to come again, and may.
func TestAFullDisk(t *testing.T) {
	s := newSite(t)
	body := line("1", "hello")
	s.disk.full.Store(true)
	if code, answer := s.post(body, nil); code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", code, answer)
	}
	s.disk.full.Store(false)
	if code, answer := s.post(body, nil); code != http.StatusAccepted || answer != `{"new":1,"known":0,"edited":0}` {
		t.Errorf("%d %s", code, answer)
	}
}

// TestASecretIsReplaced by connecting again, at once; without an account
// nothing is taken.
func TestASecretIsReplaced(t *testing.T) {
	s := newSite(t)
	if code, _ := s.post(line("1", "a"), nil); code != http.StatusAccepted {
		t.Fatal(code)
	}
	s.pass(time.Second)
	s.connect("site", "another secret, just as long")
	if code, _ := s.post(line("2", "a"), nil); code != 401 {
		t.Errorf("the old secret: %d", code)
	}
	fresh := func(r *http.Request) { Put(r.Header, "another secret, just as long", s.now(), []byte(line("2", "a"))) }
	if code, _ := s.post(line("2", "a"), fresh); code != http.StatusAccepted {
		t.Errorf("the new secret: %d", code)
	}
	if err := s.desk.Setup.Disconnect(t.Context(), desk.By{User: "anna"}, "site"); err != nil {
		t.Fatal(err)
	}
	if code, _ := s.post(line("2", "a"), fresh); code != 401 {
		t.Errorf("without an account: %d", code)
	}
}

// TestHealthz: well, unless the data cannot be read.
func TestHealthz(t *testing.T) {
	s := newSite(t)
	get := func(r *http.Request) { r.URL.Path, r.Method = "/healthz", http.MethodGet }
	if code, answer := s.post("", get); code != 200 || answer != `{"status":"ok"}` {
		t.Errorf("%d %s", code, answer)
	}
	if code, _ := s.post("", func(r *http.Request) { r.URL.Path = "/healthz" }); code != 405 {
		t.Errorf("%d", code)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _ := s.post("", func(r *http.Request) { get(r); *r = *r.WithContext(ended) }); code != 503 {
		t.Errorf("%d", code)
	}
}
