package mail

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/mailfile"
	"earshot/store"
)

const fetchOp = "fetch files"

// Attachments implements connectors.Attacher: it looks where the mail lay, else for
// its id where mail lies that was moved or archived since, and reads it whole.
func (c *Connector) Attachments(ctx context.Context, m *store.Mention) ([]connectors.File, error) {
	s, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	var at spot
	if json.Unmarshal(m.Extra[extraPlace], &at) == nil && at.UID != 0 {
		if files, err := s.still(ctx, at); err != nil || files != nil {
			return files, err
		}
	}
	names, _, err := s.places(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := s.examine(ctx, name); fault.Is(err, fault.Permanent) {
			continue // it may have moved to the next one
		} else if err != nil {
			return nil, err
		}
		there, err := s.copies(ctx, m.Key.ID, m.Created)
		if err != nil {
			return nil, err
		}
		if len(there) > 0 {
			return s.files(ctx, there[0].uid)
		}
	}
	return nil, fault.New(fault.Permanent, fetchOp, "the mail is in none of %s any more; look for it in your mail program", strings.Join(names, ", "))
}

// still reads the files where the mail lay; nil if something else lies there now.
func (s *session) still(ctx context.Context, at spot) ([]connectors.File, error) {
	state, err := s.examine(ctx, at.Folder)
	if fault.Is(err, fault.Permanent) || err == nil && state.UIDValidity != at.Validity {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	there, err := s.fetch(ctx, imap.UIDSetNum(imap.UID(at.UID)), &imap.FetchOptions{UID: true}, 0)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	return s.files(ctx, imap.UID(at.UID))
}

// files reads the attachments of one message of the open folder.
func (s *session) files(ctx context.Context, uid imap.UID) ([]connectors.File, error) {
	about, err := s.fetch(ctx, imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, RFC822Size: true}, 0)
	if err != nil || len(about) == 0 {
		return nil, err
	}
	if about[0].RFC822Size > mailfile.MaxMessage {
		return nil, fault.New(fault.Permanent, fetchOp, "the mail has %d MB, more than the %d that are read; save its files in your mail program", about[0].RFC822Size>>20, mailfile.MaxMessage>>20)
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	got, err := s.fetch(ctx, imap.UIDSetNum(uid), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}}, about[0].RFC822Size)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 || len(got[0].BodySection) == 0 {
		return nil, fault.New(fault.Transient, fetchOp, "%s does not give the mail", s.imap.host)
	}
	found, err := mailfile.Files(got[0].BodySection[0].Bytes, s.env.Now())
	if err != nil {
		return nil, fault.New(fault.Permanent, fetchOp, "the mail %s", err)
	}
	var out []connectors.File
	for _, f := range found {
		out = append(out, connectors.File{Name: f.Name, Content: f.Content})
	}
	return out, nil
}
