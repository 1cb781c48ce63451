package mailtest

import (
	"io"
	"strings"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// submission is one session of SMTP.
type submission struct {
	server *Server
	in     bool
	letter Letter
}

// AuthMechanisms implements smtp.AuthSession.
func (x *submission) AuthMechanisms() []string {
	if x.server.options.Ways != nil {
		return x.server.options.Ways
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (x *submission) Auth(way string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != x.server.options.Address || password != x.server.options.Password {
			return smtp.ErrAuthFailed
		}
		x.in = true
		return nil
	}
	switch way {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
	case sasl.Login:
		return &login{check: check}, nil
	case "XOAUTH2", sasl.OAuthBearer:
		return &token{issuer: x.server.options.Issuer, way: "smtp " + way, refused: smtp.ErrAuthFailed, taken: func() { x.in = true }}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

// login is the old way of AUTH LOGIN.
type login struct {
	check func(user, password string) error
	user  string
	asked int
}

// Next implements sasl.Server.
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

// Reset implements smtp.Session.
func (x *submission) Reset() { x.letter = Letter{} }

// Logout implements smtp.Session.
func (x *submission) Logout() error { return nil }

// Mail implements smtp.Session.
func (x *submission) Mail(from string, _ *smtp.MailOptions) error {
	if !x.in {
		return smtp.ErrAuthRequired
	}
	x.server.mu.Lock()
	judge := x.server.mail
	x.server.mu.Unlock()
	if judge != nil {
		if err := judge(from); err != nil {
			return err
		}
	}
	x.letter = Letter{From: from}
	return nil
}

// Rcpt implements smtp.Session.
func (x *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.server.mu.Lock()
	judge := x.server.rcpt
	x.server.mu.Unlock()
	if judge != nil {
		if err := judge(to); err != nil {
			return err
		}
	}
	x.letter.To = append(x.letter.To, to)
	return nil
}

// Data implements smtp.Session.
func (x *submission) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s := x.server
	s.mu.Lock()
	judge, accepted := s.data, s.accepted
	s.mu.Unlock()
	if judge != nil {
		if err := judge(string(raw)); err != nil {
			return err
		}
	}
	x.letter.Raw = string(raw)
	s.mu.Lock()
	s.letters = append(s.letters, x.letter)
	s.mu.Unlock()
	for _, to := range x.letter.To {
		if strings.EqualFold(to, s.options.Address) {
			s.Deliver("INBOX", string(raw))
		}
	}
	if accepted != nil {
		accepted()
	}
	return nil
}
