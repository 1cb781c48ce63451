package mail

import (
	"fmt"
	"mime"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
)

// TestContract: what every connector promises, as far as it does not speak of
// HTTP; what breaks a line of mail is told in the stories of this package.
func TestContract(t *testing.T) {
	var way atomic.Pointer[connectortest.Sim] // the internet in memory, while there is one
	connectortest.Run(t, connectortest.Harness{
		Name: "imap and smtp", Network: Network,
		Factory: func(c connectors.Config) (connectors.Connector, error) {
			conn, err := New(c)
			if m, ok := conn.(*Connector); ok && way.Load() != nil {
				m.reach = way.Load().Dial
			}
			return conn, err
		},
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			way.Store(nil)
			return contractNetwork(mailtest.New(mailtest.Options{Address: us, Password: password, Now: clock.Now}), clock)
		},
		Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
			way.Store(sim)
			ports := []string{"127.0.0.1:143", "127.0.0.1:587"}
			s := mailtest.New(mailtest.Options{Address: us, Password: password, Now: clock.Now, Listen: func() net.Listener {
				at := ports[0]
				ports = ports[1:]
				return sim.Listen(at)
			}})
			n := contractNetwork(s, clock)
			n.Account = func(string) (store.Account, map[string]string) {
				return store.Account{Server: "imap://127.0.0.1:143", Settings: map[string]string{
					setUser: us, setSMTP: "smtp://127.0.0.1:587", setTo: "news@far.test",
				}}, map[string]string{SecretPassword: password}
			}
			return n
		},
		Lacks: map[connectortest.Ability]string{
			connectortest.Edit:   "a mail that was sent cannot be changed",
			connectortest.Delete: "a mail that was sent cannot be taken back; what leaves our mailbox has still been said to us",
			connectortest.Server: "speaks IMAP and SMTP, and the faults are of HTTP",
			connectortest.Settle: "SMTP has no word for whether a message was taken when the line broke",
		},
	})
}

func contractNetwork(s *mailtest.Server, clock *connectortest.Clock) *connectortest.Network {
	var n atomic.Int64
	return &connectortest.Network{
		Account: func(string) (store.Account, map[string]string) {
			return store.Account{Server: s.IMAP(), Settings: map[string]string{setUser: us, setSMTP: s.SMTP(), setTo: "news@far.test"}}, map[string]string{SecretPassword: password}
		},
		Say: func(x connectortest.Said) string {
			id := fmt.Sprintf("mail-%d@far.test", n.Add(1))
			at, by, kind, text := clock.Now(), "Ivan", "text/plain", x.Text
			if !x.At.IsZero() {
				at = x.At
			}
			if x.By != "" {
				by = mime.BEncoding.Encode("utf-8", x.By)
			}
			if x.HTML != "" {
				kind, text = "text/html", x.HTML
			}
			s.Deliver("INBOX", mail(text, "From", by+" <ivan@far.test>", "Date", at.UTC().Format(time.RFC1123Z), "Message-ID", "<"+id+">", "Content-Type", kind+"; charset=utf-8"))
			return id
		},
		Sent: func() (texts []string) {
			for _, l := range s.Letters() {
				texts = append(texts, l.Raw)
			}
			return texts
		},
		Stop: s.Close,
	}
}
