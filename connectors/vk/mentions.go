package vk

import (
	"context"
	"encoding/json"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors"
	"earshot/store"
)

// mentionStream is the cursor of the posts that name the community.
const mentionStream = "@"

// mentionPage is how many of them VK gives at once.
const mentionPage = 50

// naming is a post on somebody's wall that names the community.
type naming struct {
	ID          int          `json:"id"`
	ToID        int          `json:"to_id"` // whose wall
	FromID      int          `json:"from_id"`
	PostID      int          `json:"post_id"` // of a comment
	Date        int          `json:"date"`
	Text        string       `json:"text"`
	Type        string       `json:"post_type"`
	Attachments []attachment `json:"attachments"`
	Comments    counted      `json:"comments"`
	Likes       counted      `json:"likes"`
	Reposts     counted      `json:"reposts"`
}

func (n naming) post() post {
	return post{
		ID: n.ID, OwnerID: n.ToID, FromID: n.FromID, PostID: n.PostID, Date: n.Date, Text: n.Text, Type: n.Type,
		Attachments: n.Attachments, Comments: n.Comments, Likes: n.Likes, Reposts: n.Reposts,
	}
}

// mentions are the posts on walls elsewhere that name the community by VK's
// markup: a user's token is given them, and needs no words to watch.
func (p pull) mentions() []connectors.Part {
	if p.me.group == 0 || !p.me.admin || p.can("newsfeed.getMentions") != "" {
		return nil
	}
	return []connectors.Part{part("posts that name the community", p.naming)}
}

func (p pull) naming(ctx context.Context) error {
	var cur cursor
	if json.Unmarshal(p.at(mentionStream), &cur) != nil {
		cur = cursor{}
	}
	now := p.env.Now()
	params := api.Params{"owner_id": -p.me.group, "count": mentionPage}
	if cur.At > 0 {
		params["start_time"] = cur.At - int64(searchLag/time.Second)
	}
	var said []*store.Mention
	for n := range maxSearch {
		params["offset"] = n * mentionPage
		var list struct {
			Items []naming `json:"items"`
		}
		if err := p.call(ctx, "read posts that name the community", "newsfeed.getMentions", params, &list); err != nil {
			return err
		}
		for _, x := range list.Items {
			if e, ok := theirs(p.me, ofPost(p.account.Name, x.post())); ok {
				said = append(said, e.Mention)
			}
		}
		if len(list.Items) < mentionPage {
			break
		}
	}
	return p.found(ctx, mentionStream, said, cur, now)
}
