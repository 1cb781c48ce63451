package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// The bounds of what is kept.
const (
	alertsKept = 10_000
	alertsDays = 90 * 24 * time.Hour
	alertDocs  = 50             // mentions of which an alert knows the number
	alertGap   = 24 * time.Hour // after which the same text is another alert
	talkGap    = time.Hour      // after which a VIP begins anew
	floodFrom  = 20             // alerts of a subscription in an hour: the rest of the hour is one
	maxWhy     = 300            // bytes of what is quoted
)

// Raise raises an alert about a mention, inside the caller's transaction. from
// names who raises it, why says why in a few words. Those that say the same as an
// earlier one make that alert grow; more than 20 an hour become one.
func (a *Alerts) Raise(tx store.Tx, from, why string, m *store.Mention) error {
	return a.raiseMention(tx, store.AlertSub{Name: from, When: store.AlertEvery}, from, why, m)
}

// Ring raises what the verb "alert" of a rule has met.
func (c ringer) Ring(_ context.Context, tx store.Tx, rule, text string, docs []store.Doc) error {
	for _, doc := range docs {
		m, err := tx.Mentions().Get(doc)
		if err != nil {
			if ignoreMissing(err) == nil {
				continue
			}
			return err
		}
		if err := c.raiseMention(tx, store.AlertSub{Name: rule, When: store.AlertEvery}, cmp.Or(text, rule), "", m); err != nil {
			return err
		}
	}
	return nil
}

// raiseMention raises what a single mention is worth.
func (c ringer) raiseMention(tx store.Tx, s store.AlertSub, title, why string, m *store.Mention) error {
	head := m.Doc
	if m.Place.Cluster != 0 {
		head = m.Place.Cluster
	}
	al := store.Alert{Sub: s.Name, When: s.When, Title: title, Why: why, Docs: []store.Doc{m.Doc}, Count: 1, Began: m.Created}
	if al.Why == "" {
		al.Why = quoteOf(m)
	}
	group, gap := s.Name+"/same/"+store.Number(uint64(head)), alertGap
	if s.When == store.AlertVIP {
		group, gap = s.Name+"/vip/"+m.Identity(), talkGap
	}
	if grown, err := c.grow(tx, al, group, gap); grown || err != nil {
		return err
	}
	flood, err := c.flooded(tx, s.Name)
	if err != nil {
		return err
	}
	if flood {
		al.Title, al.Why = s.Name+": many more", "so many that the rest of the hour is one alert"
		group = s.Name + "/flood/" + c.env.Now().UTC().Format("2006-01-02T15")
		if grown, err := c.grow(tx, al, group, hourly); grown || err != nil {
			return err
		}
	}
	return drop2(c.newAlert(tx, al, group))
}

// quoteOf is who said what, in a line.
func quoteOf(m *store.Mention) string {
	text := strings.Join(strings.Fields(spoken(m.Body)), " ")
	if len(text) > maxWhy {
		text = strings.ToValidUTF8(text[:maxWhy], "") + "…"
	}
	return callOf(m.Author) + ": " + text
}

// callOf is what an author is called in a sentence.
func callOf(a store.Author) string {
	switch {
	case a.Handle != "":
		return "@" + strings.TrimPrefix(a.Handle, "@")
	case a.Name != "":
		return a.Name
	case a.Email != "":
		return a.Email
	}
	return "somebody"
}

// flooded counts the alerts of a subscription in this hour.
func (c ringer) flooded(tx store.Tx, sub string) (bool, error) {
	records, hour := tx.Records(store.KindAlertState), c.env.Now().UTC().Format("2006-01-02T15")
	n := 0
	if raw, err := records.Get("flood/" + sub); err == nil {
		if at, count, _ := strings.Cut(string(raw), " "); at == hour {
			n, _ = strconv.Atoi(count)
		}
	}
	if n >= floodFrom {
		return true, nil
	}
	return false, records.Put("flood/"+sub, fmt.Appendf(nil, "%s %d", hour, n+1))
}

