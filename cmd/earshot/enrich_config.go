package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/koanf/v2"

	"earshot/connectors"
	"earshot/connectors/enrich"
	"earshot/store/desk"
)

// enrichConfig is [enrich] of the configuration: what is looked up about people
// by itself. Nothing, unless somebody wants it: each source hears of whom we know.
//
//	[enrich]
//	gravatar = true          # the profile behind an e-mail address; Gravatar sees a hash of it
//	webfinger = true         # what the host of an address says; it sees the address
//	rel_me = true            # the pages that a person names, and whether they name each other
//	profiles = true          # the person's own network, where we have an account there
//	avatars = true           # the picture
//	gravatar_key_file = "k"  # a key allows 1,000 calls an hour instead of 100
//	gravatar_url = "https://..." # another address of the API
//	allow_private = false    # requests may go to private addresses: for intranets
//	ports = [8443]           # beside 80 and 443
type enrichConfig struct {
	Sources      []string
	Key          string // a secret: never printed
	URL          string
	AllowPrivate bool
	Ports        []string
}

// enrichNames are the names of the sources in the configuration.
func enrichNames() map[string]string {
	return map[string]string{
		desk.SourceGravatar: "gravatar", desk.SourceWebFinger: "webfinger", desk.SourceRelMe: "rel_me",
		desk.SourceProfile: "profiles", desk.SourceAvatar: "avatars",
	}
}

// loadEnrich reads [enrich]; files of it stand beside the configuration.
func loadEnrich(k *koanf.Koanf, path string) (enrichConfig, error) {
	conf := enrichConfig{URL: k.String("enrich.gravatar_url"), AllowPrivate: k.Bool("enrich.allow_private")}
	known := []string{"gravatar_url", "gravatar_key_file", "allow_private", "ports"}
	for _, source := range desk.SourceNames() {
		name := enrichNames()[source]
		known = append(known, name)
		if k.Bool("enrich." + name) {
			conf.Sources = append(conf.Sources, source)
		}
	}
	for _, name := range k.Cut("enrich").Keys() {
		if !slices.Contains(known, name) {
			return conf, fmt.Errorf("[enrich] has no entry %s; there are %s", name, strings.Join(known, ", "))
		}
	}
	for _, port := range k.Ints("enrich.ports") {
		if port < 1 || port > 65535 {
			return conf, fmt.Errorf("[enrich] ports: %d is no port", port)
		}
		conf.Ports = append(conf.Ports, strconv.Itoa(port))
	}
	if conf.URL != "" && desk.PageOf(conf.URL) == "" {
		return conf, fmt.Errorf("[enrich] gravatar_url = %q is no address", conf.URL)
	}
	file := k.String("enrich.gravatar_key_file")
	if file == "" {
		return conf, nil
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(path), file)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return conf, fmt.Errorf("[enrich] gravatar_key_file cannot be read: %w", err)
	}
	if conf.Key = strings.TrimSpace(string(raw)); conf.Key == "" || strings.ContainsAny(conf.Key, " \t\r\n") {
		return conf, errors.New("[enrich] gravatar_key_file does not hold one key")
	}
	return conf, nil
}

// String gives the settings as they would stand in the file, without secrets.
func (e enrichConfig) String() string {
	var b strings.Builder
	b.WriteString("[enrich]\n")
	for _, source := range desk.SourceNames() {
		fmt.Fprintf(&b, "%s = %v\n", enrichNames()[source], slices.Contains(e.Sources, source))
	}
	fmt.Fprintf(&b, "gravatar_url = %q\nallow_private = %v\nports = [%s]\n", cmp.Or(e.URL, enrich.GravatarAPI), e.AllowPrivate, strings.Join(e.Ports, ", "))
	return b.String()
}

// seek is what the desk has to know of it.
func (e enrichConfig) seek() desk.Seek {
	return desk.Seek{Sources: e.Sources, Networks: []string{"mastodon"}}
}

// newEnricher makes the worker that asks.
func newEnricher(conf enrichConfig, d *desk.Desk, run *connectors.Runner, log *slog.Logger) *enrich.Worker {
	return enrich.New(enrich.Options{
		Desk: d, Log: log, Open: run.Open, Gravatar: conf.URL, Key: conf.Key, AllowPrivate: conf.AllowPrivate, Ports: conf.Ports,
	})
}

// sought tells what is looked up about people, and what leaves the machine by it.
func (d *doctor) sought(conf Config) {
	e := conf.Enrich
	if len(e.Sources) == 0 {
		d.fine("look-ups", "off; [enrich] in %s turns them on", d.call.ConfigFile())
		return
	}
	var words []string
	for _, source := range e.Sources {
		switch source {
		case desk.SourceGravatar:
			words = append(words, source+" (sees the SHA-256 of e-mail addresses; at "+cmp.Or(e.URL, enrich.GravatarAPI)+")")
		case desk.SourceWebFinger:
			words = append(words, source+" (hosts see the addresses of theirs)")
		default:
			words = append(words, source)
		}
	}
	private := ""
	if e.AllowPrivate {
		private = "; requests may go to private addresses (allow_private)"
	}
	d.fine("look-ups", "%s%s; earshot enrich --queue tells how they go", strings.Join(words, ", "), private)
}
