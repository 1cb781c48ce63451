package feed

import (
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// zoneHours are the named zones of feeds in hours east of UTC: those of
// RFC 822, and those that Russian, European and Asian sites write. Names that
// mean several places stand for the one that feeds mean.
func zoneHours(name string) (hours float64, ok bool) {
	if len(name) > 8 {
		return 0, false
	}
	name = strings.ToUpper(name)
	if hours, ok = west(name); !ok {
		hours, ok = east(name)
	}
	return hours, ok
}

func west(name string) (float64, bool) {
	switch name {
	case "HST":
		return -10, true
	case "AKST":
		return -9, true
	case "PST", "AKDT", "PT":
		return -8, true
	case "MST", "PDT":
		return -7, true
	case "CST", "MDT":
		return -6, true
	case "EST", "CDT", "ET":
		return -5, true
	case "EDT", "AST", "CLT":
		return -4, true
	case "NST":
		return -3.5, true
	case "ADT", "BRT", "ART":
		return -3, true
	case "NDT":
		return -2.5, true
	}
	return 0, false
}

func east(name string) (float64, bool) {
	switch name {
	case "UT", "UTC", "GMT", "Z", "WET":
		return 0, true
	case "WEST", "BST", "CET", "MEZ":
		return 1, true
	case "CEST", "MESZ", "EET", "KALT", "SAST", "CAT":
		return 2, true
	case "EEST", "MSK", "МСК", "TRT", "EAT":
		return 3, true
	case "MSD", "SAMT", "AZT", "AMT", "GET":
		return 4, true
	case "YEKT", "UZT", "ALMT", "PKT":
		return 5, true
	case "IST":
		return 5.5, true
	case "NPT":
		return 5.75, true
	case "YEKST", "OMST":
		return 6, true
	case "NOVT", "NOVST", "KRAT", "ICT", "WIB":
		return 7, true
	case "KRAST", "IRKT", "SGT", "HKT", "AWST":
		return 8, true
	case "IRKST", "YAKT", "JST", "KST":
		return 9, true
	case "ACST":
		return 9.5, true
	case "YAKST", "VLAT", "AEST":
		return 10, true
	case "ACDT":
		return 10.5, true
	case "VLAST", "MAGT", "SAKT", "SRET", "AEDT":
		return 11, true
	case "PETT", "ANAT", "NZST":
		return 12, true
	case "NZDT":
		return 13, true
	}
	return 0, false
}

// month translates the beginning of a month's name, English or Russian.
func month(word string) string {
	runes := []rune(strings.ToLower(word))
	if len(runes) < 3 || len(runes) > 12 {
		return ""
	}
	switch string(runes[:3]) {
	case "jan", "янв":
		return "Jan"
	case "feb", "фев":
		return "Feb"
	case "mar", "мар":
		return "Mar"
	case "apr", "апр":
		return "Apr"
	case "may", "май", "мая":
		return "May"
	case "jun", "июн":
		return "Jun"
	case "jul", "июл":
		return "Jul"
	case "aug", "авг":
		return "Aug"
	case "sep", "сен":
		return "Sep"
	case "oct", "окт":
		return "Oct"
	case "nov", "ноя":
		return "Nov"
	case "dec", "дек":
		return "Dec"
	}
	return ""
}

// maxDate is the longest text that is tried as a date, in bytes.
const maxDate = 100

// parseDate reads a date as feeds write them (RFC 822, RFC 3339 and their many
// misspellings) into UTC. A date without a zone counts as UTC. Named zones are
// resolved here: time.Parse takes an unknown one for UTC and a known one as the
// machine's own zone file has it.
func parseDate(s string) (time.Time, bool) {
	if len(s) > maxDate {
		return time.Time{}, false
	}
	s = tidyDate(s)
	for _, layout := range layouts() {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// layouts are tried on tidied dates: no weekday, no commas, English months in
// three letters, the zone as a number or not at all.
var layouts = sync.OnceValue(func() []string {
	var out []string
	for _, day := range []string{"2 Jan 2006", "2006-1-2", "2.1.2006", "Jan 2 2006", "2 Jan 06", "2-Jan-2006", "2-Jan-06", "2006/1/2", "1/2/2006", "2/1/2006", "2006.1.2", "20060102"} {
		for _, clock := range []string{" 15:4:5", " 15:4", " 3:4:5 PM", " 3:4 PM", ""} {
			for _, zone := range []string{" -0700", " -07:00", " -07", ""} {
				out = append(out, day+clock+zone)
			}
		}
	}
	return append(out, "Jan 2 15:4:5 2006", "Jan 2 15:4:5 2006 -0700", "20060102 150405", "20060102 150405Z")
})

// tidyDate brings the writings of a date together.
func tidyDate(s string) string {
	s = strings.NewReplacer(",", " ", "−", "-", "\u00a0", " ").Replace(s)
	var out []string
	offset, zoned := "", false
	for _, w := range strings.Fields(partISO(s)) {
		if strings.HasPrefix(w, "(") { // a comment: (MSK)
			continue
		}
		if m := monthWord(w); m != "" {
			out = append(out, m)
			continue
		}
		if zone, ok := zone(w); ok && len(out) > 0 {
			if !zoned || w[0] == '+' || w[0] == '-' {
				offset = zone
			}
			zoned = true
			continue
		}
		if upper := strings.ToUpper(w); upper == "AM" || upper == "PM" {
			out = append(out, upper)
			continue
		}
		if word(w) {
			continue // a weekday, or “at”
		}
		w, more := splitOffset(w)
		if more != "" {
			offset, zoned = more, true
		}
		out = append(out, w)
	}
	if offset != "" {
		out = append(out, offset)
	}
	return strings.Join(out, " ")
}

// partISO puts a space for the T between day and time.
func partISO(s string) string {
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	for i := range len(s) {
		if (s[i] == 'T' || s[i] == 't') && digit(i-1) && digit(i+1) {
			return s[:i] + " " + s[i+1:]
		}
	}
	return s
}

func monthWord(w string) string {
	if !word(w) {
		return ""
	}
	switch strings.ToLower(w) {
	case "mardi", "martes", "martedì": // Tuesdays, no March
		return ""
	}
	return month(w)
}

func word(w string) bool { return !strings.ContainsFunc(w, unicode.IsDigit) }

// zone reads a zone: a name, a number, or both (GMT+3, UTC+03:00, MSK+2).
func zone(w string) (string, bool) {
	if h, ok := zoneHours(w); ok {
		return offsetOf(h), true
	}
	i := strings.IndexAny(w, "+-")
	if i < 0 {
		return "", false
	}
	base := 0.0
	if i > 0 {
		h, ok := zoneHours(w[:i])
		if !ok {
			return "", false
		}
		base = h
	}
	h, ok := number(w[i:])
	if h == base {
		base = 0 // MST-07:00 says the same twice, MSK+2 does not
	}
	return offsetOf(base + h), ok
}

// number reads +3, +03, +0300, +03:00, also with a doubled sign.
func number(w string) (float64, bool) {
	sign := 1.0
	if w[0] == '-' {
		sign = -1
	}
	digits := strings.ReplaceAll(strings.TrimLeft(w, "+-"), ":", "")
	n, err := strconv.Atoi(digits)
	switch {
	case err != nil || n < 0:
		return 0, false
	case len(digits) <= 2 && n <= 14:
		return sign * float64(n), true
	case len(digits) <= 4 && len(digits) > 2 && n <= 1400 && n%100 < 60:
		return sign * (float64(n/100) + float64(n%100)/60), true
	}
	return 0, false
}

func offsetOf(hours float64) string {
	sign := "+"
	if hours < 0 {
		sign, hours = "-", -hours
	}
	minutes := int(hours*60 + 0.5)
	return sign + pad(minutes/60) + pad(minutes%60)
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// splitOffset parts what is glued to a time: 15:04:05+0300, 15:04:05Z,
// 15:04:05MSK, 03:04:05PM.
func splitOffset(w string) (clock, offset string) {
	if !strings.Contains(w, ":") {
		return w, ""
	}
	i := strings.IndexFunc(w, func(r rune) bool { return r != ':' && r != '.' && !unicode.IsDigit(r) })
	if i < 0 {
		return w, ""
	}
	rest := w[i:]
	if upper := strings.ToUpper(rest); upper == "AM" || upper == "PM" {
		return w[:i] + " " + upper, ""
	}
	z, ok := zone(rest)
	if !ok {
		return w, ""
	}
	return w[:i], z
}
