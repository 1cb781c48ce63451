package bluesky

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"earshot/connectors"
	"earshot/connectors/bluesky/blueskytest"
	"earshot/connectors/connectortest"
	"earshot/connectors/fault"
	"earshot/store"
)

// out is a delivery as the outbox hands it over.
func (w *town) out(text string, to *store.Mention) connectors.Outgoing {
	return connectors.Outgoing{Key: "job-" + text, Message: store.Message{Text: text, Lang: "en"}, ReplyTo: to, Made: w.clock.now()}
}

// send sends and fails the test on an error.
func (w *town) send(c *Connector, out connectors.Outgoing) connectors.Receipt {
	w.Helper()
	r, err := c.Send(w.Context(), out)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

// last is the record that was put down last in our name.
func (w *town) last() map[string]any {
	w.Helper()
	all := w.By(ourHandle)
	if len(all) == 0 {
		w.Fatal("nothing was sent")
	}
	return all[len(all)-1]
}

// TestAnAnswerStandsInItsDiscussion under what it answers and under its root.
func TestAnAnswerStandsInItsDiscussion(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	root := w.say("@acme.test my fridge is warm")
	w.clock.pass(time.Second)
	deeper := w.Say(blueskytest.Post{By: "olga.test", Text: "mine too @acme.test", Reply: root})
	w.read(c)
	r := w.send(c, w.out("we come tomorrow", w.get(deeper)))
	if r.URL != "https://bsky.app/profile/acme.test/post/"+r.RemoteID[strings.LastIndex(r.RemoteID, "/")+1:] || r.At.IsZero() {
		t.Errorf("%+v", r)
	}
	post := w.last()
	reply := post["reply"].(map[string]any)
	uri := func(which string) string { return reply[which].(map[string]any)["uri"].(string) }
	if uri("root") != root || uri("parent") != deeper || post["text"] != "we come tomorrow" {
		t.Errorf("%v", post)
	}
	if d := cmp.Diff([]any{"en"}, post["langs"]); d != "" {
		t.Error(d)
	}
	if post["createdAt"] != "2026-11-23T09:00:02.000Z" {
		t.Errorf("%v", post["createdAt"])
	}
	w.send(c, w.out("to the first", w.get(root)))
	reply = w.last()["reply"].(map[string]any)
	if uri("root") != root || uri("parent") != root {
		t.Errorf("%v", reply)
	}
	// Who reposted hears of an answer only when named in it.
	w.clock.pass(time.Second)
	share := w.React("olga.test", "app.bsky.feed.repost", r.RemoteID)
	w.read(c)
	w.send(c, w.out("thank you", w.get(share)))
	if text := w.last()["text"]; text != "@olga.test thank you" {
		t.Errorf("%q", text)
	}
	w.send(c, w.out("thank you @Olga.test!", w.get(share)))
	if text := w.last()["text"]; text != "thank you @Olga.test!" {
		t.Errorf("%q", text)
	}
}

// TestNothingIsSentTwice: a second try of the same delivery puts nothing down, and
// tells what the first one did.
func TestNothingIsSentTwice(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	out := w.out("once", nil)
	first := w.send(c, out)
	w.clock.pass(time.Hour)
	second := w.send(w.start(), out)
	if first.RemoteID != second.RemoteID || !first.At.Equal(second.At) || len(w.By(ourHandle)) != 1 {
		t.Errorf("%+v, then %+v; %d stand there", first, second, len(w.By(ourHandle)))
	}
	// A backup was restored that knows the delivery, and not when it was tried.
	restored := connectors.Outgoing{Key: "01JD8Z3T5G9WQ6Y1RKB4X7N2MC", Message: store.Message{Text: "before the backup"}, Made: w.clock.now()}
	before := w.send(c, restored)
	restored.Made = restored.Made.Add(-40 * time.Second)
	if r, ok, err := c.Find(t.Context(), restored); err != nil || !ok || r.RemoteID != before.RemoteID {
		t.Errorf("after a restore: %+v %v %v", r, ok, err)
	}
	if again := w.send(c, restored); again.RemoteID != before.RemoteID || len(w.By(ourHandle)) != 2 {
		t.Errorf("after a restore it stands there twice: %+v", again)
	}
	if r, ok, err := c.Find(t.Context(), out); err != nil || !ok || r.RemoteID != first.RemoteID {
		t.Errorf("%+v %v %v", r, ok, err)
	}
	if _, ok, err := c.Find(t.Context(), w.out("never", nil)); err != nil || ok {
		t.Errorf("%v %v", ok, err)
	}
	other := out
	other.Key = "another"
	if w.send(c, other); len(w.By(ourHandle)) != 3 {
		t.Error("the same text of another delivery was taken for the first")
	}
	if c.IdempotentFor() < 24*time.Hour {
		t.Error("the outbox tries for a day")
	}
}

// TestAnAnswerOfTheServerIsLost after the post stands: found, not sent again.
func TestAnAnswerOfTheServerIsLost(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	line := connectortest.NewLine(t, w.URL())
	defer line.Close()
	cfg := w.config()
	cfg.Account.Server = line.URL
	c, err := open(cfg, theNetwork())
	if err != nil {
		t.Fatal(err)
	}
	w.read(c)
	f := connectortest.Refuse(500, fault.Transient)
	f.After, f.Only = true, http.MethodPost
	line.Break(f, 0, 1)
	out := w.out("lost", nil)
	_, err = c.Send(t.Context(), out)
	if f := wantFault(t, err, fault.Transient, "post: 127.0.0.1 is in trouble (500)"); f.Unsent {
		t.Error("it may have been sent")
	}
	if _, ok, err := c.Find(t.Context(), out); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	if w.send(c, out); len(w.By(ourHandle)) != 1 {
		t.Error("it stands there twice")
	}
	line.Break(connectortest.Refuse(403, fault.Unauthorized), 0, -1)
	_, err = c.Send(t.Context(), w.out("refused", nil))
	if f := wantFault(t, err, fault.Permanent, ""); !f.Unsent {
		t.Error("a server that refuses has done nothing")
	}
	line.Heal()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, w.out("stopped", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestWhatCannotBeSent is refused before it leaves, in words that say why.
func TestWhatCannotBeSent(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	closed := w.Say(blueskytest.Post{By: "ivan.test", Text: "@acme.test do not answer", Closed: true})
	gone := w.say("@acme.test soon gone")
	w.clock.pass(time.Second)
	foe := w.Say(blueskytest.Post{By: "foe.test", Text: "@acme.test I dislike you"})
	w.read(c)
	w.Delete(gone)
	refuse := func(out connectors.Outgoing, words string) {
		t.Helper()
		_, err := c.Send(t.Context(), out)
		if f := wantFault(t, err, fault.Permanent, words); !f.Unsent {
			t.Errorf("%s: it has not left us", words)
		}
	}
	message := func(m store.Message) connectors.Outgoing {
		return connectors.Outgoing{Key: "k", Message: m, Made: w.clock.now()}
	}
	family := "👨‍👩‍👧‍👦" // one character of 25 bytes
	refuse(message(store.Message{Text: " "}), "there is nothing to send")
	refuse(message(store.Message{Text: strings.Repeat("ё", 301)}), "the text has 301 characters, Bluesky takes 300; shorten it by 1")
	refuse(message(store.Message{Text: strings.Repeat(family, 200)}), "has 5000 bytes, Bluesky takes 3000")
	refuse(message(store.Message{Text: "x", Media: make([]store.Attachment, 5)}), "the post has 5 files, Bluesky takes 4")
	refuse(message(store.Message{Text: "psst", Visibility: "direct"}), "every post on Bluesky is public")
	refuse(message(store.Message{Text: "psst", Visibility: "followers"}), "every post on Bluesky is public")
	refuse(w.out("x", w.get(closed)), "does not let our account answer")
	refuse(w.out("x", w.get(gone)), "has been deleted, or is not shown to us")
	refuse(w.out("x", &store.Mention{Key: store.Key{Network: Network, ID: "17"}}), "no post of Bluesky")
	us := w.did(ourHandle)
	w.Join("foe.test", func(a *blueskytest.Account) { a.Blocks = []string{us} })
	refuse(w.out("x", w.get(foe)), "deleted, or is not shown to us")
	if n := len(w.By(ourHandle)); n > 0 {
		t.Errorf("%d stand there", n)
	}
	w.send(c, message(store.Message{Text: strings.Repeat(family, 120)})) // 120 characters, 3000 bytes
	w.send(c, connectors.Outgoing{Key: "full", Message: store.Message{Text: strings.Repeat("й", 300)}})
}

// TestWarnings: the labels that authors may set, and words above the text.
func TestWarnings(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	w.send(c, connectors.Outgoing{Key: "1", Message: store.Message{Text: "art", Warning: "nudity"}, Made: w.clock.now()})
	raw, _ := json.Marshal(w.last()["labels"])
	if string(raw) != `{"$type":"com.atproto.label.defs#selfLabels","values":[{"val":"nudity"}]}` || w.last()["text"] != "art" {
		t.Errorf("%s %v", raw, w.last())
	}
	w.send(c, connectors.Outgoing{Key: "2", Message: store.Message{Text: "he dies", Warning: "the end of the film"}, Made: w.clock.now()})
	if p := w.last(); p["text"] != "the end of the film\n\nhe dies" || p["labels"] != nil {
		t.Errorf("%v", p)
	}
}

// TestFacets: handles, links and tags, at their bytes.
func TestFacets(t *testing.T) {
	for text, want := range map[string]string{
		"Привет @ivan.test, смотри https://example.org/a(b)?c=1#d. #холодильник!": "mention@ivan.test link https://example.org/a(b)?c=1#d tag#холодильник",
		"(@a.b.test) and mail@ivan.test and @ivan and @ivan.test.":                "mention@a.b.test mention@ivan.test",
		"@ivan.test @ivan.test": "mention@ivan.test mention@ivan.test",
		"«https://example.org/путь» (see https://example.org/x).":  "link https://example.org/путь link https://example.org/x",
		"#1 #2026 #a1 ##x #️⃣ # #ünï #" + strings.Repeat("t", 65):  "tag#a1 tag#ünï",
		"＃日本語 x#y https://":                                        "tag＃日本語",
		"@Ivan.TEST":                                               "mention@Ivan.TEST",
		"https://a.test/#x @b.test/c https://evil.test/@ivan.test": "link https://a.test/#x mention@b.test link https://evil.test/@ivan.test",
		"👨‍👩‍👧‍👦 #семья":                                           "tag#семья",
		"":                                                         "",
	} {
		var got []string
		for _, s := range spans(text) {
			part := text[s.start:s.end]
			if s.kind == "link" {
				part = " " + part
			}
			got = append(got, s.kind+part)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q:\n got %q\nwant %q", text, strings.Join(got, " "), want)
		}
	}
}

// TestFacetsHold for any text: inside it, in order, never overlapping, never through
// the middle of a letter.
func TestFacetsHold(t *testing.T) {
	piece := rapid.SampledFrom([]string{"@ivan.test", "#tag", "https://a.test/x", " ", "\n", "ё", "👨‍👩‍👧", "(", ")", ".", "@", "#", "://", "a", "＃", "\xff"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "pieces"), "")
		last := 0
		for _, s := range spans(text) {
			if s.start < last || s.end <= s.start || s.end > len(text) {
				t.Fatalf("%q: %+v after %d", text, s, last)
			}
			if part := text[s.start:s.end]; s.kind == "link" && part != s.value || s.kind == "mention" && !strings.EqualFold(part, "@"+s.value) {
				t.Fatalf("%q: %+v is %q", text, s, part)
			}
			last = s.end
		}
	})
}

// TestHandlesAreResolved: who is not there stays plain text.
func TestHandlesAreResolved(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	ivan := w.did("ivan.test")
	c := w.start()
	w.send(c, w.out("Здравствуйте @ivan.test и @nobody.test", nil))
	raw, _ := json.Marshal(w.last()["facets"])
	want := fmt.Sprintf(`[{"features":[{"$type":"app.bsky.richtext.facet#mention","did":%q}],"index":{"byteEnd":35,"byteStart":25}}]`, ivan)
	if string(raw) != want {
		t.Errorf("%s\n%s", raw, want)
	}
}

// TestTheKeyOfARecord is the same on every try, another for every delivery, and in
// the order of time.
func TestTheKeyOfARecord(t *testing.T) {
	if got := tid(0, 0); got != "2222222222222" {
		t.Error(got)
	}
	if got := tid(1<<53-1, 1023); got != "bzzzzzzzzzzzz" {
		t.Error(got)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 123, time.UTC)
	if a, b := rkeyOf("job", now), rkeyOf("job", now.Add(900*time.Millisecond)); a != b || len(a) != 13 || a[0] != '3' {
		t.Errorf("%s, %s", a, b)
	}
	// Of a ULID nothing else is needed: the note of the first try may be lost.
	const id = "01JD8Z3T5G9WQ6Y1RKB4X7N2MC"
	if a, b := rkeyOf(id, now), rkeyOf(id, now.AddDate(1, 0, 0)); a != b || a != rkeyOf(id, time.Time{}) || a[:2] != "3l" {
		t.Errorf("%s, %s", a, b)
	}
	if a, b := rkeyOf("01JD8Z3T5G0000000000000000", now), rkeyOf("01JD8Z3T5H0000000000000000", now); a >= b {
		t.Errorf("a millisecond later %s is not after %s", b, a)
	}
	if a := rkeyOf("7ZZZZZZZZZ9WQ6Y1RKB4X7N2MC", now); a[0] != '3' {
		t.Errorf("a key from the year 10889 gives %s", a)
	}
	seen := map[string]bool{}
	last := ""
	for i := range 2000 {
		at := now.Add(time.Duration(i/1000) * time.Second)
		k := rkeyOf(fmt.Sprint("job", i), at)
		if seen[k] {
			t.Errorf("%s is made twice", k)
		}
		seen[k] = true
		if i%1000 == 0 {
			if k <= last {
				t.Errorf("%s is not after %s", k, last)
			}
			last = rkeyOf("z", at)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Uint64Range(0, 1<<53-1).Draw(t, "a"), rapid.Uint64Range(0, 1<<53-1).Draw(t, "b")
		x, y := tid(a, 5), tid(b, 5)
		if (a < b) != (x < y) || (a == b) != (x == y) || strings.Trim(x, tidLetters) != "" {
			t.Fatalf("%d %s, %d %s", a, x, b, y)
		}
	})
}

// file writes a file to send.
func file(t *testing.T, name string, raw []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func picturePNG(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPictures go out with their descriptions; what Bluesky does not take is
// refused before anything leaves.
func TestPictures(t *testing.T) {
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	small := picturePNG(t, 30, 20)
	out := w.out("look", nil)
	out.Message.Media = []store.Attachment{{Path: file(t, "a.png", small), Alt: " a fridge "}, {Path: file(t, "b.gif", []byte("GIF89a..."))}}
	w.send(c, out)
	raw, _ := json.Marshal(w.last()["embed"])
	for _, part := range []string{`"$type":"app.bsky.embed.images"`, `"alt":"a fridge"`, `"aspectRatio":{"height":20,"width":30}`, `"mimeType":"image/gif"`, fmt.Sprintf(`"size":%d`, len(small))} {
		if !strings.Contains(string(raw), part) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
	for words, a := range map[string]store.Attachment{
		"the file none.png cannot be read":                                 {Path: "/nowhere/none.png"},
		"is not a file that can be sent":                                   {Path: t.TempDir()},
		"film.mp4 is no picture that Bluesky takes":                        {Path: file(t, "film.mp4", []byte("\x00\x00\x00\x18ftypmp42"))},
		"the picture big.png is too large: 1001 kB, Bluesky takes 1000 kB": {Path: file(t, "big.png", append(small, make([]byte, 1_000_500-len(small))...))},
		"the description of a.png is too long":                             {Path: file(t, "a.png", small), Alt: strings.Repeat("x", maxAltBytes+1)},
	} {
		out := w.out("bad", nil)
		out.Message.Media = []store.Attachment{{Path: file(t, "good.png", small)}, a}
		uploads := w.called("com.atproto.repo.uploadBlob")
		_, err := c.Send(t.Context(), out)
		if f := wantFault(t, err, fault.Permanent, words); !f.Unsent {
			t.Error("it has not left us")
		}
		if w.called("com.atproto.repo.uploadBlob") != uploads {
			t.Errorf("%s: another picture was sent already", words)
		}
	}
}

// TestALinkIsShownAsACard with what its page says of itself.
func TestALinkIsShownAsACard(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/og":
			rw.Header().Set("Content-Type", "text/html; charset=windows-1251")
			_, _ = rw.Write([]byte("<html><head><title>plain</title><meta property='og:title' content='\xd5\xee\xeb\xee\xe4'><meta name=description content='cold &amp; quiet\x1b[31m'></head><body><meta property=og:description content=x>"))
		case "/title":
			rw.Header().Set("Content-Type", "text/html")
			_, _ = rw.Write([]byte("<title>\n Only a title </title><p>x"))
		case "/file":
			rw.Header().Set("Content-Type", "application/pdf")
			_, _ = rw.Write([]byte("<title>no</title>"))
		case "/huge":
			rw.Header().Set("Content-Type", "text/html")
			_, _ = rw.Write(bytes.Repeat([]byte("x"), maxPage+1))
		default:
			rw.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	w := newTown(t, blueskytest.Options{})
	c := w.start()
	for path, want := range map[string]string{
		"/og": "Холод|cold & quiet", "/title": "Only a title|", "/file": "127.0.0.1|", "/huge": "127.0.0.1|", "/none": "127.0.0.1|",
	} {
		w.send(c, w.out("see "+site.URL+path+" and https://second.invalid/", nil))
		external, _ := w.last()["embed"].(map[string]any)["external"].(map[string]any)
		got := fmt.Sprint(external["title"], "|", external["description"])
		if got != want || external["uri"] != site.URL+path {
			t.Errorf("%s: %v", path, external)
		}
	}
	w.send(c, w.out("no link", nil))
	if w.last()["embed"] != nil {
		t.Errorf("%v", w.last())
	}
}
