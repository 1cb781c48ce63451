package atprototest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"
)

// Claim is JSON that claims to be what a lexicon describes.
type Claim struct {
	What string `json:"what"` // for the test
	// Kind is output, input or params of a method, or a record.
	Kind string `json:"kind"`
	NSID string `json:"nsid"`
	Body any    `json:"body"`
}

// Hold holds claims to the lexicons that come with the network's own client
// (npm @atproto/api), and tells which do not keep them.
func Hold(t testing.TB, claims []Claim) map[string]string {
	t.Helper()
	cmd := Node(t, "validate.cjs")
	var in, out, errs bytes.Buffer
	for _, c := range claims {
		raw, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(raw, '\n'))
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	wrong := map[string]string{}
	n := 0
	for lines := bufio.NewScanner(&out); lines.Scan(); n++ {
		var v struct{ What, Error string }
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		if v.Error != "" {
			wrong[v.What] = v.Error
		}
	}
	if n != len(claims) {
		t.Fatalf("%d claims were judged of %d: %s", n, len(claims), errs.String())
	}
	return wrong
}
