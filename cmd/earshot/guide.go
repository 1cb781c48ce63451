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

	"earshot/connectors/mastodon"
	"earshot/store"
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
	switch kind {
	case "mastodon":
		return g.mastodon()
	case "feed":
		return g.feeds()
	case "demo":
		return &welcome.Step{
			Title: "Connect a demo", Text: []string{"A simulated network among your real ones. It sends nothing anywhere; earshot disconnect takes it out again."},
			Fields: []welcome.Field{{Name: "rate", Label: "mentions a minute", Value: "6"}}, Button: "connect",
			Do: func(ctx context.Context, v map[string]string, _ func(welcome.Progress)) (*welcome.Step, error) {
				f := connectFlags{kind: "demo", seed: 1}
				if _, err := fmt.Sscanf(v["rate"], "%g", &f.rate); err != nil || f.rate < 0 || f.rate > 6000 {
					return nil, fmt.Errorf("%q is no number between 0 and 6000", v["rate"])
				}
				return g.connected(ctx, f, nil)
			},
		}
	}
	return &welcome.Step{
		Title: "Connect an account", Text: []string{"It is checked at once, and you are told what it can do."},
		Choices: []welcome.Choice{
			{Key: "m", Title: "Mastodon", Doc: "and its kin: GoToSocial, Pleroma, Akkoma; listens and answers", Next: g.mastodon},
			{Key: "f", Title: "Feeds", Doc: "blogs, news, Google Alerts: RSS, Atom, JSON Feed; listens", Next: g.feeds},
			{Key: "d", Title: "Demo", Doc: "a simulated network; sends nothing anywhere", Next: func() *welcome.Step { return g.Connect("demo") }},
		},
	}
}

func (g *guide) mastodon() *welcome.Step {
	return &welcome.Step{
		Title: "Connect Mastodon", Button: "connect",
		Text: []string{"Without a token a page opens in your browser and shows a code. Words to watch may stay empty: then you hear what is addressed to you."},
		Fields: []welcome.Field{
			{Name: "server", Label: "server", Hint: "mastodon.social"},
			{Name: "token", Label: "access token", Hint: "empty: by the browser", Secret: true, Optional: true},
			{Name: "watch", Label: "watch", Hint: "#acme, acme fridge", Optional: true},
		},
		Do: func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			f := connectFlags{kind: "mastodon", server: withScheme(v["server"]), token: v["token"], watch: commas(v["watch"])}
			tell(welcome.Progress{Text: "asking " + f.server})
			if f.token != "" {
				return g.connected(ctx, f, nil)
			}
			a := store.Account{Name: "new", Network: f.kind, Server: f.server}
			app, err := mastodon.Register(ctx, httpClient(a, g.ws.Desk.Env(), g.ws.Log), f.server, "earshot")
			if err != nil {
				return nil, err
			}
			return g.code(f, app), nil
		},
	}
}

// code asks for what the server's page shows.
func (g *guide) code(f connectFlags, app mastodon.App) *welcome.Step {
	return &welcome.Step{
		Title: "Connect Mastodon", Button: "connect", Link: app.AuthURL(),
		Text:   []string{"Open this page in a browser, allow earshot, and paste the code it shows:"},
		Fields: []welcome.Field{{Name: "code", Label: "code", Secret: true}},
		Do: func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			tell(welcome.Progress{Text: "asking " + f.server})
			token, err := app.Exchange(ctx, v["code"])
			if err != nil {
				return nil, err
			}
			return g.connected(ctx, f, map[string]string{
				mastodon.SecretToken: token, mastodon.SecretClientID: app.ClientID, mastodon.SecretClientSecret: app.ClientSecret,
			})
		},
	}
}

func (g *guide) feeds() *welcome.Step {
	return &welcome.Step{
		Title: "Connect feeds", Button: "connect",
		Text:   []string{"The address of a feed, or of the page that has one; several with spaces between them."},
		Fields: []welcome.Field{{Name: "urls", Label: "address", Hint: "https://example.org/blog"}, {Name: "name", Label: "name", Hint: "from the address", Optional: true}},
		Do: func(ctx context.Context, v map[string]string, tell func(welcome.Progress)) (*welcome.Step, error) {
			tell(welcome.Progress{Text: "reading"})
			urls := strings.Fields(v["urls"])
			for i := range urls {
				urls[i] = withScheme(urls[i])
			}
			return g.connected(ctx, connectFlags{kind: "feed", name: v["name"]}, nil, urls...)
		},
	}
}

// connected adds the account and tells what it can do.
func (g *guide) connected(ctx context.Context, f connectFlags, secrets map[string]string, urls ...string) (*welcome.Step, error) {
	a, err := addAccount(g.call, ctx, g.ws, f, secrets, urls)
	if err != nil {
		return nil, err
	}
	text := []string{"It can: " + strings.Join(a.Can, ", ") + "."}
	for _, ability := range slices.Sorted(maps.Keys(a.Lacks)) {
		text = append(text, "It cannot "+ability+": "+a.Lacks[ability]+".")
	}
	return &welcome.Step{
		Title: "Connected " + a.Name + " on " + a.Network,
		Text:  append(text, "What it hears arrives in the stream by itself; g s shows how the accounts are."),
	}, nil
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

// commas divides a list.
func commas(text string) (out []string) {
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
