package match

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"earshot/scoring/text"
	"earshot/store"
	"earshot/store/index"
)

// The fields of facets. A mention without a value has no facet of the field; a
// number of 0 counts as none. People have FieldNet, FieldTag, FieldFollowers,
// FieldFlag and those at the end.
const (
	FieldNet index.Field = iota + 1
	FieldAccount
	FieldKind
	FieldLang
	FieldState // as stored: a snooze that is over included
	FieldAssignee
	FieldSentiment
	FieldIntent
	FieldTag
	FieldMonitor
	FieldFlag    // what never changes: link image video email phone reply share; of people: link email phone vip influencer
	FieldMark    // what may change: lead review answered note dup
	FieldCluster // the number of the cluster, in decimal
	FieldFollowers
	FieldLikes
	FieldShares
	FieldReplies
	FieldViews
	FieldScore
	FieldConf
	FieldTook  // seconds from its creation to the first answer; 0 included
	FieldUntil // hour since 1970 in which a snooze ends, of what is put off
	FieldOccasion
	FieldWeight // of people: store.Identity.Weight, in two digits
	FieldList   // of people: the contact lists that they stand on
	FieldClass  // of people: what a person says that they are
	FieldSex    // of people: what store.Sex reads from their facts
	FieldBorn   // of people: the year of their birth, in four digits
	FieldFact   // of people: the names of their facts
)

// Facets gives the facets of a mention, sorted: the part of its Document that
// changes in place. It is cheap, unless the text may hold an address.
func Facets(m *store.Mention) []index.Facet {
	return facets(m, len(m.Body.Links) == 0 && (hasAddress(m.Body.Title) || hasAddress(m.Body.Text) || hasAddress(m.Body.Warning)))
}

// facets gives the facets of a mention; linked says that there is an address
// in its text.
func facets(m *store.Mention, linked bool) []index.Facet {
	list := make([]index.Facet, 0, 16+len(m.Work.Tags)+len(m.Judgement.Monitors))
	add := func(f index.Field, value string) {
		if value != "" {
			list = append(list, index.Facet{Field: f, Value: value})
		}
	}
	add(FieldNet, m.Key.Network)
	add(FieldAccount, m.Account)
	add(FieldKind, string(m.Kind))
	add(FieldLang, m.Body.Lang)
	add(FieldSentiment, m.Judgement.Sentiment)
	add(FieldIntent, m.Judgement.Intent)
	for _, t := range m.Judgement.Monitors {
		list = append(list, index.Facet{Field: FieldMonitor, Value: t})
	}
	for _, name := range m.Judgement.Occasions {
		add(FieldOccasion, name)
	}
	list = appendFlags(list, m, linked)
	list = appendMarks(list, m)
	for f := FieldFollowers; f <= FieldConf; f++ {
		if x := amount(f, m); x != 0 {
			list = append(list, index.Facet{Field: f, Value: bucket(f, x)})
		}
	}
	return sortFacets(appendWork(list, &m.Work, m.Created))
}

// Changes gives the facets that an edited mention loses and gains, if its
// terms stay as they are.
func Changes(old, m *store.Mention) (drop, add []index.Facet) {
	return index.Difference(facets(old, false), facets(m, false)) // equal texts hold equal addresses
}

// WorkChanges gives the facets that a mention of some time loses and gains
// when our side of it changes. It runs for every mention of a bulk verb.
func WorkChanges(before, after *store.Work, created time.Time) (drop, add []index.Facet) {
	return index.Difference(sortFacets(appendWork(nil, before, created)), sortFacets(appendWork(nil, after, created)))
}

// appendWork adds what is looked for of our side of a mention.
func appendWork(list []index.Facet, w *store.Work, created time.Time) []index.Facet {
	add := func(f index.Field, value string) { list = append(list, index.Facet{Field: f, Value: value}) }
	if w.State != "" {
		add(FieldState, string(w.State))
	}
	if w.Assignee != "" {
		add(FieldAssignee, w.Assignee)
	}
	for _, t := range w.Tags {
		add(FieldTag, t)
	}
	if !w.Answered.IsZero() {
		add(FieldMark, "answered")
		add(FieldTook, bucket(FieldTook, w.Answered.Sub(created).Seconds()))
	}
	if w.Notes > 0 {
		add(FieldMark, "note")
	}
	if w.State == store.StateSnoozed && !w.Until.IsZero() {
		add(FieldUntil, strconv.FormatInt(hourOf(w.Until), 10))
	}
	return list
}

// hourOf numbers the hours since 1970, before it backwards.
func hourOf(t time.Time) int64 {
	const hour = int64(time.Hour / time.Microsecond)
	us := t.UnixMicro()
	if us < 0 {
		us -= hour - 1
	}
	return us / hour
}

// Woken tells whether a snooze that ends in an hour, a value of FieldUntil, is
// over. Of those that end in the hour of now the mention has to be asked.
func Woken(hour string, now time.Time) index.Answer {
	h, err := strconv.ParseInt(hour, 10, 64)
	switch at := hourOf(now); {
	case err != nil || h > at:
		return index.No
	case h == at:
		return index.Perhaps
	}
	return index.Yes
}

func sortFacets(list []index.Facet) []index.Facet {
	slices.SortFunc(list, index.Facet.Compare)
	return slices.Compact(list)
}

