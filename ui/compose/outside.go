package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/store/desk"
	"earshot/ui/pane"
)

// outside opens the text in the person's own editor.
func (p *writing) outside(string) tea.Cmd {
	e := &program{id: p.ed.draft.ID, version: p.ed.version, text: p.ed.text.Text()}
	e.Cmd = editorCommand(os.Getenv("VISUAL"), os.Getenv("EDITOR"))
	e.Stdin = p.h.Terminal
	return tea.Batch(p.save(), pane.Send(pane.Exec{
		Command: e, Done: func(err error) tea.Msg { return toUs(e.back(err)) },
	}))
}

// program is the person's own editor. Its text stands in a file only while it
// runs: what is written to people does not lie about in a folder that all share.
type program struct {
	*exec.Cmd
	id, version string // which draft, and whose version of it
	text        string // before and after
	lost        error  // why it could not be read back
}

// SetStdin gives the program its keys, unless it has a terminal already.
func (p *program) SetStdin(r io.Reader) {
	if p.Stdin == nil {
		p.Stdin = r
	}
}

// SetStdout gives the program its screen.
func (p *program) SetStdout(w io.Writer) { p.Stdout = w }

// SetStderr gives the program the place for its complaints.
func (p *program) SetStderr(w io.Writer) { p.Stderr = w }

// Run lets the person edit the text. A text that cannot be read back stays where
// it is: it is the person's.
func (p *program) Run() error {
	folder, err := p.export()
	if err != nil {
		_ = os.RemoveAll(folder)
		return fmt.Errorf("no file for the editor: %w", err)
	}
	path := filepath.Join(folder, textFile)
	p.Args = append(p.Args, path)
	if err := p.Cmd.Run(); err != nil {
		_ = os.RemoveAll(folder)
		return err
	}
	text, err := readText(path)
	if err != nil {
		p.lost = fmt.Errorf("the edited text is in %s: %w", path, err)
		return nil
	}
	p.text = text
	_ = os.RemoveAll(folder)
	return nil
}

// back is what has become of the text.
func (p *program) back(err error) edited {
	switch {
	case err != nil:
		return edited{id: p.id, err: fmt.Errorf("the editor did not end well, the text is as it was: %w", err)}
	case p.lost != nil:
		return edited{id: p.id, err: p.lost}
	}
	return edited{id: p.id, text: p.text}
}

// editorCommand is the editor that the person's environment names, else vi.
func editorCommand(visual, editor string) *exec.Cmd {
	for _, line := range []string{visual, editor} {
		if words := strings.Fields(line); len(words) > 0 { // blanks alone name none
			return exec.Command(words[0], words[1:]...)
		}
	}
	return exec.Command("vi")
}

// A folder of an editor is called draftFolder, the number of our process, and
// chance. It holds the text and whose text it is.
const (
	draftFolder = "earshot-draft-"
	textFile    = "draft.txt"
	whoseFile   = "of"
	maxEdited   = 4 << 20 // bytes
	// strayFor is how long a text is left alone that nobody has taken over.
	strayFor = 30 * 24 * time.Hour
)

// export writes the text into a folder that only its owner can read. The folder
// is given also where something went wrong.
func (p *program) export() (folder string, err error) {
	folder, err = os.MkdirTemp("", draftFolder+strconv.Itoa(os.Getpid())+"-*")
	if err != nil {
		return folder, err
	}
	whose := os.WriteFile(filepath.Join(folder, whoseFile), []byte(p.id+"\n"+p.version), 0o600)
	return folder, errors.Join(whose, os.WriteFile(filepath.Join(folder, textFile), []byte(p.text), 0o600))
}

func readText(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxEdited+1))
	if err == nil && len(raw) > maxEdited {
		err = errors.New("it is too long for a post")
	}
	return strings.TrimRight(string(raw), "\n"), err
}

// stray is the folder of an editor whose earshot was killed.
type stray struct {
	folder, id, version, text string
	at                        time.Time // when the text was last saved
	err                       error     // why the text cannot be read
}

// strays finds the folders of editors that belong to processes which are no more.
func strays() (out []stray) {
	all, err := filepath.Glob(filepath.Join(os.TempDir(), draftFolder+"*"))
	if err != nil {
		return nil
	}
	for _, folder := range all {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(folder), draftFolder), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || pid == os.Getpid() || runs(pid) || !ours(folder) {
			continue
		}
		s := stray{folder: folder}
		path := filepath.Join(folder, textFile)
		for _, file := range []string{folder, path} {
			if info, err := os.Stat(file); err == nil {
				s.at = info.ModTime()
			}
		}
		whose, _ := os.ReadFile(filepath.Join(folder, whoseFile))
		s.id, s.version, _ = strings.Cut(string(whose), "\n")
		s.text, s.err = readText(path)
		out = append(out, s)
	}
	return out
}

// comeHome takes over what was saved in an editor after earshot itself was killed,
// and then leaves no file behind. What is older than the draft was taken over before.
//
// A draft that is not among these is somebody else's, or of another workspace: they
// share the folder with us, and their text is theirs to take. So it stays, as does a
// text that cannot be read, until nobody can be looking for it any more.
func comeHome(ctx context.Context, d *desk.Desk, by desk.By, drafts []store.Draft) error {
	for _, s := range strays() {
		i := slices.IndexFunc(drafts, func(draft store.Draft) bool { return draft.ID == s.id })
		switch {
		case (i < 0 || s.err != nil) && d.Env().Now().Sub(s.at) < strayFor:
			continue
		case i >= 0 && s.err == nil && s.text != "" && s.at.After(drafts[i].Saved):
			changed := drafts[i]
			changed.Message = withText(changed.Message, s.version, s.text)
			kept, err := d.Publish.SaveDraft(ctx, by, changed)
			if err != nil {
				return err // the folder stays for the next time
			}
			drafts[i] = kept
		}
		_ = os.RemoveAll(s.folder)
	}
	return nil
}

// withText puts a text in the place of the common one, or of an account's version
// if it has one.
func withText(m store.Message, version, text string) store.Message {
	if _, own := m.Variants[version]; !own {
		m.Text = text
		return m
	}
	variants := map[string]string{}
	for account, old := range m.Variants {
		variants[account] = old
	}
	variants[version] = text
	m.Variants = variants
	return m
}
