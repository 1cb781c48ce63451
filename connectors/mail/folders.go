package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors/fault"
	"earshot/store/clean"
)

const (
	maxPlaces = 8  // folders in which a mail is looked for
	maxNamed  = 20 // folders that are named to somebody who looks for one
)

// list gives the folders of the mailbox; they are asked for once in a session.
func (s *session) list(ctx context.Context) ([]*imap.ListData, error) {
	if s.listed != nil {
		return s.listed, nil
	}
	err := s.do(ctx, "list the folders", 0, func() (err error) {
		var options *imap.ListOptions
		if s.caps.Has(imap.CapSpecialUse) && (s.caps.Has(imap.CapListExtended) || s.caps.Has(imap.CapIMAP4rev2)) {
			options = &imap.ListOptions{ReturnSpecialUse: true}
		}
		s.listed, err = s.client.List("", "*", options).Collect()
		return err
	})
	return s.listed, err
}

// special finds the folder for a use such as \Sent (RFC 6154), else by the names
// that servers and programs give it; "" if there is none.
func (s *session) special(ctx context.Context, use imap.MailboxAttr, named ...string) (string, error) {
	all, err := s.list(ctx)
	if err != nil {
		return "", err
	}
	for _, f := range all {
		if slices.Contains(f.Attrs, use) {
			return f.Mailbox, nil
		}
	}
	for _, name := range named {
		for _, f := range all {
			base := f.Mailbox
			if f.Delim != 0 {
				base = base[strings.LastIndex(base, string(f.Delim))+1:]
			}
			if strings.EqualFold(base, name) && opens(f) {
				return f.Mailbox, nil
			}
		}
	}
	return "", nil
}

// opens tells a folder that can be opened: some only hold others.
func opens(f *imap.ListData) bool {
	return !slices.Contains(f.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(f.Attrs, imap.MailboxAttrNonExistent)
}

// sentFolder finds the Sent folder, once; "" if there is none.
func (s *session) sentFolder(ctx context.Context) (string, error) {
	s.mu.Lock()
	known := s.sent
	s.mu.Unlock()
	if known != "" {
		return known, nil
	}
	name, err := s.special(ctx, imap.MailboxAttrSent, "Sent", "Sent Items", "Sent Messages", "Отправленные", "Gesendet")
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.sent = name
	s.mu.Unlock()
	return name, nil
}

// places are the folders in which a mail may lie that was read or sent once, each
// once: Sent, those that are read, the folder of all mail, the archive.
func (s *session) places(ctx context.Context) (names []string, sent string, err error) {
	if sent, err = s.sentFolder(ctx); err != nil {
		return nil, "", err
	}
	names = append([]string{sent}, s.folders()...)
	for _, x := range []struct {
		use   imap.MailboxAttr
		named string
	}{{imap.MailboxAttrAll, "All Mail"}, {imap.MailboxAttrArchive, "Archive"}} {
		name, err := s.special(ctx, x.use, x.named)
		if err != nil {
			return nil, "", err
		}
		names = append(names, name)
	}
	var out []string
	for _, name := range names {
		if name != "" && !slices.Contains(out, name) && len(out) < maxPlaces {
			out = append(out, name)
		}
	}
	return out, sent, nil
}

// missing says of a folder that it is not there, and which are.
func (s *session) missing(ctx context.Context, name string) error {
	all, err := s.list(ctx)
	if err != nil {
		return err
	}
	var there []string
	for _, f := range all {
		if opens(f) {
			there = append(there, fmt.Sprintf("%q", clean.Line(f.Mailbox, 100)))
		}
	}
	slices.Sort(there)
	if more := len(there) - maxNamed; more > 0 {
		there = append(there[:maxNamed], fmt.Sprintf("and %d more", more))
	}
	return fault.New(fault.Permanent, "", "there is no folder %q in this mailbox; it has %s", name, strings.Join(there, ", "))
}
