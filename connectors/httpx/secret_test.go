package httpx_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"earshot/connectors/httpx"
)

// TestNoSpellingOfASecretSurvives: a secret that was named to For is cleared
// wherever it stands, as it is or as an address, a form or JSON spells it, and
// what stands around it stays.
func TestNoSpellingOfASecretSurvives(t *testing.T) {
	c := httpx.New(httpx.Options{NoProxy: true})
	defer c.Close()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[ -~]{8,30}`).Draw(t, "secret")
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		spelled := rapid.SampledFrom([]string{secret, url.QueryEscape(secret), url.PathEscape(secret), strings.Trim(string(quoted), `"`)}).Draw(t, "spelled")
		client := c.For("acme", map[string]string{"token": secret})
		got := client.Redact("before " + spelled + " after")
		if strings.Contains(got, spelled) || strings.Contains(got, secret) {
			t.Fatalf("%q survives in %q", spelled, got)
		}
		if !strings.HasPrefix(got, "before ") {
			t.Fatalf("too much is gone: %q", got)
		}
	})
}

// TestFieldsWithTelltaleNames: the value of a field whose name says that it is
// secret goes, in an address and in an address inside an address; the others stay.
func TestFieldsWithTelltaleNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom([]string{"access_token", "client_secret", "api_key", "key", "sig", "password", "X-Amz-Signature", "code", "sessionid"}).Draw(t, "field")
		value := rapid.StringMatching(`[a-zA-Z0-9_.~-]{12,40}`).Draw(t, "value")
		at := "https://x.example/feed?page=7&" + field + "=" + url.QueryEscape(value) + "&size=40"
		if rapid.Bool().Draw(t, "inside another") {
			at = "https://y.example/go?to=" + url.QueryEscape(at)
		}
		got := httpx.Redact("GET " + at + ": refused")
		if strings.Contains(got, value) {
			t.Fatalf("%s survives in %s", field, got)
		}
		if !strings.Contains(got, ".example/") || !strings.HasSuffix(got, "refused") || !strings.Contains(got, "page") {
			t.Fatalf("too much is gone: %s", got)
		}
	})
}
