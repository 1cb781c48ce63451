// Command earshot-shot takes the picture of the README: it runs the demo in a
// terminal of its own, presses keys, waits until the screen is quiet and prints
// what it sees as an SVG. The same flags give the same bytes on any machine.
// It is a tool for those who work on earshot; nothing imports it.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

// options say what to photograph.
type options struct {
	cols, rows int
	keys       string
	seed       uint64
	at         string
	theme      string
	program    string // the built earshot; empty = build it here
	out        string // file to write; empty = standard output
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "earshot-shot:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("earshot-shot", flag.ContinueOnError)
	flags.IntVar(&o.cols, "cols", 120, "columns of the terminal")
	flags.IntVar(&o.rows, "rows", 40, "rows of the terminal")
	flags.StringVar(&o.keys, "keys", "", "`KEYS` to press, divided by commas: 'j,j,enter'; what names no key is typed as text")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the demo")
	flags.StringVar(&o.at, "at", "2026-11-20T09:30:00Z", "`TIME` at which the demo begins (RFC 3339)")
	flags.StringVar(&o.theme, "theme", "dark", "dark, light, basic or mono")
	flags.StringVar(&o.program, "program", "", "built earshot to run (default: it is built first)")
	flags.StringVar(&o.out, "out", "", "`FILE` to write, only once the picture is there (default standard output)")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.cols < 20 || o.cols > 400 || o.rows < 5 || o.rows > 200 {
		return o, fmt.Errorf("a picture of %d x %d cells: give 20 to 400 columns and 5 to 200 rows", o.cols, o.rows)
	}
	return o, nil
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	grid, err := shoot(ctx, o)
	if err != nil {
		return err
	}
	var svg bytes.Buffer
	writeSVG(&svg, grid, paletteOf(o.theme), "earshot demo")
	if o.out == "" {
		_, err = stdout.Write(svg.Bytes())
		return err
	}
	return os.WriteFile(o.out, svg.Bytes(), 0o644)
}

// shoot runs the demo in a folder that is thrown away and gives its screen.
func shoot(ctx context.Context, o options) (grid [][]cell, err error) {
	home, err := os.MkdirTemp("", "earshot-shot-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	if o.program == "" {
		o.program = filepath.Join(home, "earshot")
		build := exec.CommandContext(ctx, "go", "build", "-o", o.program, "earshot/cmd/earshot")
		if said, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("earshot cannot be built: %w\n%s", err, said)
		}
	}
	if o.program, err = filepath.Abs(o.program); err != nil {
		return nil, err
	}
	config := filepath.Join(home, "config.toml")
	if err := os.WriteFile(config, fmt.Appendf(nil, "theme = %q\n", o.theme), 0o600); err != nil {
		return nil, err
	}
	demo := exec.CommandContext(ctx, o.program, "--config", config, "demo", "--seed", fmt.Sprint(o.seed), "--at", o.at)
	// Nothing of the surroundings may show in the picture.
	demo.Env = []string{
		"HOME=" + home, "TMPDIR=" + home, "LANG=C.UTF-8", "TZ=UTC",
		"TERM=xterm-256color", "COLORTERM=truecolor",
	}
	demo.Dir = home
	c, err := open(demo, o.cols, o.rows)
	if err != nil {
		return nil, err
	}
	defer c.close()
	if err := c.perform(ctx, keystrokes(o.keys)); err != nil {
		return nil, err
	}
	return c.cells(paletteOf(o.theme)), nil
}
