package feed

import (
	"fmt"
	"net/url"
	"strings"

	"earshot/connectors/httpx"
	"earshot/store"
)

// sealedPrefix marks, among the secrets of an account, the whole address of a
// feed under the part of it that may be shown.
const sealedPrefix = "address:"

// Seal parts addresses with a secret in them (a user and password before the
// host, a token in the query) into what may be stored and shown, and the
// secrets that New takes to ask for the feed.
func Seal(addresses []string) (shown []string, secrets map[string]string, err error) {
	secrets = map[string]string{}
	names := map[string]string{}
	for _, s := range addresses {
		whole, err := Address(s)
		if err != nil {
			return nil, nil, err
		}
		name, err := Address(hidden(whole))
		if err != nil {
			return nil, nil, err
		}
		if other, ok := names[name]; ok && other != whole {
			why := fmt.Sprintf("two feeds at %s differ only in their secrets; connect each as an account of its own", name)
			return nil, nil, &store.Invalid{Field: "urls", Why: why}
		}
		if names[name] = whole; name != whole {
			secrets[sealedPrefix+name] = whole
		}
		shown = append(shown, name)
	}
	return shown, secrets, nil
}

// hidden is an address without its secrets.
func hidden(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.User = nil
	return httpx.Redact(u.String())
}

// unseal gives the whole addresses by the shown ones, and what is secret in
// them, piece by piece: an error may name the address, but not these.
func unseal(secrets map[string]string) (whole, pieces map[string]string) {
	whole, pieces = map[string]string{}, map[string]string{}
	for key, value := range secrets {
		name, ok := strings.CutPrefix(key, sealedPrefix)
		if !ok {
			pieces[key] = value
			continue
		}
		whole[name] = value
		u, err := url.Parse(value)
		if err != nil {
			continue
		}
		if password, ok := u.User.Password(); ok {
			pieces[key+"/password"] = password
		} else {
			pieces[key+"/user"] = u.User.Username() // some take a token for the user
		}
		for field, values := range u.Query() {
			for i, v := range values {
				if !strings.Contains(name, v) {
					pieces[fmt.Sprintf("%s/%s/%d", key, field, i)] = v
				}
			}
		}
	}
	return whole, pieces
}

// whole is the address that a feed is asked at.
func (c *Connector) whole(at string) string {
	if w, ok := c.sealed[at]; ok {
		return w
	}
	return at
}
