package vk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// What a search gives at once, how many pages of it are read, and how far
// before the last reading it begins: VK finds a post some minutes after it was
// written.
const (
	searchPage = 200
	maxSearch  = 5
	searchLag  = 30 * time.Minute
)

// searches are the watched words.
func (p pull) searches() (words []connectors.Part) {
	if len(p.account.Watch) == 0 {
		return nil
	}
	if why := p.can("newsfeed.search"); why != "" {
		p.log.Info("the watched words are not searched for", "why", why)
		return nil
	}
	for _, w := range p.account.Watch {
		if strings.TrimSpace(w) != "" {
			words = append(words, part(w, func(ctx context.Context) error { return p.search(ctx, w) }))
		}
	}
	return words
}

// part is a list of the news feed, whose methods have a share of the day by
// themselves: what is used up there stops nothing else.
func part(what string, read func(context.Context) error) connectors.Part {
	return connectors.Part{Ability: connectors.SearchFor(what), Read: read, Alone: func(err error) bool {
		return refused(err, api.ErrRateLimit, api.ErrWeightedFlood)
	}}
}

// search reads what was found since the last time, and hands it in with the
// cursor once all of it is there.
func (p pull) search(ctx context.Context, q string) error {
	var cur cursor
	if json.Unmarshal(p.at(q), &cur) != nil {
		cur = cursor{}
	}
	now := p.env.Now()
	params := api.Params{"q": q, "count": searchPage}
	if cur.At > 0 {
		params["start_time"] = cur.At - int64(searchLag/time.Second)
	}
	var said []*store.Mention
	for range maxSearch {
		var list struct {
			Items []post `json:"items"`
			Next  string `json:"next_from"`
		}
		if err := p.call(ctx, "search for "+q, "newsfeed.search", params, &list); err != nil {
			return err
		}
		for _, x := range list.Items {
			if e, ok := theirs(p.me, ofPost(p.account.Name, x)); ok {
				said = append(said, e.Mention)
			}
		}
		if list.Next == "" || cur.At == 0 || len(list.Items) == 0 {
			break
		}
		params["start_from"] = list.Next
	}
	return p.found(ctx, q, said, cur, now)
}

// found hands in what is new or was changed since the last reading.
func (p pull) found(ctx context.Context, q string, said []*store.Mention, cur cursor, now time.Time) error {
	past := cur.At == 0
	if err := p.people.name(ctx, said); err != nil {
		return err
	}
	slices.SortFunc(said, earlier)
	if len(said) == 0 && !past && now.Sub(time.Unix(cur.At, 0)) < renewEvery {
		return nil
	}
	raw, err := json.Marshal(cursor{At: now.Unix()})
	if err != nil {
		return err
	}
	b := desk.Batch{Account: p.account.Name, Stream: q, Cursor: raw, Backfill: past}
	for _, m := range said {
		b.Events = append(b.Events, desk.Event{Mention: m})
	}
	return p.emit(ctx, b)
}
