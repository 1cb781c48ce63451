package servertest

import "testing"

// TestPortsOfOneServerAreDifferent: a server that listens twice at one port does not
// start, or answers in the wrong language.
func TestPortsOfOneServerAreDifferent(t *testing.T) {
	seen := map[int]bool{}
	for _, port := range FreePorts(t, 200) {
		if seen[port] || port == 0 {
			t.Errorf("%d is given twice", port)
		}
		seen[port] = true
	}
	if len(seen) != 200 || FreePort(t) == 0 {
		t.Errorf("%d ports", len(seen))
	}
}
