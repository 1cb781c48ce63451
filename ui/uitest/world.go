package uitest

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"earshot/store"
	"earshot/store/desk"
)

// local seats the person at this machine, with a folder that holds a picture.
func (d *Driver) local() error {
	d.Host.Local = true
	d.dir = d.T.TempDir()
	file, err := os.Create(filepath.Join(d.dir, "pic.png"))
	if err != nil {
		return err
	}
	defer file.Close()
	return png.Encode(file, image.NewGray(image.Rect(0, 0, 4, 4)))
}

// leave plays the runner: it tries what is due on an account.
func (d *Driver) leave(account, how string) error {
	ctx, box := context.Background(), d.Desk.Outbox
	task, err := box.Claim(ctx, account)
	if err != nil {
		return err
	}
	if task == nil {
		return fmt.Errorf("nothing is due on %s", account)
	}
	switch how {
	case "ok":
		d.sent++
		id := fmt.Sprint("sent-", d.sent)
		return box.Delivered(ctx, task.Job, id, "https://"+account+".example/"+id, d.clock.now)
	case "fails":
		return box.Park(ctx, task.Job, "the network refused it: too many links", false)
	case "unsure":
		return box.Park(ctx, task.Job, "the line broke while it was sent", true)
	}
	return fmt.Errorf("a send leaves ok, fails or unsure, not %q", how)
}

// answer lets a colleague answer a mention.
func (d *Driver) answer(id, user string) error {
	ctx := context.Background()
	doc, err := d.Desk.Lookup.Resolve(ctx, id)
	if err != nil {
		return err
	}
	out := desk.Outgoing{Message: store.Message{Text: "I am on it."}, About: doc}
	_, err = d.Desk.Publish.Send(ctx, desk.By{User: user, Door: "key"}, out)
	return err
}
