package uitest

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

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

// History brings in so many ordinary mentions of the past five weeks, which are
// closed: what is usual is known then.
func (d *Driver) History(many string) error {
	n, err := strconv.Atoi(many)
	if err != nil {
		return err
	}
	words := strings.Fields("garden coffee window morning street music train kitchen paper bridge evening table river market winter")
	var events []desk.Event
	for i := range n {
		a := store.Author{ID: fmt.Sprint("was", i), Handle: fmt.Sprint("was", i), Name: fmt.Sprint("Earlier ", i)}
		ago := 30*time.Hour + time.Duration(i)*5*7*24*time.Hour/time.Duration(n)
		e := event(d.clock.now, "mastodon", fmt.Sprint("was", i), "", store.KindPost, ago, a, "this is the "+words[i%15]+" and it is my "+words[i*7%13]+", is that a day", "neutral", "insight", false)
		e.Mention.Work.State = store.StateDone
		events = append(events, e)
	}
	_, err = d.Desk.Inbox.Ingest(context.Background(), desk.Batch{Account: "polar", Events: events, Restore: true, Backfill: true})
	return err
}
