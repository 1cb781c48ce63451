package mail

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"earshot/connectors/fault"
)

// post is one logged-in line to the SMTP server.
type post struct {
	*Connector
	client *smtp.Client
	line   *line
	stop   func() bool // of what cuts the line when ctx ends
}

// goodbye is how long the end of a line is waited for.
const goodbye = 5 * time.Second

// submission opens a line to the SMTP server and logs in. When ctx ends the line is
// cut. How long it may stand is not bounded, each step on it is.
func (c *Connector) submission(ctx context.Context) (*post, error) {
	if c.smtp.host == "" {
		return nil, fault.New(fault.Permanent, sendOp, "the account only reads; connect it again with --smtp to answer")
	}
	secret, err := c.key.secret(ctx) // before the server begins to wait for it
	if err != nil {
		return nil, err
	}
	p := &post{Connector: c}
	if err := p.dial(ctx); err != nil {
		if p.line != nil {
			_ = p.line.Close()
			p.stop()
		}
		return nil, c.explain(ctx, c.smtp, "reach the mail server", err)
	}
	if err := p.step(ctx, loginOp, c.waits.answer, func() error { return p.login(secret) }); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// step makes one exchange on the line, see Connector.exchange.
func (p *post) step(ctx context.Context, op string, patience time.Duration, call func() error) error {
	return p.exchange(ctx, p.line, p.smtp, op, patience, call)
}

// dial opens the line and makes it private.
func (p *post) dial(ctx context.Context) error {
	port, err := strconv.Atoi(p.smtp.port)
	if err != nil {
		return err
	}
	policy := gomail.TLSMandatory
	if p.smtp.local() && p.roots == nil {
		policy = gomail.NoTLS // this machine's own server, whose certificate nobody gave us
	}
	_, domain, _ := strings.Cut(p.address(), "@")
	whole := ctx                                                // of all calls on the line, not only of the first
	bounded, cancel := context.WithTimeout(ctx, p.waits.answer) // however the server drips
	defer cancel()
	stands := func() bool { return true }
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(p.waits.dial), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(p.private(p.smtp)),
		gomail.WithHELO(domain), gomail.WithDialContextFunc(func(ctx context.Context, _, _ string) (net.Conn, error) {
			l, err := p.Connector.dial(ctx, p.smtp)
			if err != nil {
				return nil, err
			}
			p.line = l
			p.stop = context.AfterFunc(whole, func() { _ = l.Close() })
			stands = context.AfterFunc(bounded, func() { _ = l.Close() })
			return l, nil
		}),
	}
	if p.smtp.tls {
		options = append(options, gomail.WithSSL())
	}
	client, err := gomail.NewClient(p.smtp.host, options...)
	if err != nil {
		return err
	}
	p.client, err = client.DialToSMTPClientWithContext(ctx)
	stands()
	if err != nil && strings.Contains(err.Error(), "does not support STARTTLS") {
		return errNoTLS
	}
	if err != nil {
		return err
	}
	return p.client.UpdateDeadline(p.waits.answer) // for each piece, see line
}

// login uses the best way that the server offers: those first that never show
// the password.
func (p *post) login(password string) error {
	offered, ways := p.client.Extension("AUTH")
	has := func(way string) bool { return slices.Contains(strings.Fields(strings.ToUpper(ways)), way) }
	user, host := p.user(), p.smtp.host
	var auth smtp.Auth
	switch {
	case !offered && p.smtp.local():
		return nil // a relay of this machine that asks nobody
	case p.key.bearer:
		way := tokenWay(has, user, password)
		if way == nil {
			return noTokens(p.smtp)
		}
		auth = overSMTP{way}
	case has("SCRAM-SHA-256"):
		auth = smtp.ScramSHA256Auth(user, password)
	case has("SCRAM-SHA-1"):
		auth = smtp.ScramSHA1Auth(user, password)
	case has("CRAM-MD5"):
		auth = smtp.CRAMMD5Auth(user, password)
	case has("PLAIN"):
		auth = smtp.PlainAuth("", user, password, host, true) // the line is private, or of this machine
	case has("LOGIN"):
		auth = smtp.LoginAuth(user, password, host, true)
	default:
		return fault.New(fault.Permanent, loginOp, "%s offers no way to log in that earshot speaks (PLAIN, LOGIN, CRAM-MD5, SCRAM); is it the address for sending mail?", host)
	}
	return p.client.Auth(auth)
}

// size is the largest message that the server takes (RFC 1870); 0 = it does not
// say.
func (p *post) size() int64 {
	_, text := p.client.Extension("SIZE")
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// close ends the line.
func (p *post) close() {
	_ = p.client.UpdateDeadline(goodbye)
	_ = p.client.Quit() // whatever was accepted stays accepted
	_ = p.line.Close()
	p.stop()
}

// stands tells whether the server still listens: it waits for minutes only.
func (p *post) stands(ctx context.Context) bool {
	return p.step(ctx, sendOp, p.waits.answer, p.client.Noop) == nil
}

// envelope says from whom and to whom. Nothing has been sent when it fails.
func (p *post) envelope(ctx context.Context, from string, to []string) error {
	p.client.SkipSMTPUTF8(isASCII(from + strings.Join(to, "")))
	if err := p.step(ctx, sendOp, p.waits.answer, func() error { return p.client.Mail("<" + from + ">") }); err != nil {
		return err
	}
	for _, rcpt := range to {
		err := p.step(ctx, sendOp, p.waits.answer, func() error { return aboutMailbox(p.client.Rcpt("<" + rcpt + ">")) })
		if err == nil {
			continue
		}
		if f := fault.Of(err); f.Kind == fault.Permanent {
			f.What = rcpt + ": " + f.What
		}
		return err
	}
	return nil
}

// aboutMailbox reads the refusal of a recipient: there a 552 that says nothing more
// is about the room that the mailbox has, and only at MAIL and DATA about the size
// of the message (RFC 5321, 4.2.3).
func aboutMailbox(err error) error {
	var refused *textproto.Error
	if errors.As(err, &refused) && refused.Code == 552 && statusOf(refused) == "" {
		return &textproto.Error{Code: refused.Code, Msg: statusFull + " " + refused.Msg}
	}
	return err
}

// data hands the message over. unclear means that the server may have taken it
// although we were not told so.
func (p *post) data(ctx context.Context, raw []byte) (unclear bool, err error) {
	var w io.WriteCloser
	err = p.step(ctx, sendOp, p.waits.answer, func() (err error) { w, err = p.client.Data(); return err })
	if err != nil {
		return false, err
	}
	err = p.step(ctx, sendOp, p.waits.patience(int64(len(raw))), func() error { _, err := w.Write(raw); return err })
	if err != nil {
		_ = p.line.Close() // a polite end would first put an end to the message
		return false, err  // it never saw the end of the message
	}
	err = p.step(ctx, sendOp, p.waits.taken, func() error {
		// The longest wait of all: what is given up here may have been taken.
		_ = p.client.UpdateDeadline(p.waits.taken)
		return w.Close()
	})
	var refused *textproto.Error
	return err != nil && !errors.As(err, &refused), err
}
