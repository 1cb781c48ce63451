package store

import "time"

// Insights are what a network itself counts of an account of ours, by the day: who
// came, who saw something of it, who joined and left.
type Insights struct {
	Account string
	At      time.Time // when it was last asked
	Days    []InsightDay
}

// InsightDay is one day of it, or a sum of several. What the network does not count
// is 0.
type InsightDay struct {
	From, To              time.Time
	Visitors, Views       int // of our page
	Reach, ReachFollowers int // people who saw something of ours; followers among them
	Likes, Comments       int
	Shares                int
	Joined, Left          int // followers
}

// Over adds up the days that lie within a time. People who come on two days count
// twice, as the network counts them.
func (in Insights) Over(from, to time.Time) (sum InsightDay) {
	for _, d := range in.Days {
		if d.From.Before(from) || d.To.After(to) {
			continue
		}
		if sum.From.IsZero() || d.From.Before(sum.From) {
			sum.From = d.From
		}
		if d.To.After(sum.To) {
			sum.To = d.To
		}
		sum.Visitors += d.Visitors
		sum.Views += d.Views
		sum.Reach += d.Reach
		sum.ReachFollowers += d.ReachFollowers
		sum.Likes += d.Likes
		sum.Comments += d.Comments
		sum.Shares += d.Shares
		sum.Joined += d.Joined
		sum.Left += d.Left
	}
	return sum
}

// End is the end of the newest day; zero = there is none.
func (in Insights) End() (end time.Time) {
	for _, d := range in.Days {
		if d.To.After(end) {
			end = d.To
		}
	}
	return end
}
