package compose

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/mem"
	"earshot/ui/pane"
)

// edit lets a shell script be the editor: "$1" is the file.
func edit(t *testing.T, text, script string) (edited, []string) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	e := &program{id: "d1", text: text, Cmd: exec.Command("sh", "-c", script, "editor")}
	out := e.back(e.Run())
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return out, left
}

func TestTheTextGoesOutAndComesBack(t *testing.T) {
	got, left := edit(t, "Добрый день", `grep -qx 'Добрый день' "$1" && ls -l "$1" | grep -q '^-rw------- ' && ls -ld "$(dirname "$1")" | grep -q '^drwx------ ' && printf 'Добрый вечер\n\n' > "$1"`)
	if got.text != "Добрый вечер" || got.id != "d1" || got.err != nil {
		t.Errorf("%+v", got)
	}
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAnEditorThatFails(t *testing.T) {
	for _, script := range []string{"exit 1", "kill -9 $$"} {
		if got, left := edit(t, "text", script); got.err == nil || !strings.Contains(got.err.Error(), "the text is as it was") || len(left) != 0 {
			t.Errorf("%s: %+v, %v left", script, got, left)
		}
	}
	got, left := edit(t, "text", `rm "$1"`)
	if got.err == nil || len(left) != 1 || !strings.Contains(got.err.Error(), left[0]) {
		t.Errorf("the person has to know where the text is: %+v, %v", got, left)
	}
	if got, _ = edit(t, "text", `head -c 5000000 /dev/zero > "$1"`); got.err == nil || !strings.Contains(got.err.Error(), "too long") {
		t.Errorf("%+v", got)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nowhere"))
	e := &program{id: "d1", text: "text", Cmd: exec.Command("true")}
	if got := e.back(e.Run()); got.err == nil || !strings.Contains(got.err.Error(), "no file for the editor") {
		t.Errorf("%+v", got)
	}
}

func TestWhichEditor(t *testing.T) {
	for _, c := range []struct{ visual, editor, want string }{
		{"", "", "vi"}, {"", "nano", "nano"}, {"code --wait", "nano", "code --wait"}, {" ", "nano -w", "nano -w"}, {"\t", "  ", "vi"},
	} {
		if got := strings.Join(editorCommand(c.visual, c.editor).Args, " "); got != c.want {
			t.Errorf("%q %q runs %q", c.visual, c.editor, got)
		}
	}
}

// kept is a draft that somebody has saved.
func kept(t *testing.T, d *desk.Desk, user string, m store.Message) store.Draft {
	t.Helper()
	draft, err := d.Publish.SaveDraft(t.Context(), desk.By{User: user}, store.Draft{Message: m})
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// TestAKilledEarshotLosesNoEditedText: the editor goes on, its person saves; the
// next earshot takes the text over and leaves no file behind. What others wrote, or
// the same person in another workspace, waits for its own.
func TestAKilledEarshotLosesNoEditedText(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, by := t.Context(), desk.By{User: "anna"}
	d := desk.New(mem.New(), store.RealEnv(), desk.Options{})
	keep := func(m store.Message) store.Draft { return kept(t, d, "anna", m) }
	plain := keep(store.Message{Text: "Good day"})
	own := keep(store.Message{Text: "Good day", Variants: map[string]string{"vk": "Добрый день"}})
	newer := keep(store.Message{Text: "written here since"})
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	put := func(pid int, id, version, text string, age time.Duration) string {
		folder := filepath.Join(os.TempDir(), draftFolder+strconv.Itoa(pid)+"-"+id)
		for name, content := range map[string]string{whoseFile: id + "\n" + version, textFile: text + "\n"} {
			if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		at := time.Now().Add(time.Second - age)
		if err := os.Chtimes(filepath.Join(folder, textFile), at, at); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	pid := gone.Process.Pid
	put(pid, plain.ID, "", "Good evening", 0)
	put(pid, own.ID, "vk", "Добрый вечер", 0)
	put(pid, newer.ID, "", "from yesterday", 24*time.Hour)
	put(pid, "unknown", "", "was discarded", strayFor+time.Hour)
	stays := []string{put(os.Getpid(), "mine", "", "being edited just now", 0), put(os.Getppid(), "other", "", "in another earshot", 0), put(pid, "open", "", "planted", 0)}
	if err := os.Chmod(stays[2], 0o755); err != nil { // not as we make them
		t.Fatal(err)
	}
	boris, unread := kept(t, d, "boris", store.Message{Text: "mine"}).ID, keep(store.Message{Text: "on the disk"}).ID
	stays = append(stays, put(pid, "of-another-workspace", "", "written there", strayFor-time.Hour), put(pid, boris, "", "mine, and more", 0), put(pid, unread, "", strings.Repeat("x", maxEdited+1), 0))
	got := fetch(ctx, d, by, pane.Compose{Kind: pane.Resume, Draft: plain.ID})
	if got.err != nil || got.draft.Message.Text != "Good evening" {
		t.Errorf("%+v, %v", got.draft, got.err)
	}
	drafts, err := d.Publish.Drafts(ctx, by)
	if err != nil || len(drafts) != 4 {
		t.Fatalf("%v, %v", drafts, err)
	}
	for _, draft := range drafts {
		want := map[string]string{plain.ID: "Good evening", own.ID: "Good day", newer.ID: "written here since", unread: "on the disk"}
		if draft.Message.Text != want[draft.ID] || draft.ID == own.ID && draft.Message.Variants["vk"] != "Добрый вечер" {
			t.Errorf("%+v", draft.Message)
		}
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	slices.Sort(stays)
	if err != nil || !slices.Equal(left, stays) {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTheEditedTextComesToItsOwnDraftOnly(t *testing.T) {
	p := New(&pane.Host{})
	p.ed.draft.ID = "d2"
	p.ed.text.Set("mine")
	w := &writing{p}
	if w.edited(edited{id: "d1", text: "another's"}) != nil || p.ed.text.Text() != "mine" {
		t.Fatal("the text of another draft")
	}
	msg := w.edited(edited{id: "d2", err: errors.New("no editor")})()
	if n, ok := msg.(pane.Notice); !ok || n.Level != pane.Failure {
		t.Fatalf("%v", msg)
	}
}

func TestPathsAsPeopleTypeThem(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if got := full(" ~/a.jpg "); got != home+"/a.jpg" {
		t.Error(got)
	}
	if got := full("~a"); !strings.HasSuffix(got, "/~a") {
		t.Error(got)
	}
	for n, want := range map[int64]string{5: "5 B", 3000: "3 kB", 9 << 20: "9.0 MB"} {
		if got := bytes(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestWhatTerminalsPasteForAFile(t *testing.T) {
	for paste, want := range map[string]string{
		"/a/b.jpg":                   "/a/b.jpg",
		"'/a b/c.jpg' ":              "/a b/c.jpg",
		`"/a b/c.jpg"`:               "/a b/c.jpg",
		`/a\ b/c\(1\).jpg`:           "/a b/c(1).jpg",
		"file:///a%20b/c.jpg":        "/a b/c.jpg",
		"/a.jpg /b.jpg":              "/a.jpg|/b.jpg",
		"'/a.jpg'\n'/b.jpg'\n":       "/a.jpg|/b.jpg",
		"~/a.jpg":                    "~/a.jpg",
		"see /a/b.jpg":               "",
		"":                           "",
		"file:///%zz":                "",
		strings.Repeat("/a", 10<<10): "",
	} {
		if got := strings.Join(dropped(paste), "|"); got != want {
			t.Errorf("%q is %q, not %q", paste, got, want)
		}
	}
}
