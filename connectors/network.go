package connectors

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"earshot/connectors/fault"
	"earshot/store"
)

// Network is one network this program speaks: how an account of it is asked
// for, and how its connector is made. A command line and a form on the screen
// are both made from it, so that they never differ.
type Network struct {
	Title string // "VK community"
	About string // one line: what it hears and whether it answers
	Key   string // the letter that chooses it in the form
	// Needs tells what a person has to have before: which token, which
	// permissions, where to get them. A paragraph each.
	Needs  []string
	Fields []Field
	// Describe makes the account and its secrets from what was given. It reads
	// no network: what is missing or senseless is an error in plain words.
	Describe func(g Given) (store.Account, map[string]string, error)
	// Consent is the way through a browser when no token was given; nil = none.
	Consent func(ctx context.Context, c Config) (Consent, error)
	// Reveal is a secret that was made here and that a person is shown once, after
	// it was saved; nil or "" = none.
	Reveal func(g Given, secrets map[string]string) string
	New    Factory
}

// Field is one thing that is asked for.
type Field struct {
	// Name is the flag on the command line and the key in Given. A secret is
	// never an argument: its flag is NAME-file, except for "token", which has
	// both.
	Name  string
	Label string // in the form: "access token"
	Hint  string // an example, shown while nothing is typed
	Doc   string // the flag's help; `word` names the value
	// Default is used where nothing was given.
	Default string
	Secret  bool
	// Optional may stay empty.
	Optional bool
	// Many takes several values, divided by commas or given as several flags.
	Many bool
	// Rest takes what stands behind KIND on the command line without a flag; in
	// the form its values are divided by spaces. With Many it has no flag.
	Rest bool
	// Hidden is asked for on the command line only.
	Hidden bool
}

// Given is what a person gave, by Field.Name; besides, "name" and "api" (another
// base address) of every network.
type Given map[string][]string

// One is the value of a field, "" if none was given.
func (g Given) One(name string) string {
	if len(g[name]) == 0 {
		return ""
	}
	return strings.TrimSpace(g[name][0])
}

// All are the values of a field without empty ones.
func (g Given) All(name string) (out []string) {
	for _, v := range g[name] {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// WithScheme makes an address of what a person typed without one.
func WithScheme(address string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return "https://" + address
}

// BaseURL reads the address of a server as people write it, "m.example" or
// "http://127.0.0.1:3000/", without a slash at its end. example is shown where it
// cannot be read.
func BaseURL(server, example string) (*url.URL, error) {
	u, err := url.Parse(WithScheme(strings.TrimSpace(server)))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fault.New(fault.Permanent, "", "the address of the server cannot be read; give it as %s", example)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, nil
}

// Consent is a page that a person opens to allow earshot what it asks for.
type Consent struct {
	Page string // the address to open
	// Redeem turns the code that the page shows into secrets.
	Redeem func(ctx context.Context, code string) (map[string]string, error)
}

// Networks are the networks of this program by name.
type Networks map[string]Network

// Registry are their factories, as the Runner wants them.
func (n Networks) Registry() Registry {
	r := Registry{}
	for name, one := range n {
		r[name] = one.New
	}
	return r
}

// Names are the networks in order.
func (n Networks) Names() []string {
	var names []string
	for name := range n {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Fill puts in the defaults, and names the first thing that is missing.
func (n Network) Fill(kind string, g Given) error {
	for _, f := range n.Fields {
		if len(g.All(f.Name)) > 0 {
			continue
		}
		if f.Default != "" {
			g[f.Name] = []string{f.Default}
			continue
		}
		if !f.Optional {
			return fmt.Errorf("the %s is missing: earshot connect %s %s", f.Label, kind, f.Usage())
		}
	}
	return nil
}

// Usage is the field as it is written on a command line: "--group ID".
func (f Field) Usage() string {
	word := "VALUE"
	if _, after, ok := strings.Cut(f.Doc, "`"); ok {
		word, _, _ = strings.Cut(after, "`")
	}
	switch {
	case f.Rest && f.Many:
		return word
	case f.Secret:
		return "--" + f.Name + "-file FILE"
	}
	return "--" + f.Name + " " + word
}

// Divide parts what was typed into a form: by commas, what would stand without
// a flag by spaces.
func (f Field) Divide(typed string) []string {
	switch {
	case f.Many && f.Rest:
		return strings.Fields(typed)
	case f.Many:
		return strings.Split(typed, ",")
	}
	return []string{typed}
}
