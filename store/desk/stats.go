package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// ranks is how many of the largest a report names.
const ranks = 12

// Stats is analytics: counts of mentions by facet, and the sums that no count
// can tell, which are rolled up where they change.
type Stats struct{ *core }

// Report is what the analytics pane shows.
type Report struct {
	From, To  time.Time // days, To exclusive
	Days      []Day
	Total     int
	Sentiment map[string]int
	Networks  []Count
	Intents   []Count
	Authors   []Count // top authors: identity ids
	Hours     [7][24]int
	Answered  int
	Response  time.Duration // mean time to the first answer
	Within    [5]int        // answers by time: see ResponseSteps
	Unhandled int
}

// Day is one day of the volume chart.
type Day struct {
	Date                        string // 2006-01-02 in the viewer's zone
	Negative, Neutral, Positive int
	Response                    time.Duration // mean of the answers given that day; 0 = none
}

// Total is the day's volume.
func (d Day) Total() int { return d.Negative + d.Neutral + d.Positive }

// Count is one value of a facet with its number.
type Count struct {
	Name string
	N    int
}

// ResponseSteps are the upper ends of Report.Within; the last has none.
func ResponseSteps() [4]time.Duration { return store.ResponseSteps() }

// Report counts the mentions that match a query over whole days, ending today.
func (s *Stats) Report(ctx context.Context, expr query.Expr, days int, scope store.Scope) (Report, error) {
	zone := scope.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := scope.Now.In(zone).Date()
	r := Report{To: time.Date(y, m, d+1, 0, 0, 0, 0, zone), From: time.Date(y, m, d+1-days, 0, 0, 0, 0, zone)}
	dates := query.Field{Name: "date", Value: query.Range{From: r.From.Format(time.RFC3339), To: r.To.Add(-time.Microsecond).Format(time.RFC3339Nano)}}
	search := store.Search{Scope: scope, Expr: dates}
	if expr != nil {
		search.Expr = query.And{List: []query.Expr{expr, dates}}
	}
	err := s.store.View(ctx, func(tx store.Tx) error { return s.fill(ctx, tx, search, days, &r) })
	return r, err
}

// fill counts: one evaluation of the query feeds every facet.
func (s *Stats) fill(ctx context.Context, tx store.Tx, search store.Search, days int, r *Report) error {
	c, err := tx.Mentions().Tally(ctx, search,
		store.By{Facet: store.FacetDayMood}, store.By{Facet: store.FacetHour}, store.By{Facet: store.FacetState},
		store.By{Facet: store.FacetNetwork, Top: ranks}, store.By{Facet: store.FacetIntent, Top: ranks}, store.By{Facet: store.FacetAuthor, Top: ranks})
	if err != nil {
		return err
	}
	r.Days, r.Sentiment, r.Total = r.days(c[0], days), map[string]int{}, 0
	for _, d := range r.Days {
		r.Sentiment["negative"] += d.Negative
		r.Sentiment["neutral"] += d.Neutral
		r.Sentiment["positive"] += d.Positive
		r.Total += d.Total()
	}
	r.Hours = heat(c[1])
	r.Unhandled = c[2][string(store.StateNew)] + c[2][string(store.StateOpen)]
	r.Networks, r.Intents, r.Authors = ranked(c[3], ranks), ranked(c[4], ranks), ranked(c[5], ranks)
	return r.responses(tx)
}

func (r *Report) days(mood map[string]int, n int) []Day {
	out := make([]Day, n)
	for i := range out {
		date := r.From.AddDate(0, 0, i).Format(time.DateOnly)
		out[i] = Day{
			Date: date, Negative: mood[date+"/negative"], Positive: mood[date+"/positive"],
			Neutral: mood[date+"/neutral"] + mood[date+"/"],
		}
	}
	return out
}

// heat reads "dow-hour" with Monday = 1 into rows of a week.
func heat(hours map[string]int) (out [7][24]int) {
	for key, n := range hours {
		if len(key) != 4 || key[0] < '1' || key[0] > '7' {
			continue
		}
		if hour := int(key[2]-'0')*10 + int(key[3]-'0'); hour >= 0 && hour < 24 {
			out[key[0]-'1'][hour] = n
		}
	}
	return out
}

// ranked gives the n largest counts, ties by name.
func ranked(counts map[string]int, n int) []Count {
	var out []Count
	for name, c := range counts {
		if name != "" {
			out = append(out, Count{name, c})
		}
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return out[:min(n, len(out))]
}

func byCount(counts map[string]int) []string {
	var names []string
	for _, c := range ranked(counts, len(counts)) {
		names = append(names, c.Name)
	}
	return names
}

// The names of the rolled-up sums: the mean of a day, and its answers by step.
const (
	sumResponse = "response/"
	sumWithin   = "within/"
)

// moveResponse takes the time of a first answer from the sums of its day and
// adds another; a zero time is none.
func moveResponse(tx store.Tx, zone *time.Location, created, from, to time.Time) error {
	if from.Equal(to) {
		return nil
	}
	if !from.IsZero() {
		if err := addResponse(tx, from.In(zone), from.Sub(created), -1); err != nil {
			return err
		}
	}
	if to.IsZero() {
		return nil
	}
	return addResponse(tx, to.In(zone), to.Sub(created), 1)
}

func addResponse(tx store.Tx, at time.Time, took time.Duration, n int64) error {
	took = max(0, took)
	date := at.Format(time.DateOnly)
	step := store.ResponseStep(took)
	if err := addSum(tx, sumResponse+date, n, n*took.Microseconds()); err != nil {
		return err
	}
	return addSum(tx, sumWithin+date+"/"+string(rune('0'+step)), n, 0)
}

func addSum(tx store.Tx, id string, n, total int64) error {
	sum, err := store.Sums(tx).Get(id)
	if ignoreMissing(err) != nil {
		return err
	}
	sum.Count += n
	sum.Total += total
	return store.Sums(tx).Put(id, sum)
}

func (r *Report) responses(tx store.Tx) error {
	var all store.Sum
	r.Within = [5]int{}
	for i := range r.Days {
		d := &r.Days[i]
		sum, err := store.Sums(tx).Get(sumResponse + d.Date)
		if ignoreMissing(err) != nil {
			return err
		}
		if sum.Count == 0 {
			continue
		}
		d.Response = time.Duration(sum.Total/sum.Count) * time.Microsecond
		all.Count += sum.Count
		all.Total += sum.Total
		for step := range r.Within {
			part, err := store.Sums(tx).Get(sumWithin + d.Date + "/" + string(rune('0'+step)))
			if ignoreMissing(err) != nil {
				return err
			}
			r.Within[step] += int(part.Count)
		}
	}
	r.Answered = int(all.Count)
	if all.Count > 0 {
		r.Response = time.Duration(all.Total/all.Count) * time.Microsecond
	}
	return nil
}