// grow lets the alert of a group grow if there is one that is not older than gap.
func (c ringer) grow(tx store.Tx, al store.Alert, group string, gap time.Duration) (bool, error) {
	raw, err := tx.Records(store.KindAlertOpen).Get(group)
	if err != nil {
		return false, ignoreMissing(err)
	}
	now := c.env.Now()
	old, err := store.Alerts(tx).Get(string(raw))
	if err != nil || now.Sub(old.Last) > gap {
		return false, ignoreMissing(err)
	}
	old.Count += al.Count
	old.Last = now
	if al.When == store.AlertUndelivered { // the newest word on a delivery counts; it may be about the same answer
		old.Why = al.Why
		al.Docs = slices.DeleteFunc(al.Docs, func(d store.Doc) bool { return slices.Contains(old.Docs, d) })
	}
	if len(old.Docs) < alertDocs {
		old.Docs = append(old.Docs, al.Docs...)
	}
	if al.Began.Before(old.Began) {
		old.Began = al.Began
	}
	return true, c.putAlert(tx, old)
}

// newAlert writes an alert that there was not, and lets the oldest go.
func (c ringer) newAlert(tx store.Tx, al store.Alert, group string) (store.Alert, error) {
	seq, err := tx.Records(store.KindAlerts).Next()
	if err != nil {
		return al, err
	}
	al.ID, al.Group = store.Number(seq), group
	al.At, al.Last = c.env.Now(), c.env.Now()
	if err := tx.Records(store.KindAlertOpen).Put(group, []byte(al.ID)); err != nil {
		return al, err
	}
	if err := c.putAlert(tx, al); err != nil {
		return al, err
	}
	if err := proclaim(tx, c.core, al); err != nil {
		return al, err
	}
	return al, c.pruneAlerts(tx, seq)
}

func (c ringer) putAlert(tx store.Tx, al store.Alert) error {
	if al.When == store.AlertEvery || al.When == store.AlertVIP || al.When == store.AlertUndelivered && len(al.Docs) > 0 {
		al.Query = docsQuery(al)
	}
	tx.Touch(store.TopicAlerts, al.ID)
	return store.Alerts(tx).Put(al.ID, al)
}

// docsQuery opens the mentions of an alert by their numbers; of a text that more
// have repeated, its cluster.
func docsQuery(al store.Alert) string {
	if _, head, ok := strings.Cut(al.Group, "/same/"); ok && al.Count > 1 {
		if n, err := strconv.ParseUint(head, 16, 64); err == nil {
			return fmt.Sprintf("cluster:%d", n)
		}
	}
	var ids []query.One
	for _, d := range al.Docs {
		ids = append(ids, query.One{Text: docID(d)})
	}
	f := query.Field{Name: "id", Value: query.List{Items: ids}}
	if len(ids) == 1 {
		f.Value = ids[0]
	}
	return query.Print(query.Query{Expr: f})
}

// pruneAlerts lets alerts go that are older than 90 days or more than 10,000: a
// few with each new one.
func (c ringer) pruneAlerts(tx store.Tx, newest uint64) error {
	var old []store.Alert
	for al, err := range store.Alerts(tx).All() {
		if err != nil {
			return err
		}
		n, _ := strconv.ParseUint(al.ID, 16, 64)
		if len(old) == 4 || newest-n < alertsKept && c.env.Now().Sub(al.Last) < alertsDays {
			break
		}
		old = append(old, al)
	}
	for _, al := range old {
		open := tx.Records(store.KindAlertOpen)
		if raw, err := open.Get(al.Group); err == nil && string(raw) == al.ID {
			if err := open.Delete(al.Group); err != nil {
				return err
			}
		}
		tx.Touch(store.TopicAlerts, al.ID)
		if err := store.Alerts(tx).Delete(al.ID); err != nil {
			return err
		}
	}
	return nil
}
