package compose

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/clean"
	"earshot/ui/folders"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// file is what an attachment is on the disk.
type file struct {
	size int64
	err  string // plain words: why it cannot go
}

// inspected is what was found of attachments, by path.
type inspected map[string]file

// inspect looks at the attachments in the background.
func (p *Pane) inspect() tea.Cmd {
	media := slices.Clone(p.ed.draft.Message.Media)
	if len(media) == 0 {
		p.rev.files = nil
		return nil
	}
	return p.rev.box.Read(func(context.Context) tea.Msg {
		out := inspected{}
		for _, m := range media {
			out[m.Path] = look(m.Path)
		}
		return out
	})
}

// look tells whether a file can be attached.
func look(path string) file {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file{err: "there is no file " + path}
	case err != nil:
		return file{err: base(path) + " cannot be read: " + err.Error()}
	case !info.Mode().IsRegular():
		return file{err: base(path) + " is no file"}
	case info.Size() == 0:
		return file{err: base(path) + " is empty"}
	}
	return file{size: info.Size()}
}

// full is the path that a person means: absolute, ~ is home.
func full(path string) string { return folders.Path(path) }

func base(path string) string { return filepath.Base(path) }

// bytes writes a size for people.
func bytes(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// attach adds a file to the message.
func (p *writing) attach(arg string) tea.Cmd {
	path := full(arg)
	if why := (sheet{&p.ed}).unfit(path, look(path)); why != "" {
		return pane.Send(pane.Notice{Text: why, Level: pane.Warning})
	}
	m := &p.ed.draft.Message
	if slices.ContainsFunc(m.Media, func(a store.Attachment) bool { return a.Path == path }) {
		return pane.Send(pane.Notice{Text: base(path) + " is attached already", Level: pane.Plain})
	}
	m.Media = append(slices.Clone(m.Media), store.Attachment{Path: path})
	p.ed.dirty()
	p.cache.Drop()
	notice := pane.Notice{Text: "attached " + base(path), Level: pane.Done}
	for _, name := range p.ed.draft.To {
		if limit := p.ed.account(name).Limits.Media; limit > 0 && len(m.Media) > limit {
			notice = pane.Notice{Text: fmt.Sprintf("attached %s; %s takes at most %d files", base(path), name, limit), Level: pane.Warning}
		}
	}
	// Asked at once, because nobody comes back to it; esc leaves it empty.
	return tea.Batch(p.inspect(), pane.Send(notice), pane.Send(pane.Ask{Scope: keys.Compose, ID: "describe"}))
}

// undescribed is the file that the next description is for: the first without
// one, else the last.
func undescribed(media []store.Attachment) int {
	for i, m := range media {
		if m.Alt == "" {
			return i
		}
	}
	return len(media) - 1
}

// describe gives a file its description.
func (p *writing) describe(arg string) tea.Cmd {
	m := &p.ed.draft.Message
	m.Media = slices.Clone(m.Media)
	m.Media[undescribed(m.Media)].Alt = clean.Line(arg, 1500)
	p.ed.dirty()
	p.cache.Drop()
	return nil
}

// unattach takes a file out again.
func (p *writing) unattach(arg string) tea.Cmd {
	m := &p.ed.draft.Message
	i := named(m.Media, arg)
	if i < 0 {
		return nil
	}
	out := m.Media[i]
	m.Media = slices.Delete(slices.Clone(m.Media), i, i+1)
	p.ed.dirty()
	p.cache.Drop()
	return pane.Send(pane.Notice{Text: "took out " + base(out.Path), Level: pane.Done})
}

// edited brings the text back from the person's own editor.
type edited struct {
	id   string // the draft it belongs to
	text string
	err  error
}

// edited takes the text back, if it is still the one being written.
func (p *writing) edited(msg edited) tea.Cmd {
	switch {
	case msg.err != nil:
		return pane.Send(pane.Notice{Text: msg.err.Error(), Level: pane.Failure})
	case msg.id != p.ed.draft.ID:
		return nil
	}
	p.ed.text.Change(msg.text)
	p.ed.dirty()
	return p.save()
}
