package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"earshot/store/clean"
)

// Call is one run of a command: its words and its surroundings. The same code
// serves a call of this process and one that another process sent through the
// socket, so nothing behind it may touch os.Args, os.Stdout or the environment.
type Call struct {
	Args []string
	Dir  string // working folder: relative file names belong to it
	Env  []string
	In   io.Reader
	Out  io.Writer
	Err  io.Writer

	Terminal *Terminal // nil when the call does not come from a terminal
	space    *Workspace
	remote   bool   // it came through the socket
	screen   bool   // it is the screen: its terminal goes raw when it runs elsewhere
	command  string // name of the command, empty for the screen
	flags    globalFlags
	zone     *time.Location // instead of TZ; nil = by TZ
	tape     *tape          // standard input, once some of it went to an owner
	next     []string       // the call to make instead when the owner has left; nil = the same
}

// Terminal is the terminal a call comes from.
type Terminal struct {
	Width, Height int
	Resize        <-chan [2]int
	// Raw switches the terminal to raw input; restore brings it back.
	Raw func() (restore func(), err error)
}

// globalFlags are the flags before every command.
type globalFlags struct {
	Data   string
	Config string
	Plain  bool
}

// Getenv reads a variable of the call's environment.
func (c *Call) Getenv(name string) string {
	for i := len(c.Env) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(c.Env[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// Path makes a file name of the call absolute.
func (c *Call) Path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Dir, name)
}

// User is who makes the call: EARSHOT_USER, else the login name.
func (c *Call) User() string {
	for _, name := range []string{"EARSHOT_USER", "USER", "LOGNAME"} {
		if v := clean.Line(c.Getenv(name), 64); v != "" {
			return v
		}
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "me"
}

// user is who works at the screen: the configuration may name somebody.
func (c *Call) user(conf Config) string {
	if conf.User != "" && c.Getenv("EARSHOT_USER") == "" {
		return conf.User
	}
	return c.User()
}

// loadZone finds a time zone by name.
func loadZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("there is no time zone %q; use a name like Europe/Moscow", name)
	}
	return zone, nil
}

// Zone is the call's time zone: TZ, else the machine's.
func (c *Call) Zone() *time.Location {
	if c.zone != nil {
		return c.zone
	}
	if tz := strings.TrimPrefix(c.Getenv("TZ"), ":"); tz != "" {
		if zone, err := time.LoadLocation(tz); err == nil {
			return zone
		}
	}
	return time.Local
}

// folder is a folder of the XDG base directory specification, for earshot.
func (c *Call) folder(variable, fallback string) string {
	base := c.Getenv(variable)
	if !filepath.IsAbs(base) {
		base = filepath.Join(c.home(), fallback)
	}
	return filepath.Join(base, "earshot")
}

func (c *Call) home() string {
	if home := c.Getenv("HOME"); home != "" {
		return home
	}
	return string(filepath.Separator)
}

// DataDir is the workspace: --data, $EARSHOT_DATA, else the XDG data folder.
func (c *Call) DataDir() string {
	if c.flags.Data != "" {
		return c.Path(c.flags.Data)
	}
	if dir := c.Getenv("EARSHOT_DATA"); dir != "" {
		return c.Path(dir)
	}
	return c.folder("XDG_DATA_HOME", ".local/share")
}

// ConfigFile is --config, else config.toml in the XDG configuration folder.
func (c *Call) ConfigFile() string {
	if c.flags.Config != "" {
		return c.Path(c.flags.Config)
	}
	return filepath.Join(c.folder("XDG_CONFIG_HOME", ".config"), "config.toml")
}

// KeyFile is where the key that seals secrets lies: beside the configuration,
// apart from the data.
func (c *Call) KeyFile() string { return filepath.Join(filepath.Dir(c.ConfigFile()), "key") }

// LogFile is where the log goes.
func (c *Call) LogFile() string {
	return filepath.Join(c.folder("XDG_STATE_HOME", ".local/state"), "earshot.log")
}

// maxLog is the size from which the log is moved aside at the next start.
const maxLog = 8 << 20

// openLog opens the log file; without one earshot works all the same.
func (c *Call) openLog() (*slog.Logger, io.Closer) {
	path := c.LogFile()
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		_ = os.Rename(path, path+".old")
	}
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err == nil {
			return slog.New(slog.NewTextHandler(f, nil)), f
		}
	}
	return slog.New(slog.DiscardHandler), io.NopCloser(nil)
}

// say writes a line for people to standard error. What it tells of may come
// from outside: file names, answers of servers, a pasted query.
func (c *Call) say(format string, args ...any) {
	fmt.Fprintln(c.Err, clean.Text(fmt.Sprintf(format, args...), 0))
}
