package main

import (
	"context"
	"errors"
	"os"

	"earshot/ui/session"
)

// openScreen shows the terminal program over a workspace: in this process's
// terminal, or in that of a guest.
func openScreen(ctx context.Context, c *Call, ws *Workspace) error {
	if c.Terminal == nil {
		return usageError{errors.New("the screen needs a terminal; see earshot --help for commands that do not")}
	}
	conf, err := loadConfig(c)
	if err != nil {
		return err
	}
	themes, wrong := loadThemes(c, conf.Theme)
	ws.Run()
	resize := make(chan session.Size, 1)
	ended := make(chan struct{})
	defer close(ended)
	go pass(c.Terminal.Resize, resize, ended)
	_, direct := c.In.(*os.File)
	raw := c.Terminal.Raw
	if c.remote { // the guest itself switches its terminal
		raw = nil
	}
	g := &guide{call: c, ws: ws, far: !direct}
	err = session.Run(ctx, session.Options{
		Guide: g,
		In:    c.In, Out: c.Out, Raw: raw, Env: c.Env, Resize: resize,
		Size: session.Size{Width: c.Terminal.Width, Height: c.Terminal.Height},
		Desk: ws.Desk, User: c.user(conf), Zone: c.Zone(), Local: direct,
		Screen: session.Screen{
			Plain: c.flags.Plain, Theme: conf.Theme, Emoji: conf.Emoji, Density: conf.Density,
			NoMouse: !conf.Mouse, Themes: themes, Layout: conf.Layout, Told: wrong, FPS: conf.FPS,
		},
		Rebound: conf.Keys, Macros: conf.Macros,
	})
	if errors.Is(context.Cause(ctx), errOwnerLeft) {
		return errOwnerLeft // the guest's screen goes on in another process
	}
	if err == nil && g.demo {
		return errors.Join(runDemo(c, ctx, demoFlags{seed: 1, rate: 6}), openScreen(ctx, c, ws))
	}
	return err
}

// pass turns the sizes of a terminal into those of a session.
func pass(from <-chan [2]int, to chan session.Size, ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case size := <-from:
			latest(to, session.Size{Width: size[0], Height: size[1]})
		}
	}
}
