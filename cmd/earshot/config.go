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
)

// Config is the configuration file: TOML, every entry optional.
//
//	user = "anna"            # who you are; EARSHOT_USER wins
//	hold = "10s"             # how long a send can be stopped; "0s" = not at all
//	theme = "dark"           # dark, light, contrast, mono; empty = as the terminal is
//	emoji = "short"          # in the stream: short, off, full
//	fps = 60                 # frames a second at most; lower it on a very slow line
//	[keys]                   # command = key, or keys divided by spaces between quotes
//	done = ["e", "ctrl+e"]
type Config struct {
	User  string
	Hold  time.Duration
	Theme string
	Emoji string
	FPS   int
	Keys  map[string][]string
}

// String gives the settings that earshot knows as they would stand in the file:
// what else stands there, secrets perhaps, stays there.
func (conf Config) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "user = %q\nhold = %q\ntheme = %q\nemoji = %q\nfps = %d\n[keys]\n", conf.User, conf.Hold, conf.Theme, conf.Emoji, conf.FPS)
	for _, id := range slices.Sorted(maps.Keys(conf.Keys)) {
		fmt.Fprintf(&b, "%s = %q\n", id, conf.Keys[id])
	}
	return b.String()
}

// loadConfig reads the configuration; a file that is not there is an empty one.
func loadConfig(c *Call) (Config, error) {
	var conf Config
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
	conf = Config{User: k.String("user"), Theme: k.String("theme"), Emoji: k.String("emoji"), FPS: k.Int("fps"), Keys: map[string][]string{}}
	if hold := k.String("hold"); hold != "" {
		d, err := time.ParseDuration(hold)
		if err != nil || d < 0 || d > time.Hour {
			return conf, fmt.Errorf("%s: hold = %q is no time between 0s and 1h", path, hold)
		}
		if conf.Hold = d; d == 0 {
			conf.Hold = -1
		}
	}
	for id := range k.StringMap("keys") {
		conf.Keys[id] = []string{k.String("keys." + id)}
	}
	for _, id := range k.MapKeys("keys") {
		if list := k.Strings("keys." + id); len(list) > 0 {
			conf.Keys[id] = list
		}
	}
	return conf, nil
}
