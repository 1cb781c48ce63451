package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// TestADemoThatWasKilledIsSweptAway by the next one; a demo that runs is left alone,
// and so is what only looks like one.
func TestADemoThatWasKilledIsSweptAway(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{ // and whether it stays
		demoFolder + strconv.Itoa(dead.Process.Pid) + "-1": false,
		demoFolder + strconv.Itoa(os.Getpid()) + "-2":      true,
		demoFolder + strconv.Itoa(os.Getppid()) + "-3":     true,
		demoFolder + "x-4": true,
		demoFolder + "-5":  true,
		"earshot-other-1":  true,
	}
	for name := range there {
		if err := os.MkdirAll(filepath.Join(os.TempDir(), name, "inside"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	sweepDemos()
	for name, stays := range there {
		if _, err := os.Stat(filepath.Join(os.TempDir(), name)); (err == nil) != stays {
			t.Errorf("%s: %v", name, err)
		}
	}
}
