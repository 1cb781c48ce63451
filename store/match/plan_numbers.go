package match

import (
	"math"
	"time"

	"earshot/store"
	"earshot/store/index"
)

// numberFields are the fields that are compared as numbers.
func numberFields(name string) (index.Field, bool) {
	f, ok := map[string]index.Field{
		"followers": FieldFollowers, "likes": FieldLikes, "shares": FieldShares, "replies": FieldReplies, "views": FieldViews,
		"score": FieldScore, "conf": FieldConf,
	}[name]
	return f, ok
}

// bucketNode is what has a number within any of some bounds.
func bucketNode(f index.Field, list []bounds) index.Node {
	return index.Values{Field: f, Test: func(v string) index.Answer {
		has, ok := extent(f, v)
		if !ok {
			return index.No
		}
		answer := index.No
		for _, b := range list {
			switch {
			case b.low <= has.low && has.high <= b.high:
				return index.Yes
			case b.low <= has.high && has.low <= b.high:
				answer = index.Perhaps
			}
		}
		return answer
	}}
}

// numberNode is bucketNode where 0 has no facet.
func numberNode(f index.Field, list []bounds) index.Node {
	n := bucketNode(f, list)
	for _, b := range list {
		if b.low <= 0 && 0 <= b.high {
			return orOf(n, without(f))
		}
	}
	return n
}

// flag plans one value of is: or has:.
func (s seeker) flag(field, value string) index.Node {
	if s.person {
		return s.personFlag(value)
	}
	if field == "has" {
		if value == "note" {
			return equals(FieldMark, "note")
		}
		return equals(FieldFlag, value)
	}
	switch value {
	case "question", "complaint", "praise", "spam":
		return equals(FieldIntent, value)
	case "reply", "share":
		return equals(FieldFlag, value)
	case "lead", "review", "answered", "dup":
		return equals(FieldMark, value)
	case "occasion":
		return index.Values{Field: FieldOccasion, Test: yes(func(string) bool { return true })}
	case "vip":
		tagged := index.Values{Field: FieldTag, Test: yes(vipTag)}
		return orOf(tagged, byPerson(s.personFlag("vip")))
	case "influencer":
		return byPerson(s.personFlag(value))
	case "scheduled", "failed":
		return answersNode(s.world)
	}
	return s.work(value)
}

// work plans what is: says of our side of a mention.
func (s seeker) work(value string) index.Node {
	switch value {
	case "new":
		return stateNode(store.StateNew)
	case "done":
		return stateNode(store.StateDone)
	case "snoozed":
		return andOf(stateNode(store.StateSnoozed), index.Not{Node: s.woken()})
	case "open":
		return s.unhandled()
	case "mine":
		if s.scope.Me == "" {
			return none()
		}
		return equals(FieldAssignee, s.scope.Me)
	case "unassigned":
		return without(FieldAssignee)
	case "overdue":
		return pressing{s}.overdue()
	}
	return index.Unknown{}
}

// personFlag plans what a person can be or have.
func (s seeker) personFlag(value string) index.Node {
	switch value {
	case "vip", ownVIP:
		return orOf(equals(FieldFlag, "vip"), index.Values{Field: FieldTag, Test: yes(vipTag)})
	case "influencer":
		return equals(FieldFlag, value)
	}
	return settled(equals(FieldFlag, value), "u")
}

// followed is what has a number of followers, of people. Where no record tells
// it, each mention has a number of its own.
func followed(n index.Node) index.Node {
	return orOf(n, index.Maybe{Node: without(FieldFollowers)})
}

// unhandled is what somebody has to look after now.
func (s seeker) unhandled() index.Node {
	return orOf(stateNode(store.StateNew, store.StateOpen), s.woken())
}

// woken is what was put off until a time that has passed.
func (s seeker) woken() index.Node {
	now := s.scope.Now
	return index.Values{Field: FieldUntil, Test: func(hour string) index.Answer { return Woken(hour, now) }}
}

func unanswered() index.Node { return index.Not{Node: equals(FieldMark, "answered")} }

// waits plans wait:, see waited. Seconds as numbers may lie a little beside
// the microseconds of a span: what lies next to its ends is asked.
func (s seeker) waits(list []bounds) index.Node {
	var waiting []index.Node
	for _, b := range list {
		inner, outer := since(s.scope.Now, b, -1e-3), since(s.scope.Now, b, 1e-3)
		waiting = append(waiting, inner, index.Maybe{Node: outer})
	}
	return orOf(
		andOf(equals(FieldMark, "answered"), bucketNode(FieldTook, list)),
		andOf(unanswered(), s.unhandled(), orOf(waiting...)))
}

// since is what was written as many seconds ago as b says, wider by some. What
// lies more than 290 years back is too long a time to be told apart.
func since(now time.Time, b bounds, wider float64) index.Node {
	const most = 9e9
	span := index.Span{From: math.MinInt64, To: math.MaxInt64}
	ago := func(seconds float64) int64 {
		return now.UnixMicro() - int64(math.Max(-most, math.Min(most, seconds))*1e6)
	}
	low, high := b.low-wider, b.high+wider
	if !math.IsInf(high, 1) && (high < most || wider < 0) {
		span.From = ago(high)
	}
	if !math.IsInf(low, -1) {
		span.To = ago(low)
		if low > most && wider < 0 {
			return none()
		}
	}
	return span
}

// span is a stretch in the store's microseconds.
func (s stretch) span() index.Node {
	n := index.Span{From: math.MinInt64, To: math.MaxInt64}
	if !s.from.IsZero() {
		n.From = after(s.from)
	}
	if !s.to.IsZero() {
		n.To = after(s.to)
	}
	return n
}
