package desk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"earshot/store"
	"earshot/store/query"
)

// mostRanks is how many of the largest a report names.
const mostRanks = 12

// Stats is analytics: counts of mentions by facet, and the sums that no count
// can tell, which are rolled up where they change. Nothing here reads history.
type Stats struct{ *core }

// Report is what the analytics pane shows.
type Report struct {
	From, To  time.Time // days, To exclusive
	Days      []Day
	Total     int
	Sentiment map[string]int
	Hours     [7][24]int
	Unhandled int
	Ranks
	Answers
	// Rolled tells whether the sums are told that are rolled up by day and
	// therefore know no query: Response, Day.Response, Reach and Channels.
	Rolled   bool
	Reach    Reach
	Channels []Channel
}

// Ranks are the largest counts of a report.
type Ranks struct {
	Networks, Intents, Monitors, Campaigns, Assignees []Count

	Authors []Count           // identity ids
	Names   map[string]string // what the authors are called; without those nobody knows
}

// Answers are how fast we answered. Without a query they are the first answers
// given in these days; with one, those to the mentions counted.
type Answers struct {
	Answered int
	Response time.Duration // mean time to the first answer, only where Rolled
	Within   [5]int        // answers by time: see ResponseSteps
}

// Half is the step of ResponseSteps within which half of the answers were
// given, 4 = later than the last; -1 without an answer.
func (a *Answers) Half() int {
	sum := 0
	for step, n := range a.Within {
		if sum += n; n > 0 && 2*sum >= a.Answered {
			return step
		}
	}
	return -1
}

// Day is one day of the volume chart.
type Day struct {
	Date                        string // 2006-01-02 in the viewer's zone
	Negative, Neutral, Positive int
	Response                    time.Duration // mean of the answers given that day; 0 = none
	Reach                       int64         // followers of the authors, once a mention
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
	r := Report{To: time.Date(y, m, d+1, 0, 0, 0, 0, zone), From: time.Date(y, m, d+1-days, 0, 0, 0, 0, zone), Rolled: expr == nil}
	dates := query.Field{Name: "date", Value: query.Range{From: r.From.Format(time.RFC3339), To: r.To.Add(-time.Microsecond).Format(time.RFC3339Nano)}}
	search := store.Search{Scope: scope, Expr: dates}
	if expr != nil {
		search.Expr = query.And{List: []query.Expr{expr, dates}}
	}
	err := s.store.View(ctx, func(tx store.Tx) error {
		if err := r.count(ctx, tx, search, days); err != nil {
			return err
		}
		if err := r.name(tx); err != nil || !r.Rolled {
			return err
		}
		return errors.Join(r.responses(tx), r.reach(tx), r.channels(tx))
	})
	return r, err
}

// count fills in what is counted: one evaluation of the query feeds all of it. Among
// the authors we are none: they are asked about to see who talks of us.
func (r *Report) count(ctx context.Context, tx store.Tx, search store.Search, days int) error {
	ranks := []struct {
		facet store.Facet
		into  *[]Count
	}{
		{store.FacetNetwork, &r.Networks},
		{store.FacetIntent, &r.Intents},
		{store.FacetAuthor, &r.Authors},
		{store.FacetMonitor, &r.Monitors},
		{store.FacetCampaign, &r.Campaigns},
		{store.FacetAssignee, &r.Assignees},
	}
	by := []store.By{{Facet: store.FacetDayMood}, {Facet: store.FacetHour}, {Facet: store.FacetState}, {Facet: store.FacetResponse}}
	ours, err := ownIdentities(tx)
	if err != nil {
		return err
	}
	for _, rank := range ranks {
		by = append(by, store.By{Facet: rank.facet, Top: mostRanks + len(ours)})
	}
	c, err := tx.Mentions().Tally(ctx, watched(ctx, search), by...)
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
	r.Answers = Answers{}
	for step := range r.Within {
		n := c[3][string(rune('0'+step))]
		r.Within[step] = n
		r.Answered += n
	}
	for i, rank := range ranks {
		if rank.facet == store.FacetAuthor {
			maps.DeleteFunc(c[4+i], func(id string, _ int) bool { return ours[id] })
		}
		*rank.into = ranked(c[4+i], mostRanks)
	}
	return nil
}

// name looks up what the authors are called now.
func (r *Report) name(tx store.Tx) error {
	r.Names = map[string]string{}
	for _, author := range r.Authors {
		p, err := store.Identities(tx).Get(author.Name)
		if ignoreMissing(err) != nil {
			return err
		}
		if called := cmp.Or(p.Author.Name, p.Author.Handle, p.Author.Email, p.Author.ID); called != "" {
			r.Names[author.Name] = called
		}
	}
	return nil
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
