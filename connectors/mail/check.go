package mail

import (
	"context"
	"fmt"
	"strings"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/store"
	"earshot/store/desk"
)

// maxFiles is how many files a mail may carry; servers count only bytes.
const maxFiles = 20

// Check logs in to both servers, looks for the folders, asks whether we may write from
// our address, and sends nothing.
func (c *Connector) Check(ctx context.Context) (connectors.Profile, error) {
	if c.address() == "" {
		return connectors.Profile{}, fault.New(fault.Permanent, "", "%q is no mail address; name yours with --address", c.user())
	}
	s, err := c.open(ctx)
	if err != nil {
		return connectors.Profile{}, c.doubt(err)
	}
	defer s.close()
	for _, name := range c.folders() {
		if _, err := s.examine(ctx, name); err != nil {
			if fault.Is(err, fault.Permanent) {
				err = s.missing(ctx, name)
			}
			return connectors.Profile{}, err
		}
	}
	title := c.set(setFrom)
	if title == "" {
		title = c.address()
	}
	p := connectors.Profile{
		RemoteID: c.address(), Handle: c.address(), Title: title, Server: c.imap.String(),
		Can: []string{desk.AbilityRead, desk.AbilityLive}, Lacks: map[string]string{},
		Limits: store.Limits{Media: maxFiles},
	}
	if c.smtp.host == "" {
		p.Lacks[desk.AbilitySend] = "no SMTP server was named; connect again with --smtp to answer"
		return p, nil
	}
	out, err := c.submission(ctx)
	if err != nil {
		return connectors.Profile{}, c.doubt(err)
	}
	defer out.close()
	if err := out.envelope(ctx, c.address(), nil); fault.Is(err, fault.Permanent) {
		// Who logs in may write from some addresses only, and would learn that much later.
		return connectors.Profile{}, fault.New(fault.Permanent, "", "%s takes no mail from %s: %s; name an address of this account with --address", c.smtp.host, c.address(), fault.Of(err).What)
	} else if err != nil {
		return connectors.Profile{}, err
	}
	p.Limits.MediaBytes = out.size() * 3 / 4 // base64 needs a third more
	p.Can = append(p.Can, desk.AbilitySend)
	return p, nil
}

// doubt says of a server whose address was guessed that it was.
func (c *Connector) doubt(err error) error {
	if c.set(setGuessed) != "yes" || fault.Is(err, fault.Unauthorized) || fault.Of(err).What == "" {
		return err
	}
	f := *fault.Of(err)
	_, domain, _ := strings.Cut(c.address(), "@")
	f.What = strings.TrimSuffix(f.What, "; is the address right?") + fmt.Sprintf("; this address was guessed from %s: ask your provider, and name the servers with --imap and --smtp", domain)
	return &f
}
