package atprototest

import (
	"net/url"
	"strings"
	"testing"
)

// TestAPortThatIsTaken: the network is started once more, at other ports.
func TestAPortThatIsTaken(t *testing.T) {
	Modules(t)
	taken := newPlan(t)
	n, err := taken.start(t)
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	again := attempt(t, func(t testing.TB) *plan {
		p := newPlan(t)
		if tries++; tries == 1 {
			p.Ports["pds"] = taken.Ports["pds"]
		}
		return p
	})
	if tries != 2 || again.PDS == n.PDS {
		t.Errorf("%d tries, %s and %s", tries, n.PDS, again.PDS)
	}
	ivan := again.Join("ivan-twice")
	said := ivan.Say("hello", nil, ivan)
	again.Down()
	again.Up()
	var got struct{ Value struct{ Text string } }
	ivan.Get("com.atproto.repo.getRecord", url.Values{"repo": {ivan.DID}, "collection": {"app.bsky.feed.post"}, "rkey": {said.URI[strings.LastIndex(said.URI, "/")+1:]}}, &got)
	if got.Value.Text != "hello" {
		t.Errorf("%+v", got)
	}
	ivan.Delete(said)
}
