package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"earshot/store"
	"earshot/store/desk"
)

// enrichOf reads a configuration as a user would write it.
func enrichOf(t *testing.T, text string) (enrichConfig, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "key"), []byte("secret-1234\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k := koanf.New(".")
	if err := k.Load(file.Provider(path), toml.Parser()); err != nil {
		t.Fatal(err)
	}
	return loadEnrich(k, path)
}

// TestWhatIsLookedUpStandsInTheConfiguration: nothing without it; what it prints
// reads back the same, but for the secret.
func TestWhatIsLookedUpStandsInTheConfiguration(t *testing.T) {
	if none, err := enrichOf(t, ""); err != nil || len(none.Sources) != 0 {
		t.Errorf("%+v %v", none, err)
	}
	conf, err := enrichOf(t, "[enrich]\ngravatar = true\nwebfinger = false\nrel_me = true\nprofiles = true\navatars = true\n"+
		"gravatar_key_file = \"key\"\ngravatar_url = \"https://gravatar.example\"\nallow_private = true\nports = [8443, 8080]\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{desk.SourceGravatar, desk.SourceRelMe, desk.SourceProfile, desk.SourceAvatar}
	if !slices.Equal(conf.Sources, want) || conf.Key != "secret-1234" || !conf.AllowPrivate || !slices.Equal(conf.Ports, []string{"8443", "8080"}) {
		t.Errorf("%+v", conf)
	}
	text := conf.String()
	if strings.Contains(text, "secret") {
		t.Errorf("the key is printed: %s", text)
	}
	again, err := enrichOf(t, text)
	if err != nil || !slices.Equal(again.Sources, want) || again.URL != conf.URL || !slices.Equal(again.Ports, conf.Ports) {
		t.Errorf("%+v %v", again, err)
	}
	for bad, why := range map[string]string{
		"ports = [0]": "no port", "gravatar_url = \"nothing\"": "no address", "gravatar_key_file = \"gone\"": "cannot be read",
		"gravatar_key_file = \"config.toml\"": "does not hold one key", "Gravatar = true": "no entry Gravatar",
	} {
		if _, err := enrichOf(t, "[enrich]\n"+bad); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// TestHowASourceIsIsTold in words.
func TestHowASourceIsIsTold(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	w := desk.Waiting{SourceState: store.SourceState{Left: 3, Reset: now.Add(time.Hour), Closed: now.Add(time.Minute), Error: "too many requests"}, On: true, Ready: 4, Later: 5, Held: 6}
	if got := queueWords(w, now); got != "on; 4 to ask, 5 later, 6 answers hold; 3 calls left until 13:00 UTC; closed until 12:01 UTC; too many requests" {
		t.Errorf("%q", got)
	}
	if got := queueWords(desk.Waiting{SourceState: store.SourceState{Left: -1}}, now); got != "off; 0 to ask, 0 later, 0 answers hold" {
		t.Errorf("%q", got)
	}
	w.Reset, w.Closed, w.Error = now, now, ""
	if got := queueWords(w, now); strings.Contains(got, "left") || strings.Contains(got, "closed") {
		t.Errorf("what is over is told: %q", got)
	}
}
