// Command earshot is a social CRM that lives in a terminal: it listens to what
// people say about a brand on every network, shows who they are, and answers.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // --tz works on machines without time zones
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := Main(ctx, processCall())
	stop()
	os.Exit(code)
}

// processCall is the call that this process was started with.
func processCall() *Call {
	cwd, err := os.Getwd()
	if err != nil {
		cwd = "/"
	}
	return &Call{
		Args: os.Args[1:], Dir: cwd, Env: os.Environ(),
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Terminal: localTerminal(),
	}
}
