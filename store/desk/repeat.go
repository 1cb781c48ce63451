package desk

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"earshot/store"
)

// A repeated post is a chain: when the first account of one occurrence is about
// to leave, the next occurrence is planned in the same transaction. A crash
// neither ends the chain nor doubles it, and stopping the occurrence that waits
// stops the series. Occurrences that were missed while nothing ran leave once,
// not once each.
//
// The rule is an RRULE of RFC 5545 on wall-clock time in the post's zone. An
// hour that a change of clocks leaves out happens an hour later that day, one
// that comes twice happens the first time.

// series makes the text that a post keeps of its repetition: RFC 5545 lines
// with the start of the series and its zone.
func series(rule string, start time.Time, zone *time.Location) (string, error) {
	rule = strings.TrimPrefix(strings.TrimSpace(rule), "RRULE:")
	if rule == "" {
		return "", nil
	}
	option, err := rrule.StrToROptionInLocation(rule, zone)
	if err != nil {
		return "", &store.Invalid{Field: "every", Why: fmt.Sprintf("%q is no RRULE such as FREQ=WEEKLY;BYDAY=MO,TH", rule)}
	}
	if option.Freq > rrule.HOURLY {
		return "", &store.Invalid{Field: "every", Why: "a post can be repeated hourly at the most"}
	}
	option.Dtstart = start.In(zone)
	if _, err := rrule.NewRRule(*option); err != nil {
		return "", &store.Invalid{Field: "every", Why: fmt.Sprintf("%q: %v", rule, err)}
	}
	return option.String(), nil
}

// repeated gives a post its series, and the series' first time to the post.
func repeated(post *store.Post, out Outgoing, now time.Time) error {
	if out.Every == "" {
		return nil
	}
	if out.Zone == nil || out.Zone.String() == "" || out.Zone == time.Local {
		return &store.Invalid{Field: "tz", Why: "a repeated post needs the name of its time zone, such as Europe/Moscow"}
	}
	start := post.At
	if start.Before(now) {
		start = now
	}
	start = start.Truncate(time.Second) // RFC 5545 knows no parts of it
	var err error
	if post.Repeat, err = series(out.Every, start, out.Zone); err != nil {
		return err
	}
	post.Zone = out.Zone.String()
	if post.At, err = nextOf(post.Repeat, start.Add(-time.Second)); err == nil && post.At.IsZero() {
		err = &store.Invalid{Field: "every", Why: "the rule never comes true"}
	}
	return err
}

// nextOf gives the first occurrence after a moment; zero when the series ends.
func nextOf(series string, after time.Time) (time.Time, error) {
	rule, err := rrule.StrToRRule(series)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: a repeated post holds %q", store.ErrDamaged, series)
	}
	return store.Stamp(rule.After(after, false)), nil
}

// repeat plans the next occurrence of a post that is about to leave.
func (o *Outbox) repeat(tx store.Tx, id string) error {
	if id == "" {
		return nil
	}
	post, err := store.Posts(tx).Get(id)
	if err != nil || post.Repeat == "" {
		return err
	}
	after := post.At
	if now := o.env.Now(); now.After(after) {
		after = now
	}
	r := o.record(tx, By{User: post.By, Door: "runner"}, "repeat")
	r.entry.Fixed = true
	next, broken := nextOf(post.Repeat, after)
	following := post
	post.Repeat = "" // the chain goes on in the next one
	if err := r.put(store.KindPosts, id, post); err != nil {
		return err
	}
	if broken != nil { // which must not keep back what is due now
		_, err := r.commit("the repetition ends: its rule cannot be read")
		return err
	}
	following.ID, following.Made, following.At = o.env.ID(), o.env.Now(), next
	if following.To, err = o.again(tx, post.To, next); err != nil || next.IsZero() || len(following.To) == 0 {
		return err
	}
	if err := (&Publish{o.core}).queue(r, following, ""); err != nil {
		return err
	}
	_, err = r.commit("planned again: " + sendTitle(following))
	return err
}

// again gives new deliveries to the accounts that can still send.
func (o *Outbox) again(tx store.Tx, to []store.Delivery, at time.Time) ([]store.Delivery, error) {
	var out []store.Delivery
	for _, d := range to {
		var gone *store.Invalid
		switch err := canSend(tx, d.Account); {
		case errors.As(err, &gone):
			continue
		case err != nil:
			return nil, err
		}
		out = append(out, store.Delivery{Account: d.Account, State: store.DeliveryScheduled, Job: o.env.ID(), At: at})
	}
	return out, nil
}
