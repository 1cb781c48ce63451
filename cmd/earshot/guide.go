package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"earshot/connectors"
	"earshot/connectors/webhook"
	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/welcome"
)

// guide helps a person on the screen to begin, by what the commands connect and
// import do.
type guide struct {
	call *Call
	ws   *Workspace
	demo bool // the demo is wanted once the screen has closed
	far  bool // the screen is that of another process
}

// Demo notes that the demo is wanted.
func (g *guide) Demo() string {
	if g.far {
		return "This screen is shown by another process. In a shell of yours: earshot demo"
	}
	g.demo = true
	return ""
}

// Connect asks for the network, then for what it needs.
func (g *guide) Connect(kind string) *welcome.Step {
	all := networks()
	if _, ok := all[kind]; ok {
		return g.form(kind, all[kind])
	}
	step := &welcome.Step{Title: "Connect an account", Text: []string{"It is checked at once, and you are told what it can do."}}
	for _, name := range all.Names() {
		n := all[name]
		step.Choices = append(step.Choices, welcome.Choice{Key: n.Key, Title: n.Title, Doc: n.About, Next: func() *welcome.Step { return g.form(name, n) }})
	}
	return step
}

// form asks for what a network wants to know.
func (g *guide) form(kind string, n connectors.Network) *welcome.Step {
	step := &welcome.Step{Title: "Connect " + n.Title, Text: n.Needs, Button: "connect"}
	for _, f := range n.Fields {
		if !f.Hidden {
			step.Fields = append(step.Fields, welcome.Field{
				Name: f.Name, Label: f.Label, Hint: f.Hint, Value: f.Default, Secret: f.Secret, Optional: f.Optional,
			})
		}
	}
	step.Fields = append(step.Fields, welcome.Field{Name: "name", Label: "name", Hint: "from the account", Optional: true})
	step.Do = func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
		tell(welcome.Progress{Text: "asking " + n.Title})
		o := order{kind: kind, network: n, given: connectors.Given{"name": {v["name"]}}}
		for _, f := range n.Fields {
			o.given[f.Name] = f.Divide(v[f.Name])
		}
		a, secrets, err := o.describe()
		if err != nil {
			return nil, err
		}
		if len(secrets) > 0 || n.Consent == nil {
			return g.connected(ctx, o, a, secrets)
		}
		page, err := o.consent(ctx, g.ws, a)
		if err != nil {
			return nil, err
		}
		return g.code(o, a, page), nil
	}
	return step
}

// code asks for what the server's page shows.
func (g *guide) code(o order, a store.Account, page connectors.Consent) *welcome.Step {
	return &welcome.Step{
		Title: "Connect " + o.network.Title, Button: "connect", Link: page.Page,
		Text:   []string{"Open this page in a browser, allow earshot, and paste the code it shows:"},
		Fields: []welcome.Field{{Name: "code", Label: "code", Secret: true}},
		Do: func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			tell(welcome.Progress{Text: "asking " + o.network.Title})
			secrets, err := page.Redeem(ctx, v["code"])
			if err != nil {
				return nil, err
			}
			return g.connected(ctx, o, a, secrets)
		},
	}
}

// connected adds the account and tells what it can do.
func (g *guide) connected(ctx context.Context, o order, a store.Account, secrets map[string]string) (*welcome.Step, error) {
	a, notes, err := o.add(g.call, ctx, g.ws, a, secrets)
	if err != nil {
		return nil, err
	}
	var text []string
	if secret := o.reveal(secrets); secret != "" { // first: it is in sight on every screen
		text = append(text, "Its secret, shown this once, so keep it:", secret)
	}
	if len(a.Can) > 0 {
		text = append(text, "It can: "+strings.Join(a.Can, ", ")+".")
	}
	for _, ability := range slices.Sorted(maps.Keys(a.Lacks)) {
		text = append(text, "It cannot "+ability+": "+a.Lacks[ability]+".")
	}
	for _, note := range notes {
		text = append(text, strings.ToUpper(note[:1])+note[1:]+".")
	}
	return &welcome.Step{
		Title: "Connected " + a.Name + " on " + a.Network,
		Text:  append(text, "What it hears arrives in the stream by itself; g s shows how the accounts are."),
	}, nil
}

// Hook asks for another program that is to be told what happens here.
func (g *guide) Hook() *welcome.Step {
	return &welcome.Step{
		Title: "Add a hook", Button: "add",
		Text: []string{"Another program is told what happens here, by signed requests to its address; the README says how it tells them from forged ones."},
		Fields: []welcome.Field{
			{Name: "name", Label: "name", Hint: "crm"},
			{Name: "url", Label: "address", Hint: "https://crm.example/earshot"},
			{Name: "on", Label: "tell it of", Value: store.HookLead + "," + store.HookSLA, Hint: strings.Join(store.HookEvents(), ",")},
			{Name: "query", Label: "only what", Hint: "a query, such as is:vip sent:neg; empty = all", Optional: true},
			{Name: "secret", Label: "secret", Hint: "empty = made for you, shown once", Secret: true, Optional: true},
		},
		Do: func(ctx context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
			all, err := g.ws.Desk.Hooks.List(ctx)
			if err != nil {
				return nil, err
			}
			if i := slices.IndexFunc(all, func(h desk.HookView) bool { return h.Name == strings.TrimSpace(v["name"]) }); i >= 0 {
				return g.otherHook(all[i].Hook, v), nil
			}
			_, made, err := newHook(ctx, g.call, g.ws, store.Hook{Name: v["name"], URL: v["url"], On: events(v["on"]), Query: v["query"]}, v["secret"])
			if err != nil {
				return nil, err
			}
			text := []string{"It is told of " + strings.Join(events(v["on"]), ", ") + ". In g s, t tries it out, p pauses it, enter shows what it was told."}
			if made != "" { // first: it is in sight on every screen
				text = append([]string{"Its secret, shown this once, so keep it:", made}, text...)
			}
			return &welcome.Step{Title: "Added the hook " + v["name"], Text: text}, nil
		},
	}
}

