package mail

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
)

// Send answers a mail or writes a new one. The order matters: see the package.
func (c *Connector) Send(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, error) {
	l, err := c.write(out)
	if err != nil {
		return connectors.Receipt{}, err
	}
	raw, err := c.compose(l)
	if err != nil {
		return connectors.Receipt{}, err
	}
	receipt := connectors.Receipt{RemoteID: l.id, At: store.Stamp(c.env.Now())}
	p, err := c.announce(ctx, l, int64(len(raw)))
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	defer func() { p.close() }()
	k, err := c.keep(ctx, l, raw, out.Made)
	if err != nil {
		return connectors.Receipt{}, unsent(err)
	}
	defer k.close()
	if k.sent {
		return receipt, nil // an earlier try came through after all
	}
	if k.session != nil && !p.stands(ctx) {
		// On a slow line the copy has taken longer than the server waits.
		again, err := c.announce(ctx, l, int64(len(raw)))
		if err != nil {
			k.drop(ctx)
			return connectors.Receipt{}, unsent(err)
		}
		p.close()
		p = again
	}
	unclear, err := p.data(ctx, raw)
	if err != nil {
		if !unclear {
			k.drop(ctx)
			return connectors.Receipt{}, unsent(err)
		}
		return connectors.Receipt{}, err
	}
	k.done(ctx)
	return receipt, nil
}

// announce opens a line to the SMTP server, and says from whom and to whom a message
// of so many bytes goes. Whoever refuses it does so before anything is kept or sent.
func (c *Connector) announce(ctx context.Context, l *letter, size int64) (*post, error) {
	p, err := c.submission(ctx)
	if err != nil {
		return nil, err
	}
	if most := p.size(); most > 0 && size > most {
		err = refusal("the mail has %d MB, %s takes %d; send a smaller file", size>>20+1, c.smtp.host, most>>20)
	} else {
		err = p.envelope(ctx, c.address(), slices.Concat(l.to, l.cc, l.bcc))
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// unsent marks an error before the message left us.
func unsent(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	f := *fault.Of(err)
	f.Unsent = true
	return &f
}

// Find looks for a message in the Sent folder. Not there, it certainly was not
// sent; there as a draft, the line broke while it was being handed over, and
// nobody can tell.
func (c *Connector) Find(ctx context.Context, out connectors.Outgoing) (connectors.Receipt, bool, error) {
	if c.set(setSent) == "no" {
		return connectors.Receipt{}, false, connectors.ErrUnsure
	}
	s, err := c.open(ctx)
	if err != nil {
		return connectors.Receipt{}, false, err
	}
	defer s.close()
	name, err := s.sentFolder(ctx)
	if err != nil || name == "" {
		return connectors.Receipt{}, false, c.absent(out.Made, err)
	}
	if _, err := s.examine(ctx, name); err != nil {
		return connectors.Receipt{}, false, err
	}
	id := c.messageID(out.Key)
	there, err := s.copies(ctx, id, out.Made)
	if err != nil || len(there) == 0 {
		return connectors.Receipt{}, false, c.absent(out.Made, err)
	}
	for _, m := range there {
		if !m.draft {
			return connectors.Receipt{RemoteID: id, At: store.Stamp(m.at)}, true, nil
		}
	}
	return connectors.Receipt{}, false, connectors.ErrUnsure
}

// filing is how long a server that keeps what it sends may take to do so.
const filing = 2 * time.Minute

// absent says what it means that there is no copy of a message. Ours is there
// before the message leaves. A server files its own some time after it has taken
// the message, and some under a Message-ID of their own: that proves nothing.
func (c *Connector) absent(made time.Time, err error) error {
	switch {
	case err != nil, c.set(setSent) != "server":
		return err
	case c.env.Now().Sub(made) < filing:
		return fault.New(fault.Transient, "look for the mail", "%s has no copy of it yet", c.imap.host)
	}
	return connectors.ErrUnsure
}

// keeper looks after the copy in the Sent folder while a message is handed over.
type keeper struct {
	*session // nil = there is nowhere to keep it
	uid      imap.UID
	sent     bool
}

func (k *keeper) close() {
	if k.session != nil {
		k.session.close()
	}
}

// keep puts the copy into the Sent folder, as a draft.
func (c *Connector) keep(ctx context.Context, l *letter, raw []byte, made time.Time) (*keeper, error) {
	k := &keeper{}
	if way := c.set(setSent); way == "no" || way == "server" {
		return k, nil
	}
	s, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	k.session = s
	if err := k.put(ctx, l, raw, made); err != nil {
		s.close()
		return nil, err
	}
	return k, nil
}

func (k *keeper) put(ctx context.Context, l *letter, raw []byte, made time.Time) error {
	name, err := k.sentFolder(ctx)
	if err != nil {
		return err
	}
	if name == "" {
		name = "Sent"
		if err := k.do(ctx, keepOp, 0, func() error { return k.client.Create(name, nil).Wait() }); err != nil {
			return err
		}
	}
	err = k.do(ctx, keepOp, 0, func() error { _, err := k.client.Select(name, nil).Wait(); return err })
	if err != nil {
		return err
	}
	there, err := k.copies(ctx, l.id, made)
	if err != nil {
		return err
	}
	for _, m := range there {
		k.uid, k.sent = m.uid, k.sent || !m.draft
	}
	if len(there) > 0 {
		return nil // of an earlier try
	}
	err = k.do(ctx, keepOp, int64(len(raw)), func() error {
		cmd := k.client.Append(name, int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagDraft, imap.FlagSeen}, Time: k.env.Now()})
		_, err := bytes.NewReader(raw).WriteTo(cmd)
		if closed := cmd.Close(); err == nil {
			err = closed
		}
		data, waited := cmd.Wait()
		if waited != nil {
			return waited
		}
		k.uid = data.UID
		return err
	})
	if err != nil || k.uid != 0 {
		return err
	}
	there, err = k.copies(ctx, l.id, made) // a server without UIDPLUS
	if err == nil && len(there) > 0 {
		k.uid = there[0].uid
	}
	return err
}

