package mailfile

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// parseDate reads a date of a mail header: RFC 5322 with its obsolete forms,
// and the forms of programs that never read it. The zero time is "no date".
func parseDate(s string) time.Time {
	s, _ = splitComments(s)
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || len(s) > 100 {
		return time.Time{}
	}
	// "Fri Nov 20 ...", as in every From_ line, is tried first: failing costs.
	if len(s) > 4 && s[3] == ' ' {
		if t, err := time.Parse(time.ANSIC, s); err == nil {
			return t
		}
	}
	if t, err := mail.ParseDate(s); err == nil {
		return zoned(t)
	}
	// Without the day's name, which is often in another language.
	if _, after, ok := strings.Cut(s, ","); ok {
		if t, err := mail.ParseDate(strings.TrimSpace(after)); err == nil {
			return zoned(t)
		}
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
		time.UnixDate, "Mon Jan 2 15:04:05 2006 -0700", "Mon Jan 2 15:04:05 -0700 2006",
		"Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04 2006", "Monday, January 2, 2006 3:04 PM",
		"Mon, 2 Jan 2006 15:04:05", "2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04", "Mon, 2 Jan 2006 15.04.05 -0700",
		"02.01.2006 15:04:05", "02.01.2006 15:04", "Mon, 2 Jan 2006 15:04:05 -07:00", "Mon, 2 Jan 2006 15:04:05 GMT-0700",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return zoned(t)
		}
	}
	return time.Time{}
}

// zoned gives a time that names a zone by letters its true place: Go knows the
// offset of UTC only (RFC 5322, 4.3 lists the American ones).
func zoned(t time.Time) time.Time {
	name, offset := t.Zone()
	if offset != 0 {
		return t
	}
	hours := 0
	switch name {
	case "EDT":
		hours = -4
	case "EST", "CDT":
		hours = -5
	case "CST", "MDT":
		hours = -6
	case "MST", "PDT":
		hours = -7
	case "PST":
		hours = -8
	case "MSK":
		hours = 3
	case "MSD":
		hours = 4
	case "CET":
		hours = 1
	case "CEST", "EET":
		hours = 2
	}
	return t.Add(-time.Duration(hours) * time.Hour)
}

// fromLine reads the line that opens a message in an mbox: "From sender date"
// (RFC 4155). dated tells that the date was read.
func fromLine(line string) (env envelope, dated bool) {
	words := strings.Fields(strings.TrimPrefix(line, "From "))
	if len(words) == 0 {
		return envelope{}, false
	}
	// The sender may hold spaces; the date begins at the day's name.
	day := slices.IndexFunc(words, func(w string) bool {
		return slices.Contains([]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, strings.TrimSuffix(w, ","))
	})
	if day < 0 {
		return envelope{sender: words[0]}, false
	}
	env.delivered = parseDate(strings.Join(words[day:], " "))
	env.sender = strings.Join(words[:day], " ")
	return env, !env.delivered.IsZero()
}
