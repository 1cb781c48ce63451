package desk_test

import (
	"strings"
	"testing"
	"time"

	"earshot/store"
	"earshot/store/desk"
)

// TestWhatAGuestMayChange: only what came through its account, whatever account that
// names, and by no older text. What it may not change is known.
func TestWhatAGuestMayChange(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"site", "form"} {
		w.must(w.Setup.Connect(w.ctx, anna, store.Account{Name: name, Network: "webhook"}, nil))
	}
	hand := func(b desk.Batch, id, account, text string, edited time.Time) desk.Result {
		m := &store.Mention{
			Key: store.Key{Network: "shop", ID: id}, Account: account, Kind: store.KindReview, Created: w.now, Edited: edited,
			Author: store.Author{ID: "7"}, Body: store.Body{Text: text},
		}
		b.Events = []desk.Event{{Mention: m}}
		res := done(w.Inbox.Ingest(w.ctx, b))(t)
		if b.Guest && m.Account != account || m.Extra != nil {
			t.Errorf("the batch was written into: %+v", m)
		}
		return res
	}
	site, form, file := desk.Batch{Account: "site", Guest: true}, desk.Batch{Account: "form", Guest: true}, desk.Batch{Account: "old-shop"}
	later := func(d time.Duration) time.Time { return w.now.Add(d) }
	for i, x := range []struct {
		by          desk.Batch
		id, account string
		text        string
		edited      time.Time
		counts      string // new, edited, known
		stands, of  string
	}{
		{site, "1", "", "first", time.Time{}, "100", "first", "site"},
		{site, "1", "site", "second", time.Time{}, "010", "second", "site"},
		{form, "1", "", "forged", time.Time{}, "001", "second", "site"},
		{form, "1", "site", "forged by name", time.Time{}, "001", "second", "site"},
		{site, "1", "", "of two o'clock", later(2 * time.Hour), "010", "of two o'clock", "site"},
		{site, "1", "", "of one o'clock", later(time.Hour), "001", "of two o'clock", "site"},
		{site, "2", "acme", "names an account of ours", time.Time{}, "100", "names an account of ours", "site"},
		{site, "3", "old-shop", "of an account that is not ours", time.Time{}, "100", "of an account that is not ours", "old-shop"},
		{site, "3", "old-shop", "corrected", time.Time{}, "010", "corrected", "old-shop"},
		{form, "3", "old-shop", "forged", time.Time{}, "001", "corrected", "old-shop"},
		{file, "4", "", "as it stands in the file", time.Time{}, "100", "as it stands in the file", "old-shop"},
		{site, "4", "old-shop", "forged", time.Time{}, "001", "as it stands in the file", "old-shop"},
		{file, "4", "", "as the file says now", time.Time{}, "010", "as the file says now", "old-shop"},
	} {
		res := hand(x.by, x.id, x.account, x.text, x.edited)
		if got := strings.NewReplacer(" ", "").Replace(counts(res)); got != x.counts {
			t.Errorf("%d, %s: %s, want %s", i, x.text, got, x.counts)
		}
		m := w.get(w.find(`id:"shop:` + x.id + `"`)[0])
		if m.Body.Text != x.stands || m.Account != x.of {
			t.Errorf("%d, %s: %q of %s, want %q of %s", i, x.text, m.Body.Text, m.Account, x.stands, x.of)
		}
	}
}

func counts(r desk.Result) string {
	return strings.Join([]string{digit(r.New), digit(r.Edited), digit(r.Known)}, " ")
}

func digit(n int) string { return string(rune('0' + n)) }
