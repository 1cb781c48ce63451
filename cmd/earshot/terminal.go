package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// localTerminal is the terminal of this process; nil when input or output is
// none.
func localTerminal() *Terminal {
	in, out := int(os.Stdin.Fd()), int(os.Stdout.Fd())
	if !term.IsTerminal(in) || !term.IsTerminal(out) {
		return nil
	}
	width, height, err := term.GetSize(out)
	if err != nil || width <= 0 || height <= 0 {
		width, height = 80, 24
	}
	resize := make(chan [2]int, 1)
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, syscall.SIGWINCH)
	go func() {
		for range changed {
			if w, h, err := term.GetSize(out); err == nil {
				latest(resize, [2]int{w, h})
			}
		}
	}()
	return &Terminal{Width: width, Height: height, Resize: resize, Raw: func() (func(), error) {
		state, err := term.MakeRaw(in)
		if err != nil {
			return nil, err
		}
		return func() { _ = term.Restore(in, state) }, nil
	}}
}
