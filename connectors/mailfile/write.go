package mailfile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"earshot/store"
)

// WriteMbox writes mentions as an mbox file with mboxrd quoting. An error of the
// mentions or of w ends the writing. What is written is read back with the same
// author, text, subject and discussion, and with the time to the second.
func WriteMbox(w io.Writer, mentions iter.Seq2[*store.Mention, error]) error {
	out := bufio.NewWriter(w)
	for m, err := range mentions {
		if err != nil {
			return errors.Join(err, out.Flush())
		}
		raw := compose(m)
		sender := firstAddress(fromField(m)).email
		fmt.Fprintf(out, "From %s %s\n", sender, m.Created.UTC().Format(time.ANSIC))
		for len(raw) > 0 {
			line, rest, _ := bytes.Cut(raw, []byte("\n"))
			if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
				_ = out.WriteByte('>') // a failed writer says so in the end
			}
			_, _ = out.Write(line)
			_ = out.WriteByte('\n')
			raw = rest
		}
		if err := out.WriteByte('\n'); err != nil {
			return fmt.Errorf("the mailbox cannot be written: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("the mailbox cannot be written: %w", err)
	}
	return nil
}

// WriteMaildir writes mentions into a maildir, which is made if it does not
// exist. New mentions go to new, the others to cur as seen. A file's name comes
// from the mention, so that writing twice gives no doubles.
func WriteMaildir(dir string, mentions iter.Seq2[*store.Mention, error]) error {
	for _, folder := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(dir+"/"+folder, 0o700); err != nil {
			return fmt.Errorf("the maildir cannot be made: %w", err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("the maildir cannot be opened: %w", err)
	}
	defer func() { _ = root.Close() }()
	for m, err := range mentions {
		if err != nil {
			return err
		}
		if err := deliver(root, m); err != nil {
			return fmt.Errorf("the maildir cannot be written: %w", err)
		}
	}
	return nil
}

// deliver writes to tmp and moves, so that a reader never sees half a message.
func deliver(root *os.Root, m *store.Mention) error {
	sum := sha256.Sum256([]byte(m.Key.String()))
	name := fmt.Sprintf("%d.%s.earshot", m.Created.Unix(), hex.EncodeToString(sum[:8]))
	seen, unseen := "cur/"+name+":2,S", "new/"+name
	to, other := seen, unseen
	if m.Work.State == store.StateNew || m.Work.State == "" {
		to, other = unseen, seen
	}
	if err := root.WriteFile("tmp/"+name, compose(m), 0o600); err != nil {
		return err
	}
	if err := root.Rename("tmp/"+name, to); err != nil {
		return err
	}
	// Where an earlier export left it in the other folder.
	if err := root.Remove(other); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// tags brings keywords to the store's form.
func tags(words []string) []string {
	var out []string
	for _, w := range words {
		if w = strings.TrimLeft(strings.Join(strings.Fields(w), " "), "# "); w != "" {
			out = append(out, shorten(w, 100))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
