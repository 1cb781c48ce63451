package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheTeamWeighsPriorities: what stands in the file holds, what makes no sense
// is told in plain words, and doctor shows what is in force.
func TestTheTeamWeighsPriorities(t *testing.T) {
	load := func(text string) (Config, error) {
		dir := t.TempDir()
		file := filepath.Join(dir, "config.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return loadConfig(&Call{Dir: dir, flags: globalFlags{Config: file}})
	}
	conf, err := load("[priority]\nsla = 17\nwaiting = 0\n[sla]\ncomplaint = \"2h\"\nneed = \"1d\"\nlead = \"0s\"\n")
	if err != nil || conf.Scale.Weights.SLA != 17 || conf.Scale.Weights.Sentiment != 18 {
		t.Fatalf("%+v, %v", conf.Scale, err)
	}
	if s := conf.Scale; s.Target("complaint", true) != 2*time.Hour || s.Target("need", false) != 24*time.Hour || s.Target("question", false) != 4*time.Hour {
		t.Fatalf("%+v", s.Targets)
	}
	if text := conf.String(); !strings.Contains(text, "\nsla = 17\n") || !strings.Contains(text, "\ncomplaint = \"2h0m0s\"\n") {
		t.Fatal(text)
	}
	for text, want := range map[string]string{
		"[priority]\nmood = 5\n":           `"mood" is no part of the priority; the parts are influence, intent`,
		"[priority]\nsla = 95\n":           "weigh 185 together, and have to weigh 100",
		"[priority]\nsla = \"much\"\n":     "sla = much: a weight is a whole number",
		"[sla]\ncomplaint = \"soon\"\n":    `complaint = "soon" is no length of time; write "30m"`,
		"[sla]\ncomplaint = 60\n":          `complaint = "60" is no length of time`,
		"[sla]\ncomplaint = \"1s\"\n":      "an answer can be promised within 1m to 90d",
		"[sla]\nbirthday = \"1h\"\n":       `nothing can be promised for "birthday"; use any, complaint`,
		"[sla]\ncomplaint = \"10000h\"\n":  "within 1m to 90d",
		"[priority]\nsla = -5\nvip = 30\n": "sla = -5: a part weighs 0 to 100",
	} {
		if _, err := load(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