// otherHook asks whether a hook that there is shall become what was typed for a new
// one. It keeps its secret, unless another was typed.
func (g *guide) otherHook(h store.Hook, typed map[string]string) *welcome.Step {
	return &welcome.Step{
		Title: "There is a hook " + h.Name + " already", Button: "change it",
		Text: []string{"It is told at " + h.URL + " of " + strings.Join(h.On, ", ") + ". Change it to this, or go back (esc) and choose another name. Its secret stays, unless you give another."},
		Fields: []welcome.Field{
			{Name: "url", Label: "address", Value: typed["url"], Hint: h.URL},
			{Name: "on", Label: "tell it of", Value: typed["on"], Hint: strings.Join(store.HookEvents(), ",")},
			{Name: "query", Label: "only what", Value: typed["query"], Hint: "a query, such as is:vip sent:neg; empty = all", Optional: true},
			{Name: "secret", Label: "secret", Value: typed["secret"], Hint: "empty = that of before", Secret: true, Optional: true},
		},
		Do: func(ctx context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
			address, filter, secret := v["url"], v["query"], v["secret"]
			ch := desk.HookChange{URL: &address, On: events(v["on"]), Query: &filter}
			if secret != "" {
				if err := webhook.CheckSecret(secret); err != nil {
					return nil, err
				}
				ch.Secret = &secret
			}
			out, err := g.ws.Desk.Hooks.Change(ctx, g.call.by(), h.Name, ch)
			if err != nil {
				return nil, err
			}
			return &welcome.Step{Title: "Changed the hook " + h.Name, Text: []string{out.Title + "."}}, nil
		},
	}
}

// events are those that somebody has typed.
func events(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ' ' })
}

// Import asks for a format and a file.
func (g *guide) Import() *welcome.Step {
	var choices []welcome.Choice
	for _, f := range []struct{ key, format, title, doc string }{
		{"j", "jsonl", "JSON Lines", "mentions in the exchange format"},
		{"m", "mbox", "Mailbox", "one mbox file"},
		{"d", "maildir", "Maildir", "a folder of messages"},
		{"o", "opml", "OPML", "a list of feeds to follow"},
	} {
		choices = append(choices, welcome.Choice{Key: f.key, Title: f.title, Doc: f.doc, Next: func() *welcome.Step { return g.file(f.format, f.title) }})
	}
	return &welcome.Step{Title: "Import a file", Text: []string{"What kind of file is it? Importing twice changes nothing."}, Choices: choices}
}

func (g *guide) file(format, title string) *welcome.Step {
	return &welcome.Step{
		Title: "Import: " + title, Button: "import",
		Fields: []welcome.Field{{Name: "path", Label: "file", Hint: "~/mentions." + format + ", tab completes", Complete: g.paths}},
		Do: func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			return g.bringIn(ctx, format, g.home(v["path"]), tell)
		},
	}
}

// bringIn imports a file, as the command does.
func (g *guide) bringIn(ctx context.Context, format, path string, tell func(welcome.Progress)) (*welcome.Step, error) {
	var said bytes.Buffer
	quiet := *g.call
	quiet.Err, quiet.Terminal = &said, nil
	if format == "opml" {
		if err := importFeeds(&quiet, ctx, g.ws, []string{path}); err != nil {
			return nil, err
		}
		return &welcome.Step{Title: "Imported", Text: lastLines(said.String(), 6)}, nil
	}
	im := &importer{call: &quiet, space: g.ws, progress: quiet.newProgress()}
	im.progress.tell = func(n int) {
		tell(welcome.Progress{Text: fmt.Sprintf("%d in", n), Done: im.progress.done, Total: im.progress.total})
	}
	if info, err := os.Stat(quiet.Path(path)); err == nil && info.Mode().IsRegular() {
		im.progress.expect(info.Size())
	}
	err := im.file(ctx, format, path)
	if err != nil {
		err = im.broken(ctx, err)
	} else {
		err = im.end(ctx)
	}
	if err != nil && im.added+im.known+im.edited == 0 {
		return nil, errors.Join(err, errors.New(strings.Join(lastLines(said.String(), 2), "; ")))
	}
	return &welcome.Step{Title: "Imported", Text: append(lastLines(said.String(), 6), "The stream shows the open ones; ' a shows everything.")}, nil
}

// lastLines are the last lines that were said.
func lastLines(text string, n int) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if more := len(lines) - n; more > 0 {
		lines = append([]string{fmt.Sprintf("… and %d lines before", more)}, lines[more:]...)
	}
	return lines
}

// maxPaths bounds what completion shows of a folder.
const maxPaths = 200

// paths proposes files and folders for what was typed.
func (g *guide) paths(typed string) (out []string) {
	dir, start := filepath.Split(typed)
	entries, err := os.ReadDir(g.call.Path(g.home(dir)))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, start) || start == "" && strings.HasPrefix(name, ".") || len(out) >= maxPaths {
			continue
		}
		if e.IsDir() {
			name += string(filepath.Separator)
		}
		out = append(out, dir+name)
	}
	return out
}

// home reads a leading ~ as the person's folder.
func (g *guide) home(path string) string {
	if rest, ok := strings.CutPrefix(path, "~"+string(filepath.Separator)); ok {
		return filepath.Join(g.call.home(), rest)
	}
	return path
}
