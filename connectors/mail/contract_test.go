package mail

import (
	"fmt"
	"mime"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/mail/mailtest"
	"earshot/store"
)

// TestContract: what every connector promises, as far as it does not speak of
// HTTP; what breaks a line of mail is told in the stories of this package.
func TestContract(t *testing.T) {
	connectortest.Run(t, connectortest.Harness{
		Name: "imap and smtp", Network: Network, Factory: New, Start: contractNetwork,
		Lacks: map[connectortest.Ability]string{
			connectortest.Edit:    "a mail that was sent cannot be changed",
			connectortest.Delete:  "a mail that was sent cannot be taken back; what leaves our mailbox has still been said to us",
			connectortest.Server:  "speaks IMAP and SMTP, and the faults are of HTTP",
			connectortest.Threads: "gives discussions as mails arrive",
		},
	})
}

func contractNetwork(t *testing.T, clock *connectortest.Clock) *connectortest.Network {
	s := mailtest.New(mailtest.Options{Address: us, Password: password, Now: clock.Now})
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
