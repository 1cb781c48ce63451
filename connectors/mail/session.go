package mail

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// session is one logged-in line to the IMAP server. It is used by one goroutine.
type session struct {
	*Connector
	client *imapclient.Client
	line   *line
	caps   imap.CapSet
	news   chan struct{} // something has arrived in the open folder
	listed []*imap.ListData
	deaf   bool // the server offers IDLE, and refuses it
}

// open opens a session and logs in.
func (c *Connector) open(ctx context.Context) (*session, error) {
	s := &session{Connector: c, news: make(chan struct{}, 1)}
	secret, err := c.key.secret(ctx) // before the server begins to wait for it
	if err != nil {
		return nil, err
	}
	dial, cancel := context.WithTimeout(ctx, c.waits.dial)
	defer cancel()
	if s.line, err = c.dial(dial, c.imap); err != nil {
		return nil, c.explain(ctx, c.imap, "reach the mail server", err)
	}
	stop := context.AfterFunc(dial, func() { _ = s.line.Close() }) // then the calls below end
	defer stop()
	if err = s.greet(); err != nil {
		_ = s.line.Close()
		return nil, c.explain(ctx, c.imap, "reach the mail server", s.line.why(err))
	}
	if err = s.login(secret); err != nil {
		_ = s.client.Close()
		return nil, c.explain(ctx, c.imap, loginOp, s.line.why(err))
	}
	if s.caps = s.client.Caps(); s.caps == nil {
		_ = s.client.Close()
		return nil, c.explain(ctx, c.imap, loginOp, io.ErrUnexpectedEOF)
	}
	return s, nil
}

// greet waits for the server's first words, and makes the line private.
func (s *session) greet() error {
	options := &imapclient.Options{
		TLSConfig: s.private(s.imap),
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(d *imapclient.UnilateralDataMailbox) {
				if d.NumMessages == nil {
					return
				}
				select {
				case s.news <- struct{}{}:
				default: // it knows already
				}
			},
		},
	}
	if s.imap.tls || s.imap.local() {
		s.client = imapclient.New(s.line, options)
		err := s.client.WaitGreeting()
		if err != nil || s.imap.tls || !s.client.Caps().Has(imap.CapStartTLS) || s.roots == nil {
			return err
		}
		// A server of this machine whose certificate we were given: it is to be used.
		return s.again(options)
	}
	client, err := imapclient.NewStartTLS(s.line, options)
	var refused *imap.Error
	if errors.As(err, &refused) && refused.Type != imap.StatusResponseTypeBye {
		return errNoTLS
	}
	s.client = client
	return err
}

// again opens the line anew, with STARTTLS.
func (s *session) again(options *imapclient.Options) error {
	_ = s.client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), s.waits.dial)
	defer cancel()
	fresh, err := s.dial(ctx, s.imap)
	if err != nil {
		return err
	}
	s.line.Conn = fresh.Conn
	s.line.allow(talk)
	s.client, err = imapclient.NewStartTLS(s.line, options)
	return err
}

// login says who we are. AUTHENTICATE PLAIN takes letters of any language, LOGIN
// is for servers that know nothing else.
func (s *session) login(secret string) error {
	caps := s.client.Caps()
	if s.key.bearer {
		way := tokenWay(func(way string) bool { return caps.Has(imap.AuthCap(way)) }, s.user(), secret)
		if way == nil {
			return noTokens(s.imap)
		}
		return s.client.Authenticate(way)
	}
	if caps.Has(imap.AuthCap("PLAIN")) || caps.Has(imap.CapLoginDisabled) {
		return s.client.Authenticate(sasl.NewPlainClient("", s.user(), secret))
	}
	return s.client.Login(s.user(), secret).Wait()
}

// do makes one call on the session, which moves so many bytes of contents. When ctx
// ends, or it takes too long for that, or the server sends more, the line is cut,
// and with it the session.
func (s *session) do(ctx context.Context, op string, contents int64, call func() error) error {
	s.line.allow(contents + talk)
	return s.exchange(ctx, s.line, s.imap, op, s.waits.patience(contents), call)
}

// close ends the session.
func (s *session) close() {
	s.client.Logout() // the answer is not waited for
	_ = s.client.Close()
}

// examine opens a folder for reading only.
func (s *session) examine(ctx context.Context, name string) (d *imap.SelectData, err error) {
	err = s.do(ctx, openOp+name, 0, func() (err error) {
		d, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: true, CondStore: s.caps.Has(imap.CapCondStore)}).Wait()
		return err
	})
	return d, err
}

// search finds UIDs, in order, at most limit of them: the last.
func (s *session) search(ctx context.Context, what *imap.SearchCriteria, limit int) (out []imap.UID, err error) {
	err = s.do(ctx, "look for mail", 0, func() error {
		found, err := s.client.UIDSearch(what, nil).Wait()
		if err != nil {
			return err
		}
		set, _ := found.All.(imap.UIDSet)
		out = last(set, limit)
		return nil
	})
	return out, err
}

// last gives the highest UIDs of a set without unfolding what a server claims.
func last(set imap.UIDSet, limit int) (out []imap.UID) {
	ranges := slices.Clone(set)
	slices.SortFunc(ranges, func(a, b imap.UIDRange) int { return int(int64(b.Stop) - int64(a.Stop)) })
	for _, r := range ranges {
		for uid := r.Stop; uid >= r.Start && uid != 0 && len(out) < limit; uid-- {
			out = append(out, uid)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fetch reads items of messages.
func (s *session) fetch(ctx context.Context, set imap.NumSet, what *imap.FetchOptions, allowed int64) (out []*imapclient.FetchMessageBuffer, err error) {
	err = s.do(ctx, "read mail", allowed, func() (err error) {
		out, err = collect(s.client.Fetch(set, what))
		return err
	})
	return out, err
}
