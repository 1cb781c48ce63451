package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"earshot/store/desk"
	"earshot/store/exchange"
)

// store stores all mentions of a request, or none, and with them the memory of the
// requests that were taken. What they may change is decided in the same transaction:
// whatever arrives meanwhile by another account is safe from them.
func (in *Intake) store(ctx context.Context, name string, events []desk.Event, cursor []byte) (Taken, *refusal) {
	res, err := in.desk.Inbox.Ingest(ctx, desk.Batch{Account: name, Events: events, Stream: cursorOf, Cursor: cursor, Guest: true})
	if err == nil {
		in.heard(ctx, name)
		return counted(len(events), res), nil
	}
	in.log.Error("the mentions of a webhook cannot be stored", "account", name, "error", err)
	return Taken{}, &refusal{http.StatusServiceUnavailable, "this cannot be stored now; send it again", nil, retry}
}

// counted is the answer to a request; what it holds twice, and what came through
// another account, is known.
func counted(all int, res desk.Result) Taken {
	t := Taken{New: res.New, Edited: res.Edited, Known: all - res.New - res.Edited - len(res.Refused)}
	for _, r := range res.Refused {
		t.Refused = append(t.Refused, r.Error())
	}
	return t
}

// retry is how long a sender is asked to wait when the disk is full, say.
const retry = 30 * time.Second

// mentions reads the lines. A single object may stand on several.
func (in *Intake) mentions(body []byte) ([]desk.Event, *refusal) {
	if flat := new(bytes.Buffer); json.Compact(flat, body) == nil {
		body = flat.Bytes()
	}
	var events []desk.Event
	var bad []Line
	for line, err := range exchange.NewReader(bytes.NewReader(body), in.desk.Env().Now()).All() {
		var refused *exchange.Refusal
		switch {
		case errors.As(err, &refused):
			if bad = append(bad, Line{line.Number, refused.Error()}); len(bad) >= maxBad {
				return nil, wrong(bad)
			}
			continue
		case err != nil:
			return nil, wrong(append(bad, Line{line.Number, err.Error()}))
		}
		if events = append(events, desk.Event{Mention: line.Record.Mention}); len(events) > MaxMentions {
			return nil, tooLong()
		}
	}
	switch {
	case len(bad) > 0:
		return nil, wrong(bad)
	case len(events) == 0:
		return nil, &refusal{http.StatusBadRequest, "there is no mention in the request", nil, 0}
	}
	return events, nil
}

// maxBad is how many wrong lines are told.
const maxBad = 20

func wrong(lines []Line) *refusal {
	return &refusal{http.StatusBadRequest, "nothing was stored, because lines are wrong", lines, 0}
}
