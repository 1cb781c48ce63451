package httpx

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxWait caps what a server may ask us to wait: a day.
const maxWait = 24 * time.Hour

// RetryAfter reads the Retry-After header (RFC 9110, 10.2.3): seconds or an
// HTTP date. Zero means that there is none, or none to be believed; more than
// a day counts as a day.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	if secs, err := strconv.ParseFloat(v, 64); err == nil {
		if secs >= maxWait.Seconds() {
			return maxWait
		}
		if secs > 0 { // false for NaN
			return time.Duration(secs * float64(time.Second))
		}
		return 0
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	return clampWait(at.Sub(now))
}

func clampWait(d time.Duration) time.Duration { return min(max(d, 0), maxWait) }

// hear notes what an answer says of the limits. Three families are spoken:
// X-RateLimit-* (Mastodon, with an ISO 8601 reset), RateLimit-* (older IETF
// drafts, Bluesky), and the structured RateLimit field of
// draft-ietf-httpapi-ratelimit-headers.
func (l *limits) hear(h http.Header) {
	now := l.now()
	for _, prefix := range []string{"X-Ratelimit-", "Ratelimit-", "X-Rate-Limit-"} {
		left, err := strconv.Atoi(strings.TrimSpace(h.Get(prefix + "Remaining")))
		if err == nil {
			l.set(left, resetTime(h.Get(prefix+"Reset"), now), policy(h.Get(prefix+"Policy")))
			return
		}
	}
	if left, wait, ok := structured(h.Values("RateLimit")); ok {
		l.set(left, now.Add(wait), 0)
	}
}

// set takes a new word. Answers may overtake each other, so within one window
// the smaller number is the later one.
func (l *limits) set(left int, reset time.Time, window time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known && reset.Equal(l.reset) && !reset.IsZero() && left > l.left {
		return
	}
	l.known, l.left, l.reset, l.window = true, max(left, 0), reset, window
}

// policy reads the length of a window: "3000;w=300", in seconds.
func policy(v string) time.Duration {
	for param := range strings.SplitSeq(v, ";") {
		if secs, ok := strings.CutPrefix(strings.TrimSpace(param), "w="); ok {
			if n, err := strconv.Atoi(secs); err == nil && n > 0 {
				return time.Duration(min(n, int(maxWait/time.Second))) * time.Second
			}
		}
	}
	return 0
}

func (l *limits) get() (int, time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.known || !l.reset.IsZero() && !l.now().Before(l.reset) {
		return -1, time.Time{}
	}
	return l.left, l.reset
}

// resetTime reads a reset: ISO 8601, seconds since 1970 (or milliseconds), or
// seconds from now. The zero time means unknown.
func resetTime(v string, now time.Time) time.Time {
	v = strings.TrimSpace(v)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, v); err == nil {
			return sane(t.UTC(), now)
		}
	}
	if t, err := http.ParseTime(v); err == nil {
		return sane(t.UTC(), now)
	}
	n, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil || n < 0 || n > 1e15:
		return time.Time{}
	case n > 1e11:
		return sane(time.UnixMilli(int64(n)).UTC(), now)
	case n > 1e8:
		return sane(time.Unix(int64(n), 0).UTC(), now)
	}
	return sane(now.Add(time.Duration(n*float64(time.Second))), now)
}

// sane keeps a reset within a day: a server's clock may be wrong.
func sane(t, now time.Time) time.Time {
	if t.Sub(now) > maxWait {
		return now.Add(maxWait)
	}
	return t
}

// structured reads `"name";r=50;t=30` items and gives the one with least left.
func structured(values []string) (left int, wait time.Duration, ok bool) {
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		r, t := -1, 0
		for param := range strings.SplitSeq(item, ";") {
			k, v, _ := strings.Cut(strings.TrimSpace(param), "=")
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 {
				continue
			}
			switch k {
			case "r":
				r = n
			case "t":
				t = min(n, int(maxWait/time.Second))
			}
		}
		if r >= 0 && (!ok || r < left) {
			left, wait, ok = r, time.Duration(t)*time.Second, true
		}
	}
	return left, wait, ok
}
