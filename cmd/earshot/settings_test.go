package main

import (
	"os"
	"strings"
	"testing"
)

// TestEverySettingStandsInTheREADME: nobody has to read code to find an entry of
// the configuration.
func TestEverySettingStandsInTheREADME(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, settings, ok := strings.Cut(string(data), "\n## Settings\n")
	if !ok {
		t.Fatal("the README has no settings")
	}
	settings, _, _ = strings.Cut(settings, "\n## ")
	for line := range strings.Lines(Config{}.String()) {
		name, _, _ := strings.Cut(strings.TrimSpace(line), " =")
		if !strings.Contains(settings, "\n"+name) {
			t.Errorf("the README does not tell what %s is", name)
		}
	}
}
