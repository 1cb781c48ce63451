package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"earshot/connectors"
)

// secretFile is what the flag of a secret ends in: an argument shows in the
// process list.
const secretFile = "-file"

// connectFlags are the flags of connect: those of every network together.
type connectFlags struct {
	set      *pflag.FlagSet
	one      map[string]*string
	many     map[string]*[]string
	interval time.Duration
	noCheck  bool
}

func newConnectFlags(set *pflag.FlagSet, all connectors.Networks) *connectFlags {
	f := &connectFlags{set: set, one: map[string]*string{}, many: map[string]*[]string{}}
	f.one["name"] = set.String("name", "", "`NAME` of the account (default from its handle or address)")
	f.one["api"] = set.String("api", "", "another base `URL` of the API, for tests and proxies")
	set.DurationVar(&f.interval, "interval", 0, "time between two readings, where a network is asked from time to time")
	set.BoolVar(&f.noCheck, "no-check", false, "save without checking")
	for _, kind := range all.Names() {
		for _, field := range all[kind].Fields {
			f.add(field, help(all, field.Name))
		}
	}
	return f
}

// help is what the networks say of a field, each wording with those whose it is.
func help(all connectors.Networks, name string) string {
	var wordings []string
	kinds := map[string][]string{}
	for _, kind := range all.Names() {
		for _, f := range all[kind].Fields {
			doc := f.Doc
			if f.Secret {
				doc = "`FILE` that holds the " + f.Label + "; - is standard input"
			}
			if f.Name != name {
				continue
			}
			if kinds[doc] == nil {
				wordings = append(wordings, doc)
			}
			kinds[doc] = append(kinds[doc], kind)
		}
	}
	for i, doc := range wordings {
		wordings[i] = doc + " (" + strings.Join(kinds[doc], ", ") + ")"
		if i > 0 {
			wordings[i] = strings.ReplaceAll(wordings[i], "`", "") // one word names the value
		}
	}
	return strings.Join(wordings, "; ")
}

// add makes the flags of a field, once.
func (f *connectFlags) add(field connectors.Field, doc string) {
	flag := field.Name
	switch {
	case field.Rest && field.Many:
		return
	case field.Secret:
		flag += secretFile
		if field.Name == "token" && f.one["token"] == nil {
			f.one["token"] = f.set.String("token", "", "access `TOKEN`; it shows in the process list, so prefer --token-file")
		}
	}
	if f.set.Lookup(flag) != nil {
		return
	}
	if field.Many {
		f.many[flag] = f.set.StringSlice(flag, nil, doc)
		return
	}
	f.one[flag] = f.set.String(flag, "", doc)
}

// order reads what was given for a network.
func (f *connectFlags) order(c *Call, all connectors.Networks, kind string, rest []string) (order, error) {
	n, ok := all[kind]
	if !ok {
		return order{}, usageError{fmt.Errorf("%q is no network this earshot speaks; use %s", kind, strings.Join(all.Names(), ", "))}
	}
	if err := f.foreign(kind, n); err != nil {
		return order{}, err
	}
	given := connectors.Given{"name": {*f.one["name"]}, "api": {*f.one["api"]}}
	if f.interval > 0 {
		given["interval"] = []string{f.interval.String()}
	}
	for _, field := range n.Fields {
		values, err := f.values(c, field)
		if err != nil {
			return order{}, err
		}
		if field.Rest && len(rest) > 0 {
			n := 1
			if field.Many {
				n = len(rest)
			}
			values, rest = rest[:n], rest[n:]
		}
		given[field.Name] = values
	}
	if len(rest) > 0 {
		return order{}, usageError{fmt.Errorf("%s takes no %q; see earshot connect --help", kind, rest[0])}
	}
	return order{kind: kind, network: n, given: given, noCheck: f.noCheck}, nil
}

// foreign refuses a flag that is meant for other networks: ignored in silence,
// it would connect something else than was asked for.
func (f *connectFlags) foreign(kind string, n connectors.Network) (err error) {
	known := []string{"name", "api", "interval", "no-check"}
	for _, field := range n.Fields {
		known = append(known, field.Name, field.Name+secretFile)
	}
	f.set.Visit(func(given *pflag.Flag) {
		if err == nil && (f.one[given.Name] != nil || f.many[given.Name] != nil) && !slices.Contains(known, given.Name) {
			err = usageError{fmt.Errorf("%s takes no --%s; see earshot connect --help", kind, given.Name)}
		}
	})
	return err
}

// values are what was given for a field by flag; a secret is read from its file.
func (f *connectFlags) values(c *Call, field connectors.Field) ([]string, error) {
	if field.Secret {
		if path := *f.one[field.Name+secretFile]; path != "" {
			secret, err := readSecret(c, field.Label, path)
			return []string{secret}, err
		}
	}
	if many := f.many[field.Name]; many != nil {
		return *many, nil
	}
	if one := f.one[field.Name]; one != nil {
		return []string{*one}, nil
	}
	return nil, nil
}

// maxSecret bounds what is read as a secret.
const maxSecret = 16 << 10

// readSecret reads a secret from a file, - for standard input.
func readSecret(c *Call, label, path string) (string, error) {
	in := c.In
	if path != "-" {
		file, err := os.Open(c.Path(path))
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("there is no file %s; the %s is read from it", path, label)
		}
		if err != nil {
			return "", err
		}
		defer file.Close()
		in = file
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxSecret))
	if err != nil {
		return "", fmt.Errorf("the %s cannot be read: %w", label, err)
	}
	secret := strings.TrimSpace(string(raw))
	if secret == "" {
		return "", errors.New(path + " holds no " + label)
	}
	return secret, nil
}

// listNetworks tells what each network asks for.
func listNetworks(all connectors.Networks) string {
	var b strings.Builder
	for _, kind := range all.Names() {
		n := all[kind]
		fmt.Fprintf(&b, "%-9s %s: %s\n", kind, n.Title, n.About)
		var flags []string
		for _, f := range n.Fields {
			usage := f.Usage()
			if f.Optional || f.Default != "" {
				usage = "[" + usage + "]"
			}
			flags = append(flags, usage)
		}
		if len(flags) > 0 {
			fmt.Fprintf(&b, "          %s\n", strings.Join(flags, " "))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
