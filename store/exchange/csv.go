package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"earshot/store"
)

// Row is one mention for the table.
type Row struct {
	Mention *store.Mention
	More    Extra
}

// columns are the table's header, in order.
func columns() []string {
	return []string{
		"network", "id", "account", "url", "created", "kind",
		"handle", "name", "email", "followers", "verified", "location",
		"title", "text", "lang", "thread", "in_reply_to",
		"likes", "shares", "replies", "views", "links", "country", "place", "tags",
		"state", "assignee", "sentiment", "score", "confidence", "intent", "lead", "priority", "monitors",
		"answered", "answerer", "closed", "contact", "duplicates", "doc", "review", "occasions",
	}
}

// CSV writes mentions as a table (RFC 4180) with a header line. It is meant for
// spreadsheets and is not read back: cells of text that a spreadsheet would
// take for a formula get a leading apostrophe. An error of the rows or of w
// ends the writing.
func CSV(w io.Writer, rows iter.Seq2[Row, error]) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns()); err != nil {
		return fmt.Errorf("the table cannot be written: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			out.Flush()
			return err
		}
		if err := out.Write(cells(row)); err != nil {
			return fmt.Errorf("the table cannot be written: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("the table cannot be written: %w", err)
	}
	return nil
}

func cells(row Row) []string {
	m := row.Mention
	var geo store.Geo
	if m.Body.Geo != nil {
		geo = *m.Body.Geo
	}
	a, c, j, k := &m.Author, &m.Counts, &m.Judgement, &m.Work
	return []string{
		Safe(m.Key.Network), Safe(m.Key.ID), Safe(m.Account), Safe(m.URL), day(m.Created), string(m.Kind),
		Safe(a.Handle), Safe(a.Name), Safe(a.Email), strconv.Itoa(a.Followers), strconv.FormatBool(a.Verified), Safe(a.Location),
		Safe(m.Body.Title), Safe(m.Body.Text), Safe(m.Body.Lang), Safe(m.Place.Thread), Safe(m.Place.Parent),
		strconv.Itoa(c.Likes), strconv.Itoa(c.Shares), strconv.Itoa(c.Replies), strconv.Itoa(c.Views),
		Safe(strings.Join(m.Body.Links, " ")), Safe(geo.Country), Safe(geo.Place), Safe(strings.Join(k.Tags, ",")),
		string(k.State), Safe(k.Assignee), j.Sentiment, decimal(j.Score), decimal(j.Confidence), j.Intent,
		strconv.FormatBool(j.Lead), strconv.Itoa(j.Priority), Safe(strings.Join(j.Monitors, ",")),
		day(k.Answered), Safe(k.Answerer), day(k.Closed),
		Safe(row.More.Contact), strconv.Itoa(row.More.Duplicates), strconv.FormatUint(uint64(m.Doc), 10),
		strconv.FormatBool(j.Review), Safe(strings.Join(j.Occasions, ",")),
	}
}

// Safe keeps outside text from being run by a spreadsheet: OWASP, "CSV
// Injection". Leading spaces do not help an attacker, and the full-width forms
// of the signs count as well.
func Safe(s string) string {
	t := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff")
	if t == "" || !strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", []rune(t[:min(len(t), 4)])[0]) {
		return s
	}
	return "'" + s
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
