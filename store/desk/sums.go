package desk

import (
	"fmt"
	"time"

	"earshot/store"
)

// The names of the rolled-up sums, each with a day of the desk's zone behind
// it ("2006-01-02"): what no count of mentions can tell. They change in the
// transaction that changes what they sum up.
const (
	sumResponse  = "response/"  // first answers given that day: number, microseconds
	sumWithin    = "within/"    // the same by step: "within/2006-01-02/0", number
	sumReach     = "reach/"     // mentions made that day: number, followers of their authors
	sumFollowers = "followers/" // "followers/ACCOUNT/2006-01-02": 1, the last number heard that day
)

// Reach is to how many people the mentions of some days may have come: the
// followers of their authors, once a mention. Nobody knows who follows two.
type Reach struct {
	Mentions int64
	People   int64
}

// Channel is one account of ours and how many follow it.
type Channel struct {
	Account   string
	Followers []int64 // at the end of each day of the report; 0 = not known yet
}

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
	if err := addSum(tx, sumResponse+date, n, n*took.Microseconds()); err != nil {
		return err
	}
	return addSum(tx, withinID(date, store.ResponseStep(took)), n, 0)
}

func withinID(date string, step int) string { return fmt.Sprint(sumWithin, date, "/", step) }

func addSum(tx store.Tx, id string, n, total int64) error {
	sum, err := store.Sums(tx).Get(id)
	if ignoreMissing(err) != nil {
		return err
	}
	sum.Count += n
	sum.Total += total
	return store.Sums(tx).Put(id, sum)
}

// sums are what a batch changes of the sums, written once at its end: a batch
// of 500 mentions is about a few days.
type sums struct {
	more   map[string]store.Sum // added to what stands there
	latest map[string]store.Sum // put in its place
}

func (s *sums) add(id string, n, total int64) {
	if n == 0 && total == 0 {
		return
	}
	if s.more == nil {
		s.more = map[string]store.Sum{}
	}
	sum := s.more[id]
	s.more[id] = store.Sum{Count: sum.Count + n, Total: sum.Total + total}
}

// reached adds n mentions of authors with so many followers to the reach of
// the day at which they were made.
func (s *sums) reached(made time.Time, n, followers int) {
	s.add(sumReach+made.Format(time.DateOnly), int64(n), int64(followers))
}

// follow notes how many follow an account of ours on a day.
func (s *sums) follow(account string, day time.Time, followers int) {
	if followers <= 0 {
		return // a network that does not tell
	}
	if s.latest == nil {
		s.latest = map[string]store.Sum{}
	}
	s.latest[sumFollowers+account+"/"+day.Format(time.DateOnly)] = store.Sum{Count: 1, Total: int64(followers)}
}

// write stores the sums that have changed, each once.
func (s *sums) write(tx store.Tx) error {
	for id, sum := range s.more {
		if err := addSum(tx, id, sum.Count, sum.Total); err != nil {
			return err
		}
	}
	for id, sum := range s.latest {
		if err := store.Sums(tx).Put(id, sum); err != nil {
			return err
		}
	}
	return nil
}

// heard notes that an author has now so many followers more or less, with n
// mentions more or less. A network tells today's number of ours with whatever
// post of ours it shows; a file of the past tells nothing about today.
func (a *arrival) heard(m *store.Mention, own bool, n, followers int) {
	switch {
	case !own:
		a.sums.reached(m.Created.In(a.zone), n, followers)
	case !a.batch.Restore && n >= 0:
		a.sums.follow(m.Account, a.env.Now().In(a.zone), m.Author.Followers)
	}
}

// responses fills in how fast we answered, from the sums of the days.
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
			part, err := store.Sums(tx).Get(withinID(d.Date, step))
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

// reach fills in how many people the mentions may have come to.
func (r *Report) reach(tx store.Tx) error {
	r.Reach = Reach{}
	for i := range r.Days {
		d := &r.Days[i]
		sum, err := store.Sums(tx).Get(sumReach + d.Date)
		if ignoreMissing(err) != nil {
			return err
		}
		d.Reach = sum.Total
		r.Reach.Mentions += sum.Count
		r.Reach.People += sum.Total
	}
	return nil
}

// channels fills in how many follow our accounts. A day without news has the
// number of the day before.
func (r *Report) channels(tx store.Tx) error {
	r.Channels = nil
	for account, err := range store.Accounts(tx).All() {
		if err != nil {
			return err
		}
		c := Channel{Account: account.Name, Followers: make([]int64, len(r.Days))}
		last, err := lastFollowers(tx, account.Name, r.Days[0].Date)
		if err != nil {
			return err
		}
		known := last > 0
		for i, d := range r.Days {
			sum, err := store.Sums(tx).Get(sumFollowers + account.Name + "/" + d.Date)
			if ignoreMissing(err) != nil {
				return err
			}
			if sum.Count > 0 {
				last, known = sum.Total, true
			}
			c.Followers[i] = last
		}
		if known {
			r.Channels = append(r.Channels, c)
		}
	}
	return nil
}

// lastFollowers is the newest number before a day; 0 = none is known.
func lastFollowers(tx store.Tx, account, date string) (int64, error) {
	prefix := sumFollowers + account + "/"
	for _, raw := range tx.Records(store.KindSums).ScanBack(prefix, prefix+date) {
		var sum store.Sum
		err := store.Decode(raw, &sum)
		return sum.Total, err
	}
	return 0, nil
}
