package telegram

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
)

// TestFilesAreFetchedWhenSomebodyAsks: what hangs on a message is listed with its
// size and type, stays with Telegram, and is fetched under a name that can be
// read.
func TestFilesAreFetchedWhenSomebodyAsks(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	bill := r.fake.Keep("D1", "documents/file_7.pdf", []byte("%PDF-"), 0)
	bill["file_name"], bill["mime_type"] = "../счёт?.pdf", "application/pdf"
	photo := r.fake.Keep("P1", "photos/file_8.jpg", []byte("jpeg"), 0)
	photo["width"], photo["height"] = 10, 10
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "caption": "the bill", "document": bill})
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "photo": []o{{"file_id": "small", "file_unique_id": "s", "width": 1, "height": 1}, photo}})
	all := r.pull()
	a, ok := all[0].Body.Media[0].Attached()
	if !ok || a.Type != "application/pdf" || a.Size != 5 || !strings.Contains(a.Name, "счёт") {
		t.Errorf("%+v, %v", a, ok)
	}
	for i, want := range []struct{ name, content string }{{"../счёт?.pdf", "%PDF-"}, {"photo-42.jpg", "jpeg"}} {
		f, err := r.bot.Attachment(t.Context(), all[i], 0)
		if err != nil || f.Name != want.name || string(f.Content) != want.content {
			t.Errorf("%q %q, %v", f.Name, f.Content, err)
		}
	}
	if n := r.fake.Asked("getFile"); n != 2 {
		t.Errorf("files were asked for %d times", n)
	}
	for _, n := range []int{1, -1} {
		_, err := r.bot.Attachment(t.Context(), all[0], n)
		wantFault(t, err, fault.Permanent, "does not say where this file lies")
	}
}

// TestFilesThatAreNotGiven: the limit of the Bot API is said plainly, and so is
// what is gone; none of it is about the account.
func TestFilesThatAreNotGiven(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	film := r.fake.Keep("V1", "videos/file_1.mp4", nil, 35<<20)
	film["duration"], film["width"], film["height"] = 61, 1, 1
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "video": film})
	r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "voice": o{"file_id": "gone", "file_unique_id": "gone", "duration": 1}})
	all := r.pull()
	_, err := r.bot.Attachment(t.Context(), all[0], 0)
	wantFault(t, err, fault.Permanent, "at most 20 MB, and \"video, 1:01\" has 35.0 MB; save it in Telegram itself")
	_, err = r.bot.Attachment(t.Context(), all[1], 0)
	wantFault(t, err, fault.Permanent, "Telegram does not give this file")
	for body, want := range map[string]string{
		`{"ok":true,"result":{"file_id":"x","file_path":"/var/lib/bot/1.jpg"}}`:          "on its own disk (it runs with --local)",
		`{"ok":true,"result":{"file_id":"x","file_size":99999999,"file_path":"a/b"}}`:    "has 95.4 MB",
		`{"ok":true,"result":{"file_id":"x","file_path":"../bot7700:AAF/getMe"}}`:        "not the Bot API",
		`{"ok":true,"result":{"file_id":"x","file_path":"a/%2e%2e/b"}}`:                  "not the Bot API",
		`{"ok":true,"result":{"file_id":"x"}}`:                                           "not the Bot API",
		`{"ok":true,"result":["x"]}`:                                                     "not the Bot API",
		`{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":9}}`: "slow down",
	} {
		_, err := newBot(t, answering(t, 200, body), nil).Attachment(t.Context(), all[1], 0)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "AAF-fake") {
			t.Errorf("%s: %v", body, err)
		}
	}
	huge := newBot(t, answering(t, 200, `{"ok":true,"result":{"file_id":"x","file_path":"a/b"}}`+strings.Repeat(" ", maxFetch)), nil)
	huge.http = httpx.New(httpx.Options{NoProxy: true, MaxBody: 64 << 20})
	_, err = huge.Attachment(t.Context(), all[1], 0)
	wantFault(t, err, fault.Permanent, "at most 20 MB")
}

// TestSavedThroughTheRunner: one file of an album that is too large does not hold
// back the others; names are made safe.
func TestSavedThroughTheRunner(t *testing.T) {
	r := newRig(t, telegramtest.Options{}, nil)
	eva := telegramtest.Private(5, "Eva", "")
	part := func(id, where string, size int64) {
		f := r.fake.Keep(id, where, []byte(id), size)
		f["width"], f["height"] = 1, 1
		r.fake.Say(eva, o{"from": telegramtest.User(5, "Eva", ""), "media_group_id": "g", "photo": []o{f}})
	}
	part("A", "photos/1.jpg", 0)
	part("B", "photos/2.jpg", 30<<20)
	part("C", "photos/3.jpg", 0)
	ctx := t.Context()
	d := desk.New(mem.New(), store.RealEnv(), desk.Options{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Setup.Connect(ctx, desk.By{User: "anna"}, store.Account{Name: "acme", Network: Network, Server: r.fake.URL()}, nil))
	run := connectors.NewRunner(connectors.RunnerOptions{
		Desk: d, HTTP: func(store.Account) *httpx.Client { return httpx.New(httpx.Options{NoProxy: true}) },
		Registry: connectors.Registry{Network: func(connectors.Config) (connectors.Connector, error) { return r.bot, nil }},
	})
	must(run.Once(ctx))
	var m *store.Mention
	must(d.Lookup.Each(ctx, store.Search{}, func(one *store.Mention) error { m = one; return nil }))
	folder := t.TempDir()
	paths, err := run.Save(ctx, m, 0, folder)
	if err == nil || !strings.Contains(err.Error(), "2 of 3 files were saved") || !strings.Contains(err.Error(), "30.0 MB") || len(paths) != 2 {
		t.Errorf("%q, %v", paths, err)
	}
	for name, want := range map[string]string{"photo-41.jpg": "A", "photo-41-3.jpg": "C"} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if paths, err := run.Save(ctx, m, 3, folder); err != nil || len(paths) != 1 || filepath.Base(paths[0]) != "photo-41-3 (2).jpg" {
		t.Errorf("%q, %v", paths, err)
	}
	if _, err := run.Save(ctx, m, 4, folder); err == nil || !strings.Contains(err.Error(), "there is no file 4") {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := run.Save(gone, m, 0, folder); err == nil {
		t.Error("nobody waits any more, and it went on")
	}
}
