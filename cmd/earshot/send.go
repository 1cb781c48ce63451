package main

import (
	"context"
	"fmt"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// sendPatience is how long a script waits for the network's word. What has not
// left by then stays in the outbox and goes out as soon as it can.
const sendPatience = 90 * time.Second

// send accepts a post and waits until every account's network has answered.
func sendAndTell(c *Call, ctx context.Context, ws *Workspace, out desk.Outgoing) error {
	sub := ws.Desk.Bus().Subscribe(store.TopicPosts)
	defer sub.Close()
	post, err := ws.Desk.Publish.Send(ctx, c.by(), out)
	if err != nil {
		return err
	}
	if post.State() == store.DeliveryScheduled {
		c.say("scheduled for %s as post %s; it goes out while earshot or earshot sync runs", post.At.In(c.Zone()).Format("Mon 2 Jan 15:04"), post.ID)
		return nil
	}
	ended := ws.Deliver()
	ctx, cancel := context.WithTimeout(ctx, sendPatience)
	defer cancel()
	for {
		now, err := ws.Desk.Publish.Post(context.WithoutCancel(ctx), post.ID)
		if err != nil {
			return err
		}
		if settled(now) {
			return tellPost(c, now)
		}
		select {
		case <-ctx.Done():
			return tellWaiting(c, post, nil)
		case err := <-ended:
			now, postErr := ws.Desk.Publish.Post(context.WithoutCancel(ctx), post.ID)
			if postErr == nil && settled(now) {
				return tellPost(c, now)
			}
			return tellWaiting(c, post, err)
		case <-sub.Wake():
			sub.Take()
		}
	}
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
