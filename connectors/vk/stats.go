package vk

import (
	"context"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/connectors/lenient"
	"earshot/store"
)

const (
	statsOp     = "read the statistics"
	noCommunity = "a search has none; give a community with --group"
)

// Insights implements connectors.Insighter: the community's own figures by the day. VK gives them to a user's
// token with the permission stats alone, and to administrators.
func (c *Connector) Insights(ctx context.Context, from, to time.Time) ([]store.InsightDay, error) {
	me, err := c.whoami(ctx)
	if err != nil {
		return nil, err
	}
	if me.group == 0 {
		return nil, fault.New(fault.Permanent, statsOp, noCommunity)
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
	var out []store.InsightDay
	for _, x := range list {
		if x.From <= 0 || x.To <= x.From {
			return nil, c.alien(statsOp, lenient.ErrShape)
		}
		out = append(out, store.InsightDay{
			From: time.Unix(x.From, 0).UTC(), To: time.Unix(x.To, 0).UTC(), Reach: x.Reach.Reach, ReachFollowers: x.Reach.Members,
			Views: x.Visitors.Views, Visitors: x.Visitors.Visitors, Likes: x.Activity.Likes, Comments: x.Activity.Comments, Shares: x.Activity.Copies,
			Joined: x.Activity.Subscribed, Left: x.Activity.Unsubscribed,
		})
	}
	return out, nil
}