// amount is a number of a mention.
func amount(f index.Field, m *store.Mention) float64 {
	switch f {
	case FieldFollowers:
		return float64(m.Author.Followers)
	case FieldLikes:
		return float64(m.Counts.Likes)
	case FieldShares:
		return float64(m.Counts.Shares)
	case FieldReplies:
		return float64(m.Counts.Replies)
	case FieldViews:
		return float64(m.Counts.Views)
	case FieldScore:
		return float64(m.Judgement.Priority)
	}
	return m.Judgement.Confidence
}

func appendFlags(list []index.Facet, m *store.Mention, linked bool) []index.Facet {
	flag := func(name string, ok bool) {
		if ok {
			list = append(list, index.Facet{Field: FieldFlag, Value: name})
		}
	}
	flag("link", linked || len(m.Body.Links) > 0)
	if len(m.Body.Media) > 0 {
		flag("image", pictured(m, "image"))
		flag("video", pictured(m, "video"))
	}
	flag("email", mailed(&m.Author))
	flag("phone", phone(m.Author.Bio) || phone(m.Body.Text))
	flag("reply", replies(m))
	flag("share", m.Kind == store.KindShare)
	return list
}

func appendMarks(list []index.Facet, m *store.Mention) []index.Facet {
	mark := func(name string, ok bool) {
		if ok {
			list = append(list, index.Facet{Field: FieldMark, Value: name})
		}
	}
	mark("lead", m.Judgement.Lead)
	mark("review", m.Judgement.Review)
	mark("dup", m.Place.Cluster != 0 && m.Place.Cluster != m.Doc)
	if m.Place.Cluster != 0 {
		list = append(list, index.Facet{Field: FieldCluster, Value: strconv.FormatUint(uint64(m.Place.Cluster), 10)})
	}
	return list
}

// personFacets are those of one description. Followers are none of it: they
// come with every mention anew, unless there is a record.
func personFacets(v Described, linked bool) []index.Facet {
	list := []index.Facet{{Field: FieldNet, Value: v.Network}}
	for name, ok := range map[string]bool{"link": linked, "email": mailed(&v.Author), "phone": phone(v.Author.Bio)} {
		if ok {
			list = append(list, index.Facet{Field: FieldFlag, Value: name})
		}
	}
	return list
}

// hasAddress tells whether a text holds an address that is no mailbox. Most
// texts need not be cut for that: an address has a point or a scheme with
// something right behind.
func hasAddress(s string) bool {
	for i := range len(s) - 1 {
		next := s[i+1]
		if s[i] == '.' && next > ' ' && next != '.' || s[i] == ':' && next != ' ' && i > 0 && (next == '/' || s[i-1]|0x20 == 'o') {
			for t := range text.All(s) {
				if t.Kind == text.URL && !mailbox(t.Norm) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// steps is how many numbers a field has that people ask for: each has a bucket
// of its own, and so has what lies between two of them.
func steps(f index.Field) int {
	switch f {
	case FieldScore:
		return 101
	case FieldConf:
		return 21
	case FieldTook:
		return 28
	}
	return 50
}

// step is one of those numbers: 0 to 100; 0, 0.05, ... 1; lengths of time from
// no time to a month, in seconds; 0 1 2 3 5 10 15 20 30 50 100 and so on to
// five thousand millions. It is worked out, not looked up: this runs seven
// times for every mention that comes in, and a list would have to be made.
func step(f index.Field, i int) float64 {
	switch f {
	case FieldScore:
		return float64(i)
	case FieldConf:
		return float64(i) / 20
	case FieldTook:
		minutes := [...]int{
			0, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 720, 1080, 1440, 2160, 2880, 4320, 7200, 10080, 20160, 43200,
		}
		return float64(60 * minutes[i])
	}
	if i < 5 {
		return [...]float64{0, 1, 2, 3, 5}[i]
	}
	return [...]float64{1, 1.5, 2, 3, 5}[i%5] * math.Pow10(i/5)
}

// bucket names the bucket of a number: "3" is the second of steps, "2" and "4"
// are what lies below and above it. What is no number has a bucket of its own.
func bucket(f index.Field, x float64) string {
	if math.IsNaN(x) {
		return "nan"
	}
	i := sort.Search(steps(f), func(i int) bool { return step(f, i) >= x })
	if i < steps(f) && step(f, i) == x {
		return strconv.Itoa(2*i + 1)
	}
	return strconv.Itoa(2 * i)
}

// extent gives the least and the greatest number in a bucket.
func extent(f index.Field, name string) (bounds, bool) {
	n, err := strconv.Atoi(name)
	if err != nil || n < 0 || n > 2*steps(f) {
		return bounds{}, false
	}
	i := n / 2
	if n%2 == 1 {
		return bounds{step(f, i), step(f, i)}, true
	}
	b := bounds{math.Inf(-1), math.Inf(1)}
	if i > 0 {
		b.low = above(f, step(f, i-1))
	}
	if i < steps(f) {
		b.high = -above(f, -step(f, i))
	}
	return b, true
}

// above is the number next to x: most fields count in whole numbers.
func above(f index.Field, x float64) float64 {
	if f == FieldConf || f == FieldTook {
		return math.Nextafter(x, math.Inf(1))
	}
	return x + 1
}

// ResponseStep is the value of store.FacetResponse for a value of FieldTook:
// the steps end where buckets end.
func ResponseStep(took string) string {
	b, ok := extent(FieldTook, took)
	if !ok {
		return ""
	}
	if math.IsInf(b.low, -1) {
		return "0"
	}
	if math.IsInf(b.high, 1) {
		b.high = b.low
	}
	return strconv.Itoa(store.ResponseStep(time.Duration(b.high * float64(time.Second))))
}
