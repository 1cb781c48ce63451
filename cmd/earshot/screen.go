package main

import (
	"context"
	"errors"

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
	ws.Run()
	err = session.Run(ctx, session.Options{
		In: c.In, Out: c.Out, Env: c.Env, Width: c.Terminal.Width, Height: c.Terminal.Height, Resize: c.Terminal.Resize,
		Desk: ws.Desk, User: c.user(conf), Zone: c.Zone(), Plain: c.flags.Plain, Local: !c.remote,
		Theme: conf.Theme, Emoji: conf.Emoji, FPS: conf.FPS, Keys: conf.Keys,
	})
	if errors.Is(context.Cause(ctx), errOwnerLeft) {
		return errOwnerLeft // the guest's screen goes on in another process
	}
	return err
}
