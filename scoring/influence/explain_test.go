package influence

import (
	"strings"
	"testing"
	"time"
)

// TestUnnamedResharesAreNotNobody: where a network tells how many and not who, the
// sum says what was counted, not that 0 people did it.
func TestUnnamedResharesAreNotNobody(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	got := Why{Score: 66, Percentile: 70.4, Hidden: 43, EachPost: 4.8, Posts: 2, Typical: 4}.Sum(now)
	if want := "66 = 43 reshares by people whom the network does not name, each counted half (p70) x 4.8 reshares a post, from 2 posts"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	both := Why{Score: 66, People: 2, Shares: 2, Percentile: 70.4, Hidden: 43, EachPost: 4.8, Posts: 2, Typical: 4}.Sum(now)
	if !strings.Contains(both, "= 2 people reshared (p70)") || strings.Count(both, "does not name") != 1 {
		t.Error(both)
	}
	if one := (Why{Score: 9, Hidden: 1, Posts: 1}).Sum(now); !strings.Contains(one, "= 1 reshare by people") {
		t.Error(one)
	}
}
