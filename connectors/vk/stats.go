package vk

import (
	"context"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/lenient"
)

const statsOp = "read the statistics"

// Day is what VK counts for the community in one day.
type Day struct {
	From, To                 time.Time
	Reach, ReachMembers      int // people who saw something of ours; members among them
	Views, Visitors          int // of the community's page
	Likes, Comments, Reposts int
	Joined, Left             int
}

// Stats gives the community's own figures by the day. VK gives them to a user's
// token with the permission stats alone, and to administrators.
func (c *Connector) Stats(ctx context.Context, from, to time.Time) ([]Day, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return nil, err
	}
	var list []struct {
		From     int64 `json:"period_from"`
		To       int64 `json:"period_to"`
		Activity struct {
			Likes        int `json:"likes"`
			Comments     int `json:"comments"`
			Copies       int `json:"copies"`
			Subscribed   int `json:"subscribed"`
			Unsubscribed int `json:"unsubscribed"`
		} `json:"activity"`
		Reach struct {
			Reach   int `json:"reach"`
			Members int `json:"reach_subscribers"`
		} `json:"reach"`
		Visitors struct {
			Views    int `json:"views"`
			Visitors int `json:"visitors"`
		} `json:"visitors"`
	}
	params := api.Params{"group_id": me.group, "interval": "day", "timestamp_from": from.Unix(), "timestamp_to": to.Unix()}
	if err := c.call(ctx, statsOp, "stats.get", params, &list); err != nil {
		return nil, err
	}
	var out []Day
	for _, x := range list {
		if x.From <= 0 || x.To <= x.From {
			return nil, c.alien(statsOp, lenient.ErrShape)
		}
		out = append(out, Day{
			From: time.Unix(x.From, 0).UTC(), To: time.Unix(x.To, 0).UTC(), Reach: x.Reach.Reach, ReachMembers: x.Reach.Members,
			Views: x.Visitors.Views, Visitors: x.Visitors.Visitors, Likes: x.Activity.Likes, Comments: x.Activity.Comments, Reposts: x.Activity.Copies,
			Joined: x.Activity.Subscribed, Left: x.Activity.Unsubscribed,
		})
	}
	return out, nil
}
