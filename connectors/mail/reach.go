package mail

import (
	"cmp"
	"context"
	"net"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/proxy"

	"earshot/connectors/fault"
)

// reaching gives the way to mail servers: straight, or through the SOCKS proxy that
// ALL_PROXY names, which resolves the names, too. This machine and what NO_PROXY
// lists are reached straight. HTTP proxies lead to no mail server, so HTTPS_PROXY
// is not looked at.
func reaching(env func(string) string) (func(ctx context.Context, network, address string) (net.Conn, error), error) {
	straight := &net.Dialer{}
	named := cmp.Or(env("ALL_PROXY"), env("all_proxy"))
	if rest, ok := strings.CutPrefix(named, "socks://"); ok {
		named = "socks5://" + rest
	}
	if !strings.HasPrefix(named, "socks5://") && !strings.HasPrefix(named, "socks5h://") {
		return straight.DialContext, nil
	}
	u, err := url.Parse(named)
	if err != nil || u.Hostname() == "" {
		return nil, fault.New(fault.Permanent, "", "the proxy that ALL_PROXY names cannot be read; it looks like socks5://127.0.0.1:1080")
	}
	var auth *proxy.Auth
	if u.User != nil {
		password, _ := u.User.Password()
		auth = &proxy.Auth{User: u.User.Username(), Password: password}
	}
	socks, err := proxy.SOCKS5("tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "1080")), auth, straight)
	if err != nil {
		return nil, fault.New(fault.Permanent, "", "the proxy that ALL_PROXY names cannot be used")
	}
	by := proxy.NewPerHost(socks, straight)
	by.AddFromString("localhost,127.0.0.0/8,::1")
	for name := range strings.SplitSeq(cmp.Or(env("NO_PROXY"), env("no_proxy")), ",") {
		name = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(name), "*"), ".")
		_, _, err := net.ParseCIDR(name)
		switch {
		case name == "":
		case err == nil || net.ParseIP(name) != nil:
			by.AddFromString(name)
		default: // a name stands for all below it, too, as elsewhere
			by.AddHost(name)
			by.AddZone(name)
		}
	}
	return by.DialContext, nil
}

// surroundings reads the environment of the process.
func surroundings(name string) string { return os.Getenv(name) }