// done takes the draft flag off: it has been sent. That the message was sent
// does not depend on it.
func (k *keeper) done(ctx context.Context) {
	k.mark(ctx, &imap.StoreFlags{Op: imap.StoreFlagsDel, Silent: true, Flags: []imap.Flag{imap.FlagDraft}})
}

// drop takes the copy away: the server has refused the message.
func (k *keeper) drop(ctx context.Context) {
	if !k.mark(ctx, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}) || !k.caps.Has(imap.CapUIDPlus) {
		return
	}
	err := k.do(ctx, keepOp, 0, func() error { return k.client.UIDExpunge(imap.UIDSetNum(k.uid)).Close() })
	if err != nil {
		k.log.Warn("a copy of what was not sent stays in the Sent folder", "error", err)
	}
}

func (k *keeper) mark(ctx context.Context, flags *imap.StoreFlags) bool {
	if k.session == nil || k.uid == 0 {
		return false
	}
	err := k.do(ctx, keepOp, 0, func() error { return k.client.Store(imap.UIDSetNum(k.uid), flags, nil).Close() })
	if err != nil {
		k.log.Warn("the copy in the Sent folder keeps its flags", "error", err)
	}
	return err == nil
}

// copyOf is one copy of a message in the open folder.
type copyOf struct {
	uid   imap.UID
	draft bool
	at    time.Time
}

// copies finds the messages of an id in the open folder. Servers look for a part
// of the field, so that what was found is looked at again.
func (s *session) copies(ctx context.Context, id string, made time.Time) (out []copyOf, err error) {
	what := &imap.SearchCriteria{
		Header:  []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}},
		NotFlag: []imap.Flag{imap.FlagDeleted},
	}
	if !made.IsZero() {
		what.Since = made.AddDate(0, 0, -2) // a date of the server's zone
	}
	uids, err := s.search(ctx, what, 10)
	if err != nil || len(uids) == 0 {
		return nil, err
	}
	head := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Message-ID"}, Peek: true}
	found, err := s.fetch(ctx, imap.UIDSetNum(uids...), &imap.FetchOptions{
		UID: true, Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{head},
	}, 1<<20)
	for _, m := range found {
		if len(m.BodySection) > 0 && strings.Contains(string(m.BodySection[0].Bytes), "<"+id+">") {
			out = append(out, copyOf{m.UID, slices.Contains(m.Flags, imap.FlagDraft), m.InternalDate})
		}
	}
	return out, err
}
