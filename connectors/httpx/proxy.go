package httpx

import (
	"net"
	"net/url"
	"os"
	"strings"
)

func firstEnv(names ...string) string {
	for _, n := range names {
		if v := os.Getenv(n); v != "" {
			return v
		}
	}
	return ""
}

// socksScheme maps the spellings of SOCKS that other programs take to the two
// that net/http knows. SOCKS 4 is left as it is and refused by net/http.
func socksScheme(proxy string) string {
	if rest, ok := strings.CutPrefix(proxy, "socks://"); ok {
		return "socks5://" + rest
	}
	return proxy
}

// proxyAddress gives host:port of a proxy as it is dialled.
func proxyAddress(proxy string) string {
	if proxy == "" {
		return ""
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" {
		if u, err = url.Parse("http://" + proxy); err != nil {
			return ""
		}
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
		if port == "" {
			port = "80"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
