package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/connectors/servertest"
)

// maxInit is what the initialisation of all packages may cost, in milliseconds.
const maxInit = 5

// TestPackageInitialisationCostsNothing builds the program and adds up what the
// runtime says each package took (GODEBUG=inittrace=1). Machines are noisy, so
// the quietest of some runs counts.
func TestPackageInitialisationCostsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("the program is built")
	}
	bin := filepath.Join(t.TempDir(), "earshot")
	if out, err := exec.Command(servertest.Need(t, "go"), "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	best, costs := 1e9, []cost(nil)
	for range 15 {
		cmd := exec.Command(bin, "version")
		cmd.Env = []string{"GODEBUG=inittrace=1", "HOME=" + t.TempDir()}
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		if sum, all := initCosts(said.String()); sum < best {
			best, costs = sum, all
		}
	}
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(b.ms, a.ms) })
	t.Logf("%d packages take %.2f ms; most: %v", len(costs), best, costs[:min(8, len(costs))])
	if len(costs) < 20 {
		t.Fatalf("only %d packages were told", len(costs))
	}
	if best > maxInit {
		t.Errorf("package initialisation takes %.2f ms, at most %d", best, maxInit)
	}
}

type cost struct {
	name string
	ms   float64
}

// initCosts reads lines such as
//
//	init net/http @1.2 ms, 0.17 ms clock, 4712 bytes, 93 allocs
func initCosts(trace string) (sum float64, all []cost) {
	for _, line := range strings.Split(trace, "\n") {
		var c cost
		var at float64
		if n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock", &c.name, &at, &c.ms); n == 3 {
			sum += c.ms
			all = append(all, c)
		}
	}
	return sum, all
}
