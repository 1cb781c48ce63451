package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

// sendPatience is how long a script waits for the network's word. What has not
// left by then stays in the outbox and goes out as soon as it can.
const sendPatience = 90 * time.Second

// sendAndTell accepts a post and waits until every account's network has
// answered.
func sendAndTell(c *Call, ctx context.Context, ws *Workspace, out desk.Outgoing) error {
	post, err := ws.Desk.Publish.Send(ctx, c.by(), out)
	if err != nil {
		return err
	}
	if post.State() == store.DeliveryScheduled {
		c.say("scheduled for %s as post %s; it goes out while earshot or earshot sync runs", post.At.In(c.Zone()).Format("Mon 2 Jan 15:04"), post.ID)
		return nil
	}
	return await(c, ctx, ws, post.ID)
}

// awaitCommand is the second half of reply and post: it goes on where the data
// are, when the owner that accepted the post has left before it was sent.
func awaitCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "await POST",
		Short:   "Send a post that was accepted, and wait for the network's word",
		Example: "  earshot await 01KB7M4Z0000000000000000",
		Args:    cobra.ExactArgs(1),
		Hidden:  true,
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			return await(c, ctx, ws, args[0])
		}),
	}
}

// await sends what is due and waits until a post is settled.
func await(c *Call, ctx context.Context, ws *Workspace, id string) error {
	sub := ws.Desk.Bus().Subscribe(store.TopicPosts)
	defer sub.Close()
	ended := ws.Deliver()
	ctx, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	for over, why := false, error(nil); ; {
		post, err := ws.Desk.Publish.Post(context.WithoutCancel(ctx), id)
		switch {
		case err != nil:
			return err
		case errors.Is(context.Cause(ctx), errOwnerLeft) && underWay(post):
			return &elsewhere{[]string{"await", id}}
		case settled(post):
			return tellPost(c, post)
		case over || ctx.Err() != nil:
			return tellWaiting(c, post, why)
		}
		select {
		case <-ctx.Done():
		case <-sub.Wake():
			sub.Take()
		case why = <-ended:
			over = true
		}
	}
}

// underWay tells whether a delivery of a post has no end yet.
func underWay(p store.Post) bool {
	return slices.ContainsFunc(p.To, func(d store.Delivery) bool {
		return d.State == store.DeliveryHeld || d.State == store.DeliverySending || d.State == store.DeliveryScheduled
	})
}

// tellWaiting says that a post is safe but has not left.
func tellWaiting(c *Call, post store.Post, why error) error {
	c.say("accepted as post %s, but it has not left yet; it goes out when earshot runs (earshot posts shows it)", post.ID)
	if why != nil {
		c.say("the reason: %v", why)
	}
	return nil
}

// settled tells whether nothing more will happen to a post by itself soon: it
// arrived, failed, or waits for another try after a fault.
func settled(p store.Post) bool {
	for _, d := range p.To {
		waiting := d.State == store.DeliveryScheduled && d.Error != ""
		if (d.State == store.DeliveryHeld || d.State == store.DeliverySending || d.State == store.DeliveryScheduled) && !waiting {
			return false
		}
	}
	return true
}

func tellPost(c *Call, p store.Post) error {
	var failed error
	for _, d := range p.To {
		switch d.State {
		case store.DeliverySent:
			c.say("sent on %s: %s", d.Account, d.URL)
		case store.DeliveryScheduled:
			c.say("%s: %s; it is tried again while earshot runs", d.Account, d.Error)
		default:
			failed = fmt.Errorf("%s on %s: %s", d.State, d.Account, d.Error)
			c.say("%s", failed)
		}
	}
	if failed != nil {
		return fmt.Errorf("post %s did not arrive everywhere", p.ID)
	}
	return nil
}
