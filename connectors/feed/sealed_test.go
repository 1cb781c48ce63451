package feed_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/connectors/feed"
	"earshot/connectors/httpx"
	"earshot/store"
	"earshot/store/desk"
)

// TestSecretsInAddressesAreSealed: what is stored and shown lacks them, and the
// feed is asked with them all the same.
func TestSecretsInAddressesAreSealed(t *testing.T) {
	shown, secrets, err := feed.Seal([]string{
		"https://example.org/feed.xml?page=2", "https://anna:s3cret-word@example.org/private.xml", "https://example.org/x?format=rss&token=abcdef123",
	})
	if err != nil {
		t.Fatal(err)
	}
	if all := strings.Join(shown, " "); strings.Contains(all, "s3cret") || strings.Contains(all, "abcdef") || strings.Contains(all, "anna") {
		t.Errorf("shown: %v", shown)
	}
	if shown[0] != "https://example.org/feed.xml?page=2" || len(secrets) != 2 {
		t.Errorf("%v, %d secrets", shown, len(secrets))
	}
	if _, _, err := feed.Seal([]string{"https://a:1@example.org/f", "https://b:2@example.org/f"}); err == nil {
		t.Error("two feeds under one name")
	}
	if _, _, err := feed.Seal([]string{"gopher://example.org"}); err == nil {
		t.Error("gopher is no feed")
	}
}

func TestASealedFeedIsAskedWithItsSecrets(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, password, _ := r.BasicAuth()
		switch {
		case password != "s3cret-word" || r.URL.Query().Get("token") != "abcdef123":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/page":
			_, _ = io.WriteString(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/feed?token=abcdef123">`)
		case r.URL.Path == "/moved":
			http.Redirect(w, r, "/feed?"+r.URL.RawQuery, http.StatusMovedPermanently)
		default:
			_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>T</title><item><guid>1</guid><title>News</title></item></channel></rss>`)
		}
	}))
	t.Cleanup(server.Close)
	for _, path := range []string{"/feed", "/page", "/moved"} {
		address := strings.Replace(server.URL, "://", "://anna:s3cret-word@", 1) + path + "?token=abcdef123"
		shown, secrets, err := feed.Seal([]string{address})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := feed.New(connectors.Config{
			Account: store.Account{Name: "a", Settings: map[string]string{"urls": strings.Join(shown, "\n")}},
			Secrets: secrets, HTTP: httpx.New(httpx.Options{}),
		})
		if err != nil {
			t.Fatal(err)
		}
		profile, err := conn.Check(t.Context())
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		cursors := map[string][]byte{}
		emit := func(_ context.Context, b desk.Batch) error {
			cursors[b.Stream] = b.Cursor
			return nil
		}
		for range 2 {
			if err := conn.(connectors.Source).Pull(t.Context(), func(s string) []byte { return cursors[s] }, emit); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
		kept := profile.Server + profile.RemoteID + profile.Title
		for stream, cursor := range cursors {
			kept += stream + string(cursor)
		}
		if len(cursors) == 0 || strings.Contains(kept, "s3cret") || strings.Contains(kept, "abcdef") {
			t.Errorf("%s: kept %q", path, kept)
		}
	}
}
