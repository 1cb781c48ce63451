package feed

import (
	"log/slog"
	"time"

	"earshot/connectors/httpx"
	"earshot/store"
)

// ParseDate is parseDate.
var ParseDate = parseDate

// Decode is decode.
var Decode = decode

// TitleText is titleText.
var TitleText = titleText

// Unwrap is unwrap.
var Unwrap = unwrap

// RemoteID is remoteID.
var RemoteID = remoteID

// Language is language.
var Language = language

// Items reads a document as a reading of https://feed.example/rss would.
func Items(doc []byte, contentType string, now time.Time) ([]*store.Mention, error) {
	p, err := parse(decode(doc, contentType))
	if err != nil {
		return nil, err
	}
	c := &Connector{env: store.Env{Now: func() time.Time { return now }}, log: slog.New(slog.DiscardHandler), http: httpx.New(httpx.Options{})}
	const at = "https://feed.example/rss"
	o := c.take(outcome{url: at}, p, &httpx.Response{URL: at})
	var out []*store.Mention
	for _, e := range o.events {
		out = append(out, e.Mention)
	}
	return out, nil
}
