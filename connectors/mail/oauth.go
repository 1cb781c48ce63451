package mail

import (
	"github.com/emersion/go-sasl"
	"github.com/wneessen/go-mail/smtp"
)

// The two ways to log in with an access token: Google's and Microsoft's own, and
// the standard that was made after it (RFC 7628).
const (
	wayXOAUTH2 = "XOAUTH2"
	wayBearer  = sasl.OAuthBearer
)

// xoauth2 is the SASL client of XOAUTH2, as Google describes it
// (developers.google.com/gmail/imap/xoauth2-protocol).
type xoauth2 struct{ user, token string }

// Start implements sasl.Client.
func (x xoauth2) Start() (string, []byte, error) {
	return wayXOAUTH2, []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

// Next implements sasl.Client: a challenge tells of a refusal, and an empty answer
// lets the server say so.
func (xoauth2) Next([]byte) ([]byte, error) { return []byte{}, nil }

// bearer is the SASL client of OAUTHBEARER. The library's own breaks off at a
// refusal and leaves the server waiting for its \x01 (RFC 7628, 3.2.3).
type bearer struct{ user, token string }

// Start implements sasl.Client.
func (b bearer) Start() (string, []byte, error) {
	return wayBearer, []byte("n,a=" + saslName(b.user) + ",\x01auth=Bearer " + b.token + "\x01\x01"), nil
}

// Next implements sasl.Client.
func (bearer) Next([]byte) ([]byte, error) { return []byte{1}, nil }

// saslName writes a name as GS2 headers want it (RFC 5801, 4).
func saslName(name string) (out string) {
	for _, r := range name {
		switch r {
		case '=':
			out += "=3D"
		case ',':
			out += "=2C"
		default:
			out += string(r)
		}
	}
	return out
}

// tokenWay chooses a way; nil where a server has none.
func tokenWay(has func(way string) bool, user, token string) sasl.Client {
	switch {
	case has(wayXOAUTH2):
		return xoauth2{user, token}
	case has(wayBearer):
		return bearer{user, token}
	}
	return nil
}

// overSMTP lets a SASL client speak in the words of the SMTP library.
type overSMTP struct{ sasl.Client }

// Start implements smtp.Auth.
func (o overSMTP) Start(*smtp.ServerInfo) (string, []byte, error) { return o.Client.Start() }

// Next implements smtp.Auth.
func (o overSMTP) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	return o.Client.Next(challenge)
}
