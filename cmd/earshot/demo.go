package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"earshot/connectors"
	"earshot/connectors/demo"
	"earshot/store"
	"earshot/store/bolt"
	"earshot/store/desk"
)

// demoFlags are the flags of demo.
type demoFlags struct {
	seed uint64
	at   string
	rate float64
}

func demoCommand(c *Call) *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try earshot on a fictional brand; nothing is sent anywhere",
		Long: `Try earshot on a fictional brand with a live simulated network, in a workspace that
is thrown away at the end. Nothing is sent anywhere. The same --seed and --at show the
same screen on any machine.`,
		Example: `  earshot demo
  earshot demo --seed 7 --at 2026-11-20T12:00:00Z --rate 30`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "`N` that the brand, its people and their words are drawn from")
	cmd.Flags().StringVar(&f.at, "at", "", "`TIME` (RFC 3339) at which the demo begins (default now)")
	cmd.Flags().Float64Var(&f.rate, "rate", 0, "mentions a minute (default 6; none with --at)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !cmd.Flags().Changed("rate") && f.at == "" {
			f.rate = 6
		}
		return runDemo(c, cmd.Context(), f)
	}
	return cmd
}

func runDemo(c *Call, ctx context.Context, f demoFlags) error {
	if c.Terminal == nil {
		return usageError{errors.New("the demo needs a terminal")}
	}
	if f.rate < 0 || f.rate > 6000 {
		return usageError{fmt.Errorf("--rate %g: give a number of mentions a minute between 0 and 6000", f.rate)}
	}
	env, err := demoEnv(f)
	if err != nil {
		return err
	}
	if f.at != "" {
		c.alikeEverywhere(f.at)
	}
	sweepDemos()
	dir, err := os.MkdirTemp("", demoFolder+strconv.Itoa(os.Getpid())+"-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	st, err := bolt.Open(filepath.Join(dir, dataFile), bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	conf, err := loadConfig(c)
	if err != nil {
		return errors.Join(err, st.Close())
	}
	conf.Enrich = enrichConfig{} // nothing leaves the demo
	log, logFile := c.openLog()
	ws := assemble(c, conf, st, env, log, stage())
	ws.closer = append(ws.closer, logFile)
	if err := fillDemo(ctx, ws, f, env.Now(), c.user(conf)); err != nil {
		return errors.Join(err, ws.Close())
	}
	return errors.Join(openScreen(ctx, c, ws), ws.Close())
}

// demoFolder is what the folder of a demo is called, before the number of its
// process.
const demoFolder = "earshot-demo-"

// sweepDemos removes what demos that were killed have left behind.
func sweepDemos() {
	all, _ := filepath.Glob(filepath.Join(os.TempDir(), demoFolder+"*-*")) // the pattern is a good one
	for _, dir := range all {
		number, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), demoFolder), "-")
		pid, err := strconv.Atoi(number)
		if err != nil || pid <= 0 {
			continue
		}
		if p, err := os.FindProcess(pid); err == nil && errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone) {
			_ = os.RemoveAll(dir) // another user's stays
		}
	}
}

// alikeEverywhere takes out what differs from machine to machine: the person's
// name, and the zone, which is then that of --at.
func (c *Call) alikeEverywhere(at string) {
	if c.Getenv("EARSHOT_USER") == "" {
		c.Env = append(c.Env, "EARSHOT_USER=you")
	}
	if t, err := time.Parse(time.RFC3339, at); err == nil {
		_, offset := t.Zone()
		c.zone = time.FixedZone("", offset)
	}
}

// demoEnv is where the demo takes time, ids and chance from. With --at all of
// them begin at the same place on any machine; time then goes on.
func demoEnv(f demoFlags) (store.Env, error) {
	if f.at == "" {
		return store.RealEnv(), nil
	}
	at, err := time.Parse(time.RFC3339, f.at)
	if err != nil {
		return store.Env{}, usageError{fmt.Errorf("--at %q is no time like 2026-11-20T12:00:00Z", f.at)}
	}
	return store.SeededEnv(f.seed, at), nil
}

// stage is the registry of the demo: one connector plays every network.
func stage() connectors.Registry {
	r := connectors.Registry{}
	for _, a := range demo.Accounts(0, time.Time{}, 0) {
		r[a.Settings["as"]] = demo.New
	}
	return r
}

// fillDemo connects the demo's accounts and brings in its history before the
// first frame.
func fillDemo(ctx context.Context, ws *Workspace, f demoFlags, at time.Time, user string) error {
	by := desk.By{User: "anna", Door: "demo"}
	for _, a := range demo.Accounts(f.seed, at, f.rate) {
		a.Network = a.Settings["as"]
		if err := ws.Desk.Setup.Connect(ctx, by, a, nil); err != nil {
			return err
		}
		// One account after the other: mentions of the same minute stand in the
		// order in which they came, which must be the same on any machine.
		if err := ws.Runner.Once(ctx); err != nil {
			return err
		}
	}
	return rehearse(ctx, ws.Desk, user)
}
