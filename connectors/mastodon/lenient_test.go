package mastodon

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	gomastodon "github.com/mattn/go-mastodon"

	"earshot/connectors/lenient"
)

// What encoding/json reads, the lenient reader reads to the same value.
func TestLenientAgrees(t *testing.T) {
	const page = `[{"id":"12","created_at":"2026-11-20T09:31:07.5Z","content":"<p>x</p>","account":{"id":"9","acct":"a","fields":[{"name":"n","value":"v"}],
		"source":{"privacy":"public","note":"x"}},"media_attachments":[{"id":"3","meta":{"original":{"width":640,"aspect":1.5},"focus":{"x":-0.5}}}],
		"poll":{"id":"1","options":[{"title":"a","votes_count":4}],"own_votes":[1,2]},"sensitive":true,"in_reply_to_id":"7","favourites_count":3,"tags":[{"name":"t"}]}]`
	var strict, loose []*gomastodon.Status
	if err := json.Unmarshal([]byte(page), &strict); err != nil {
		t.Fatal(err)
	}
	if err := lenient.Decode([]byte(page), &loose); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(strict, loose) {
		t.Errorf("\n%+v\n%+v", strict[0], loose[0])
	}
}

// What is no answer at all is an error, not an empty page.
func TestNotTheAPI(t *testing.T) {
	for _, raw := range []string{"", "null", "{", "<html>", "[1,2", `{"error":"x"}`, `"text"`, "7", "[] []", strings.Repeat("[", 1<<20)} {
		var list []*gomastodon.Status
		if err := lenient.Decode([]byte(raw), &list); err == nil {
			t.Errorf("%.20q is taken for a page", raw)
		}
	}
	var list []*gomastodon.Status
	if err := lenient.Decode([]byte(`[null, 3, {"id":"1"}]`), &list); err != nil || len(list) != 1 {
		t.Errorf("holes: %v, %d", err, len(list))
	}
}

// Numbers, truth and text in each other's clothes.
func TestLenientPlain(t *testing.T) {
	var v struct {
		S string              `json:"s"`
		N int64               `json:"n"`
		F float64             `json:"f"`
		B bool                `json:"b"`
		M map[string]int      `json:"m"`
		P *int                `json:"p"`
		C map[int]string      `json:"c"`
		A any                 `json:"a"`
		U gomastodon.Unixtime `json:"u"`
	}
	raw := `{"s":7,"n":"12","f":"1.5","b":"true","m":{"x":"1","y":{}},"p":"9","c":{"1":"x"},"a":5,"u":{}}`
	if err := lenient.Decode([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	if v.S != "7" || v.N != 12 || v.F != 1.5 || !v.B || len(v.M) != 1 || v.P == nil || *v.P != 9 || v.C != nil || v.A != "5" {
		t.Errorf("%+v", v)
	}
	raw = `{"s":[],"n":"x","f":{},"b":"maybe","m":[],"p":{},"a":null}`
	v.P = nil
	if err := lenient.Decode([]byte(raw), &v); err != nil || v.N != 12 || v.P != nil || !v.B {
		t.Errorf("%v %+v", err, v)
	}
	if err := lenient.Decode([]byte(`{"n":"NaN","b":1}`), &v); err != nil || v.N != 12 || !v.B {
		t.Errorf("%v %+v", err, v)
	}
}

// Whatever a server sends, reading it ends and gives only sound mentions.
func FuzzStatus(f *testing.F) {
	f.Add([]byte(`{"id":"1","created_at":"2026-11-20T09:31:07Z","content":"<p>x","account":{"id":1},"poll":{"options":[{"title":"a"}]}}`))
	f.Add([]byte(`{"id":1e5,"created_at":0,"reblog":{"reblog":{}},"in_reply_to_id":{"x":[]}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var st gomastodon.Status
		if lenient.Decode(raw, &st) != nil {
			return
		}
		m := eyes().mention(&st)
		if m == nil {
			return
		}
		if m.Body.Text == "" || !validID(m.Key.ID) || len(m.Body.Text) > maxText || m.Created.IsZero() {
			t.Errorf("became %+v", m)
		}
		newItem(m.Key.ID, m)
	})
}
