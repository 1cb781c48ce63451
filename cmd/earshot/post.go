package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
	"earshot/store/when"
)

// postFlags are the flags of post.
type postFlags struct {
	to         []string
	at, zone   string
	every      string
	queue      bool
	campaign   string
	media      []string
	warning    string
	visibility string
	lang       string
}

func postCommand(c *Call) *cobra.Command {
	var f postFlags
	cmd := &cobra.Command{
		Use:   "post --to ACCOUNTS TEXT",
		Short: "Publish on one or more accounts, now or at a time",
		Long: `Publish on one or more accounts (with commas; earshot accounts lists them), now or at a time (--at: ` + when.Forms + `).
A scheduled post goes out while earshot or earshot sync runs.`,
		Example: `  earshot post --to acme 'We are back'
  earshot post --to acme,shop --at 'tomorrow 9:00' --tz Europe/Moscow 'Доброе утро!'
  earshot post --to acme --at 'mon 9:00' --every FREQ=WEEKLY --tz Europe/Moscow 'Понедельник!'
  earshot post --to acme --media photo.jpg 'Look'`,
		Args: cobra.MinimumNArgs(1),
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.to, "to", nil, "`ACCOUNT`s to publish on")
	flags.StringVar(&f.at, "at", "", "`TIME` to publish at; without an offset it is wall-clock time in --tz")
	flags.StringVar(&f.zone, "tz", "", "time `ZONE` of --at, for example Europe/Moscow (default yours)")
	flags.StringVar(&f.every, "every", "", "repeat by an `RRULE`, for example FREQ=WEEKLY;BYDAY=MO,TH; needs --tz")
	flags.BoolVar(&f.queue, "queue", false, "at the next free slot: 9:00, 13:00 and 18:00 in --tz")
	flags.StringVar(&f.campaign, "campaign", "", "`CAMPAIGN` it belongs to")
	flags.StringSliceVar(&f.media, "media", nil, "`FILE`s to attach; FILE=description adds a description")
	flags.StringVar(&f.warning, "warning", "", "content `WARNING`")
	flags.StringVar(&f.visibility, "visibility", "", "public, unlisted, followers or direct")
	flags.StringVar(&f.lang, "lang", "", "`LANGUAGE` code of the text")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		out, err := outgoingOf(ctx, c, ws, f, strings.Join(args, " "))
		if err != nil {
			return err
		}
		return sendAndTell(c, ctx, ws, out)
	})
	return cmd
}

func outgoingOf(ctx context.Context, c *Call, ws *Workspace, f postFlags, text string) (desk.Outgoing, error) {
	out := desk.Outgoing{Accounts: f.to, Campaign: f.campaign, NoHold: true, Every: f.every}
	if len(f.to) == 0 {
		return out, usageError{fmt.Errorf("name at least one account: --to ACCOUNT (earshot accounts lists them)")}
	}
	zone := c.Zone()
	if f.zone != "" {
		var err error
		if zone, err = loadZone(f.zone); err != nil {
			return out, usageError{err}
		}
	}
	out.Zone = zone
	if f.at != "" {
		at, err := when.Parse(f.at, ws.Desk.Env().Now(), zone)
		if err != nil {
			return out, usageError{fmt.Errorf("--at: %w", err)}
		}
		out.At = at
	}
	if f.queue {
		if f.at != "" {
			return out, usageError{errors.New("--at and --queue exclude each other")}
		}
		var err error
		if out.At, err = ws.Desk.Publish.FreeSlot(ctx, f.to, desk.DefaultSlots(), zone); err != nil {
			return out, err
		}
	}
	switch f.visibility {
	case "", "public", "unlisted", "followers", "direct":
	default:
		return out, usageError{fmt.Errorf("--visibility %s: use public, unlisted, followers or direct", f.visibility)}
	}
	out.Message = store.Message{Text: text, Warning: f.warning, Visibility: f.visibility, Lang: f.lang}
	for _, file := range f.media {
		path, alt, _ := strings.Cut(file, "=")
		path = c.Path(path)
		if _, err := os.Stat(path); err != nil {
			return out, fmt.Errorf("--media: %w", err)
		}
		out.Message.Media = append(out.Message.Media, store.Attachment{Path: path, Alt: alt})
	}
	return out, nil
}
