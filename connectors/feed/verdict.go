package feed

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"earshot/connectors/fault"
	"earshot/store"
)

// maxTold is how many broken feeds are told one by one.
const maxTold = 5

// sum makes one fault of many. All of them are told, and found by errors.As.
func sum(faults []*fault.Fault, feeds int, due time.Duration) error {
	out := &fault.Fault{Kind: fault.Transient, Op: "read feeds", RetryAfter: due}
	what := make([]string, len(faults))
	errs := make([]error, len(faults))
	for i, f := range faults {
		what[i], errs[i] = f.What, f
	}
	out.Err = errors.Join(errs...)
	if n := len(what); n > maxTold {
		what = append(what[:maxTold:maxTold], fmt.Sprintf("and %d more", n-maxTold))
	}
	out.What = strings.Join(what, "; ")
	if feeds == 1 {
		out.Op = "read feed"
	} else {
		out.What = fmt.Sprintf("%d of %d feeds cannot be read: %s", len(faults), feeds, out.What)
	}
	if len(faults) == feeds {
		out.Kind = common(faults)
	}
	return out
}

// common is the kind of an account none of whose feeds can be read. A page that
// is missing or broken today may be there tomorrow, so that is transient.
func common(faults []*fault.Fault) fault.Kind {
	all := func(kinds ...fault.Kind) bool {
		return !slices.ContainsFunc(faults, func(f *fault.Fault) bool { return !slices.Contains(kinds, f.Kind) })
	}
	switch {
	case all(fault.Gone):
		return fault.Gone
	case all(fault.Gone, fault.Unauthorized):
		return fault.Unauthorized
	case all(fault.Limited):
		return fault.Limited
	}
	return fault.Transient
}

// addresses gathers the feeds of an account, without doubles.
func addresses(a store.Account) ([]string, error) {
	var out []string
	for _, s := range slices.Concat(strings.Split(a.Settings["urls"], "\n"), a.Watch) {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		u, err := Address(s)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	if len(out) == 0 {
		return nil, &store.Invalid{Field: "urls", Why: "no feed is named; write earshot connect feed https://example.org/feed.xml"}
	}
	return out, nil
}

// Address brings what a person typed to the address of a feed: feed:// and
// feed:https:// are understood, a missing scheme is https.
func Address(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch lower := strings.ToLower(s); {
	case strings.HasPrefix(lower, "feed:http"):
		s = s[len("feed:"):]
	case strings.HasPrefix(lower, "feed://"):
		s = "http://" + s[len("feed://"):]
	case !strings.Contains(s, "://"):
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || strings.ContainsAny(s, " \t\r\n") {
		return "", &store.Invalid{Field: "urls", Why: fmt.Sprintf("%q is no address of a feed; it should look like https://example.org/feed.xml", s)}
	}
	u.Fragment = ""
	return u.String(), nil
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
