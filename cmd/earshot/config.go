package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"earshot/scoring/priority"
	"earshot/ui/layout"
	"earshot/ui/session"
	"earshot/ui/widget"
)

// Config is the configuration file: TOML, every entry optional.
//
//	user = "anna"            # who you are; EARSHOT_USER wins
//	hold = "10s"             # how long a send can be stopped; "0s" = not at all
//	theme = "dark"           # dark, light, contrast, basic, mono, or NAME for themes/NAME.toml
//	                         # beside this file; empty or auto = as the terminal is
//	layout = "side"          # the panes beside the stream: side, bottom; empty = by the size
//	emoji = "short"          # in the stream and other lists: short (":pizza:"), full (as they are),
//	                         # off (one sign; what is read at length shows their names)
//	density = "compact"      # of the stream: compact, normal, roomy; empty = by the size
//	mouse = false            # leave the mouse to the terminal; :mouse switches it
//	fps = 60                 # frames a second at most; lower it on a very slow line
//	[priority]               # how much the parts weigh, 100 together; w shows them
//	sentiment = 18           # and intent, influence, lead, vip, waiting, sla
//	[sla]                    # within what time a first answer is promised; "0s" = not at all
//	complaint = "1h"         # an intent, lead, or any; the shortest that holds counts
//	[macros]                 # letter = commands; a person's own, made with :macro, win
//	x = "tag +vip; assign-me; done"
//	[keys]                   # command = key, or keys divided by spaces between quotes
//	done = ["E", "ctrl+e"]   # several; "" takes a command off its keys
//	stream.tag = "#"         # in the stream only
type Config struct {
	User  string
	Hold  time.Duration
	Theme string
	// Emoji is how lists show emoji.
	Emoji widget.Emoji
	// Density is how many lines a mention takes in the stream.
	Density string
	Mouse   bool
	// Layout says where the other panes stand.
	Layout layout.Arrangement
	FPS    int
	// Scale is how priorities are reckoned.
	Scale priority.Scale
	Keys  map[string][]string
	// Macros are commands divided by ";", by their letter.
	Macros map[string]string
	// Enrich is what is looked up about people by itself; see enrichConfig.
	Enrich enrichConfig
}

// String gives the settings that earshot knows as they would stand in the file:
// what else stands there, secrets perhaps, stays there.
func (conf Config) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "user = %q\nhold = %q\ntheme = %q\nlayout = %q\nemoji = %q\ndensity = %q\nmouse = %v\nfps = %d\n[keys]\n", conf.User, conf.Hold, conf.Theme, conf.Layout, conf.Emoji, conf.Density, conf.Mouse, conf.FPS)
	for _, id := range slices.Sorted(maps.Keys(conf.Keys)) {
		fmt.Fprintf(&b, "%s = %q\n", id, conf.Keys[id])
	}
	scale := conf.Scale
	if scale.Targets == nil {
		scale = priority.Default()
	}
	fmt.Fprintf(&b, "[priority]\n%s\n[sla]\n", strings.ReplaceAll(scale.Weights.String(), ", ", "\n"))
	for _, name := range slices.Sorted(maps.Keys(scale.Targets)) {
		fmt.Fprintf(&b, "%s = %q\n", name, scale.Targets[name])
	}
	b.WriteString(conf.Enrich.String())
	b.WriteString("[macros]\n")
	for _, name := range slices.Sorted(maps.Keys(conf.Macros)) {
		fmt.Fprintf(&b, "%s = %q\n", name, conf.Macros[name])
	}
	return b.String()
}

// loadConfig reads the configuration; a file that is not there is an empty one.
func loadConfig(c *Call) (Config, error) {
	conf := Config{Mouse: true}
	path := c.ConfigFile()
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		if c.flags.Config != "" {
			return conf, usageError{fmt.Errorf("there is no configuration file %s", path)}
		}
		return conf, nil
	}
	k := koanf.New(".")
	if err := k.Load(file.Provider(path), toml.Parser()); err != nil {
		return conf, fmt.Errorf("the configuration %s cannot be read: %w", path, err)
	}
	conf = Config{User: k.String("user"), Theme: k.String("theme"), Layout: layout.Arrangement(k.String("layout")), Emoji: widget.Emoji(k.String("emoji")), Density: k.String("density"), Mouse: !k.Exists("mouse") || k.Bool("mouse"), FPS: k.Int("fps"), Keys: map[string][]string{}, Macros: k.StringMap("macros")}
	if hold := k.String("hold"); hold != "" {
		d, err := time.ParseDuration(hold)
		if err != nil || d < 0 || d > time.Hour {
			return conf, fmt.Errorf("%s: hold = %q is no time between 0s and 1h", path, hold)
		}
		if conf.Hold = d; d == 0 {
			conf.Hold = -1
		}
	}
	if d := conf.Density; d != "" && d != "compact" && d != "normal" && d != "roomy" {
		return conf, fmt.Errorf("%s: density = %q is none of compact, normal, roomy", path, d)
	}
	if e := conf.Emoji; e != "" && !slices.Contains(widget.Emojis(), e) {
		return conf, fmt.Errorf("%s: emoji = %q is none of short, off, full", path, e)
	}
	if a := conf.Layout; a != "" && !slices.Contains(layout.Arrangements(), a) {
		return conf, fmt.Errorf("%s: layout = %q is none of auto, side, bottom", path, a)
	}
	var err error
	if conf.Scale, err = loadScale(k); err != nil {
		return conf, fmt.Errorf("%s: %w", path, err)
	}
	if conf.Enrich, err = loadEnrich(k, path); err != nil {
		return conf, fmt.Errorf("%s: %w", path, err)
	}
	keys := k.Cut("keys")
	for _, id := range keys.Keys() { // with the dots of stream.tag
		conf.Keys[id] = keys.Strings(id)
		if one, ok := keys.Get(id).(string); ok {
			conf.Keys[id] = []string{one}
		}
	}
	return conf, nil
}

// keyProblems are what is wrong with the keys of a configuration, each with its
// line in the file. Nothing of it keeps earshot from starting.
func keyProblems(c *Call, conf Config) []error {
	if len(conf.Keys) == 0 {
		return nil
	}
	table, err := session.Table(conf.Keys)
	if err != nil {
		return []error{err}
	}
	var out []error
	text, _ := os.ReadFile(c.ConfigFile()) // it could be read a moment ago; without it the lines are not told
	for _, p := range table.Problems() {
		where := ""
		if n := keyLine(string(text), p.Entry); n > 0 {
			where = fmt.Sprintf("line %d, ", n)
		}
		out = append(out, fmt.Errorf("%s%s", where, p))
	}
	return out
}

// keyLine finds the line of an entry of [keys] in a TOML file, counted from 1;
// 0 = it stands there in another way.
func keyLine(text, entry string) int {
	table, n := "", 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if head, ok := strings.CutPrefix(line, "["); ok {
			table, _, _ = strings.Cut(head, "]")
			continue
		}
		if name, _, ok := strings.Cut(line, "="); ok {
			name = strings.Trim(strings.TrimSpace(name), `"'`)
			if strings.TrimSpace(table)+"."+name == "keys."+entry {
				return n
			}
		}
	}
	return 0
}
