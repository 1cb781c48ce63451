package compose

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/overlay"
	"earshot/ui/pane"
)

// taken are the kinds of files, by their ends, that a network takes with a post;
// nil = any. Mastodon: docs.joinmastodon.org, "Posting", media attachments;
// Bluesky: lexicon app.bsky.embed.images. Others show what is the same
// everywhere: pictures and films.
func taken(network string) []string {
	pictures := []string{".jpg", ".jpeg", ".png", ".gif", ".webp"}
	switch network {
	case "mail", "telegram", "webhook", "demo":
		return nil
	case "mastodon":
		return append(pictures, ".heic", ".heif", ".avif", ".mp4", ".m4v", ".mov", ".webm", ".mp3", ".ogg", ".oga", ".wav", ".flac", ".opus", ".aac", ".m4a")
	case "bluesky":
		return pictures
	}
	return append(pictures, ".mp4", ".mov", ".webm")
}

// takes tells whether a network takes a file of that name.
func takes(network, path string) bool {
	kinds := taken(network)
	return kinds == nil || slices.Contains(kinds, strings.ToLower(filepath.Ext(path)))
}

// unfit says why a file cannot go to one of the accounts, with the limit; "" =
// it can.
func (e sheet) unfit(path string, f file) string {
	if f.err != "" {
		return f.err
	}
	for _, name := range e.draft.To {
		a := e.account(name)
		switch limit := a.Limits.MediaBytes; {
		case !takes(a.Network, path):
			return fmt.Sprintf("%s does not take %s; it takes %s", name, base(path), strings.Join(taken(a.Network), " "))
		case limit > 0 && f.size > limit:
			return fmt.Sprintf("%s has %s; %s takes at most %s", base(path), bytes(f.size), name, bytes(limit))
		}
	}
	return ""
}

// maxEntries bounds how much of a folder is read for completion; it happens
// between two keys.
const maxEntries = 2000

// paths completes a path: folders first, then the files that every account
// chosen takes.
func (e sheet) paths(typed string) []keys.Choice {
	folder, prefix := "", typed
	if i := strings.LastIndexByte(typed, '/'); i >= 0 {
		folder, prefix = typed[:i+1], typed[i+1:]
	} else if typed == "~" {
		return []keys.Choice{{Text: "~/", Doc: "home"}}
	}
	dir, err := os.Open(full(or(folder, ".")))
	if err != nil {
		return nil
	}
	defer dir.Close()
	entries, _ := dir.ReadDir(maxEntries)
	var folders, files []keys.Choice
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(strings.ToLower(name), strings.ToLower(prefix)) || name[0] == '.' && prefix == "" {
			continue
		}
		if entry.IsDir() {
			folders = append(folders, keys.Choice{Text: folder + name + "/", Label: name + "/", Doc: "folder"})
			continue
		}
		c := keys.Choice{Text: folder + name, Label: name}
		if info, err := entry.Info(); err == nil {
			if !info.Mode().IsRegular() || e.unfit(name, file{size: info.Size()}) != "" {
				continue
			}
			c.Doc = bytes(info.Size())
		}
		files = append(files, c)
	}
	byText := func(a, b keys.Choice) int { return strings.Compare(a.Text, b.Text) }
	slices.SortFunc(folders, byText)
	slices.SortFunc(files, byText)
	return append(folders, files...)
}

// dropped reads what a terminal pastes when files are dragged onto it: one or
// more absolute paths, quoted, escaped by backslashes, or as file:// addresses.
// It gives nil if the paste is anything else.
func dropped(paste string) []string {
	paste = strings.TrimSpace(paste)
	if paste == "" || len(paste) > 8<<10 || strings.Count(paste, "\n") > 20 {
		return nil
	}
	var out []string
	for _, word := range shellWords(paste) {
		if rest, ok := strings.CutPrefix(word, "file://"); ok {
			u, err := url.PathUnescape(rest)
			if err != nil {
				return nil
			}
			word = u
		}
		if !strings.HasPrefix(word, "/") && !strings.HasPrefix(word, "~/") {
			return nil
		}
		out = append(out, word)
	}
	return out
}

// shellWords parts a line as a shell does: quotes and backslashes keep spaces.
func shellWords(s string) []string {
	var out []string
	var word strings.Builder
	quote, some := rune(0), false
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '\\' && quote != '\'' && i+1 < len(runes):
			i++
			word.WriteRune(runes[i])
			some = true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, some = r, true
		case quote == 0 && (r == ' ' || r == '\n' || r == '\r' || r == '\t'):
			if some {
				out = append(out, word.String())
			}
			word.Reset()
			some = false
		default:
			word.WriteRune(r)
			some = true
		}
	}
	if some {
		out = append(out, word.String())
	}
	return out
}

// offer asks whether files whose paths were pasted shall be attached. The paste
// stands in the text already: who says no has lost nothing.
func (p typist) offer(paste string) tea.Cmd {
	if !p.h.Local {
		return nil
	}
	paths := dropped(paste)
	for _, path := range paths {
		if look(full(path)).err != "" {
			return nil // no files: it is text
		}
	}
	if len(paths) == 0 {
		return nil
	}
	what := base(paths[0])
	if n := len(paths); n > 1 {
		what = fmt.Sprintf("%d files", n)
	}
	draft, before := p.ed.draft.ID, p.ed.text.Text()
	yes := func() tea.Cmd {
		if p.ed.draft.ID == draft && p.ed.text.Text() == before {
			p.ed.text.Key(tea.KeyPressMsg{Code: 'z', Mod: tea.ModCtrl}) // the path was no text
			p.ed.dirty()
		}
		var cmds []tea.Cmd
		for _, path := range paths {
			cmds = append(cmds, (&writing{p.Pane}).attach(path))
		}
		return tea.Batch(cmds...)
	}
	return pane.Send(pane.Push{Overlay: overlay.NewConfirm(p.h, "Attach", "Attach "+what+" instead of writing its path?", yes)})
}

// named finds an attachment by its number or its name, -1 = there is none.
func named(media []store.Attachment, typed string) int {
	typed = strings.TrimSpace(typed)
	for i, m := range media {
		if typed == base(m.Path) || typed == fmt.Sprint(i+1) {
			return i
		}
	}
	return -1
}

// attachedArg asks for one of the files attached.
func (p *writing) attachedArg() *keys.Arg {
	return &keys.Arg{
		Ask: "which file", Hint: "its name or its number",
		Start: func() string {
			media := p.ed.draft.Message.Media
			if len(media) == 0 {
				return ""
			}
			return base(media[len(media)-1].Path)
		},
		Complete: func(string) []keys.Choice {
			var out []keys.Choice
			for i, m := range p.ed.draft.Message.Media {
				out = append(out, keys.Choice{Text: base(m.Path), Doc: fmt.Sprintf("%d, %s", i+1, or(m.Alt, "no description"))})
			}
			return out
		},
		Check: func(typed string) string {
			if named(p.ed.draft.Message.Media, typed) < 0 {
				return "no such file is attached"
			}
			return ""
		},
	}
}

// first puts an attachment in front of the others.
func (p *writing) first(arg string) tea.Cmd {
	m := &p.ed.draft.Message
	i := named(m.Media, arg)
	if i < 0 {
		return nil
	}
	chosen := m.Media[i]
	m.Media = append([]store.Attachment{chosen}, slices.Delete(slices.Clone(m.Media), i, i+1)...)
	p.ed.dirty()
	p.cache.Drop()
	return pane.Send(pane.Notice{Text: base(chosen.Path) + " goes first", Level: pane.Done})
}
