package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request.
const (
	// HeaderTime is when it was signed, in Unix seconds.
	HeaderTime = "X-Earshot-Timestamp"
	// HeaderSignature is "v1=" and the signature in hexadecimal; several,
	// divided by commas, while a secret is being replaced.
	HeaderSignature = "X-Earshot-Signature"
	// HeaderID names a delivery of ours: the same on every try.
	HeaderID = "X-Earshot-Delivery"
	// HeaderEvent names what a delivery tells.
	HeaderEvent = "X-Earshot-Event"
)

// Window is how far the time of a request may be from ours.
const Window = 5 * time.Minute

// Sign gives the signature of a body: HMAC-SHA256 (RFC 2104) under the secret,
// over the digits of HeaderTime, a full stop, and the body as it is sent.
func Sign(secret, timestamp string, body []byte) string {
	return "v1=" + hex.EncodeToString(mac(secret, timestamp, body))
}

func mac(secret, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(timestamp))
	h.Write([]byte("."))
	h.Write(body)
	return h.Sum(nil)
}

// Put signs a request that is about to leave.
func Put(h http.Header, secret string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	h.Set(HeaderTime, stamp)
	h.Set(HeaderSignature, Sign(secret, stamp, body))
}

// maxSignatures caps how many signatures of one request are looked at.
const maxSignatures = 4

// signatures are those of a header that could be right.
func signatures(header string) (all [][]byte) {
	parts := strings.Split(header, ",")
	for _, part := range parts[:min(len(parts), maxSignatures)] {
		hexed, ok := strings.CutPrefix(strings.TrimSpace(part), "v1=")
		if one, err := hex.DecodeString(hexed); ok && err == nil && len(one) == sha256.Size {
			all = append(all, one)
		}
	}
	return all
}

// signed tells whether one of the signatures is right, in a time that does not
// depend on how wrong it is.
func signed(secret, timestamp, header string, body []byte) bool {
	want := mac(secret, timestamp, body)
	good := false
	for _, one := range signatures(header) {
		good = hmac.Equal(one, want) || good
	}
	return good
}

// stale tells why the time of a request is not taken; "" = it is.
func stale(timestamp string, now time.Time) string {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	switch off := now.Sub(time.Unix(seconds, 0)); {
	case timestamp == "":
		return "the header " + HeaderTime + " is missing: the time in Unix seconds"
	case err != nil || seconds < 0:
		return "the header " + HeaderTime + " is no time in Unix seconds"
	case off > Window || off < -Window:
		return "the time of the request is more than 5 minutes from ours; it is signed anew for each try"
	}
	return ""
}
