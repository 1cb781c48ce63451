// Command earshot-bench measures everything that earshot promises about speed
// and size, on a realistic corpus of several sizes, and prints one table. It is
// a tool for those who work on earshot; nothing imports it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"earshot/store/benchtest"
)

func main() {
	if child, err := benchtest.Child(os.Args[1:], os.Stdin, os.Stdout); child {
		exit(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	exit(err)
}

func exit(err error) {
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "earshot-bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// flags are those of the command line.
type flags struct {
	sizes, keep, earshot string
	sqlite               bool
	options              benchtest.Options
}

func parse(args []string) (flags, error) {
	var f flags
	set := flag.NewFlagSet("earshot-bench", flag.ContinueOnError)
	set.StringVar(&f.sizes, "sizes", "10k,100k", "how many mentions: `LIST` such as 10k,100k,1M,5M")
	set.StringVar(&f.keep, "keep", "", "build in `DIR` and keep the databases for the next time")
	set.StringVar(&f.earshot, "earshot", "", "the built `PROGRAM` (default: it is built first)")
	set.BoolVar(&f.sqlite, "sqlite", true, "ask SQLite FTS5 the same, where sqlite3 is there")
	set.Uint64Var(&f.options.Seed, "seed", 7, "`SEED` of the corpus")
	set.IntVar(&f.options.Queries, "queries", 200, "`NUMBER` of questions of each class")
	set.IntVar(&f.options.Writes, "writes", 20_000, "`NUMBER` of mentions for each way to ingest")
	set.DurationVar(&f.options.Budget, "budget", 3*time.Second, "`TIME` for each figure; what is slow is measured less often")
	if err := set.Parse(args); err != nil {
		return f, err
	}
	for _, s := range strings.Split(f.sizes, ",") {
		n, err := number(s)
		if err != nil {
			return f, err
		}
		f.options.Sizes = append(f.options.Sizes, n)
	}
	if f.options.Queries < 1 || f.options.Writes < 1 || set.NArg() > 0 {
		return f, errors.New("give at least one question and one mention, and nothing but flags")
	}
	return f, nil
}

// number reads 10k as 10,000 and 5M as 5,000,000.
func number(s string) (int, error) {
	digits, factor := strings.TrimSpace(s), 1
	switch {
	case strings.HasSuffix(digits, "k"):
		digits, factor = strings.TrimSuffix(digits, "k"), 1000
	case strings.HasSuffix(digits, "M"):
		digits, factor = strings.TrimSuffix(digits, "M"), 1_000_000
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 100_000_000/factor {
		return 0, fmt.Errorf("--sizes %q: give numbers such as 10k or 1M, at most 100M", s)
	}
	return n * factor, nil
}

func run(ctx context.Context, args []string) error {
	f, err := parse(args)
	if err != nil {
		return err
	}
	o := f.options
	// Not the system's temporary folder: that may be in memory, where a
	// durable commit costs nothing.
	if o.Dir = f.keep; o.Dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(cache, 0o700); err != nil {
			return err
		}
		if o.Dir, err = os.MkdirTemp(cache, "earshot-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.Dir)
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return err
	}
	began := time.Now()
	o.Say = func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%5.0fs  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, args...))
	}
	if err := programs(ctx, f, &o); err != nil {
		return err
	}
	table, err := benchtest.Run(ctx, o)
	return errors.Join(err, table.Write(os.Stdout))
}

// programs finds what is measured and what it is measured beside.
func programs(ctx context.Context, f flags, o *benchtest.Options) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o.Self = []string{self}
	if o.Earshot = f.earshot; o.Earshot == "" {
		o.Earshot = filepath.Join(o.Dir, "earshot")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", o.Earshot, "earshot/cmd/earshot")
		if said, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("earshot cannot be built: %w\n%s", err, said)
		}
	}
	if f.sqlite {
		if o.SQLite, err = exec.LookPath("sqlite3"); err != nil {
			o.Say("NO YARDSTICK: sqlite3 is not installed (apt-get install sqlite3), so its lines are missing")
		}
	}
	return nil
}
