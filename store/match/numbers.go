package match

import (
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"earshot/store/query"
)

// numbers are the fields that are compared as numbers, but for score:, which
// depends on the moment.
func numbers() map[string]func(*eval) float64 {
	return map[string]func(*eval) float64{
		"followers": func(e *eval) float64 { return float64(e.m.Author.Followers) },
		"conf":      func(e *eval) float64 { return e.m.Judgement.Confidence },
		"likes":     func(e *eval) float64 { return float64(e.m.Counts.Likes) },
		"shares":    func(e *eval) float64 { return float64(e.m.Counts.Shares) },
		"replies":   func(e *eval) float64 { return float64(e.m.Counts.Replies) },
		"views":     func(e *eval) float64 { return float64(e.m.Counts.Views) },
	}
}

// singles takes a list apart into its values.
func singles(v query.Value) []query.Value {
	l, ok := v.(query.List)
	if !ok {
		return []query.Value{v}
	}
	out := make([]query.Value, 0, len(l.Items))
	for _, o := range l.Items {
		out = append(out, o)
	}
	return out
}

// bounds is low <= x <= high.
type bounds struct{ low, high float64 }

func (c *compiler) number(f query.Field, of func(*eval) float64, read func(query.Value) (float64, float64, error)) (pred, error) {
	list, err := numberBounds(f, read)
	return plain(func(e *eval) bool {
		x := of(e)
		return slices.ContainsFunc(list, func(b bounds) bool { return b.low <= x && x <= b.high })
	}), err
}

func numberBounds(f query.Field, read func(query.Value) (float64, float64, error)) ([]bounds, error) {
	var list []bounds
	for _, v := range singles(f.Value) {
		low, high, err := read(v)
		if err != nil {
			return nil, named(f.Name, err)
		}
		list = append(list, bounds{low, high})
	}
	return list, nil
}

// lengthRange turns the value of wait: into bounds in seconds. A month counts
// 30 days here.
func lengthRange(v query.Value) (low, high float64, err error) {
	low, high = math.Inf(-1), math.Inf(1)
	read := func(s string, open float64) float64 {
		if s == "" || err != nil {
			return open
		}
		var span query.Span
		span, err = query.ParseDuration(s)
		return span.Approx().Seconds()
	}
	switch v := v.(type) {
	case query.One:
		if v.Text != "*" {
			low = read(v.Text, low)
		}
	case query.Range:
		low, high = read(v.From, low), read(v.To, high)
	case query.Compare:
		x := read(v.Text, 0)
		switch v.Op {
		case ">":
			low = math.Nextafter(x, high)
		case ">=":
			low = x
		case "<":
			high = math.Nextafter(x, low)
		default:
			high = x
		}
	default:
		err = errors.New("this needs a length of time, a range or a comparison")
	}
	return low, high, err
}

// named gives an error the name of the field it is about.
func named(field string, err error) error {
	if err == nil {
		return nil
	}
	return invalid(field, "%v", strings.TrimPrefix(err.Error(), field+": "))
}

// seconds gives a length of time for comparison; that of no wait at all lies
// outside all bounds.
func seconds(d time.Duration, ok bool) float64 {
	if !ok {
		return math.NaN()
	}
	return d.Seconds()
}
