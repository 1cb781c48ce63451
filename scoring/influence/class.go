package influence

import (
	"fmt"
	"slices"
)

// Class is what somebody is for the team.
type Class string

// The classes, the most telling first.
const (
	Influencer Class = "influencer" // others carry on what they say
	Amplifier  Class = "amplifier"  // they carry on what others say
	Advocate   Class = "advocate"   // speaks well of the brand, again and again
	Detractor  Class = "detractor"  // speaks ill of it, again and again
	Customer   Class = "customer"   // has bought something
)

// Classes lists all classes in their order.
func Classes() []Class { return []Class{Influencer, Amplifier, Advocate, Detractor, Customer} }

// The rules. A border is a percentile among the people of the workspace, with a
// least number beside it, because in a small workspace the first of twenty is
// above 95, too.
const (
	influencerScore  = 95.0
	influencerPeople = 5 // who reshared them and are not suspicious, see sound
	amplifierGiven   = 90.0
	amplifierLeast   = 5 // reshares they made
	amplifierAuthors = 3 // of so many authors
	moodBorder       = 0.3
)

// MoodLeast is how many mentions with a mood make an advocate or a detractor.
const MoodLeast = 3

// Facts is what decides about the classes beside influence.
type Facts struct {
	Mood   float64 // mean sentiment of their mentions, [-1, 1]
	Moods  int     // of how many mentions
	Orders int
	ByHand Class // set by a person; "" = none
}

// Member is a class that somebody is in, and why.
type Member struct {
	Class Class
	Why   string
}

// Classify gives the classes of somebody, the one to show first. What a person
// has set stands first and displaces its opposite.
func (r *Ranks) Classify(p *Person, f Facts) []Member {
	var out []Member
	add := func(c Class, is bool, why string, args ...any) {
		if is && c != f.ByHand {
			out = append(out, Member{c, fmt.Sprintf(why, args...)})
		}
	}
	score, given := r.Score(p), r.Percentile(ByGiven, p)
	authors := int(p.out.distinct())
	add(Influencer, r.IsInfluencer(p),
		"influence %s, reshared by %s", decimals(score), carriers(p))
	add(Amplifier, given >= amplifierGiven && p.total.given >= amplifierLeast && authors >= amplifierAuthors,
		"made %s of %s, more than %s %% of all", many(int(p.total.given), "reshare", "reshares"), many(authors, "author", "authors"), decimals(given))
	add(Advocate, f.Moods >= MoodLeast && f.Mood >= moodBorder && f.ByHand != Detractor,
		"mood %+.2f in %d mentions", f.Mood, f.Moods)
	add(Detractor, f.Moods >= MoodLeast && f.Mood <= -moodBorder && f.ByHand != Advocate,
		"mood %+.2f in %d mentions", f.Mood, f.Moods)
	add(Customer, f.Orders > 0, "%s", many(f.Orders, "order", "orders"))
	if f.ByHand != "" {
		out = slices.Insert(out, 0, Member{f.ByHand, "set by hand"})
	}
	return out
}

// IsInfluencer tells whether somebody's influence makes them an Influencer.
func (r *Ranks) IsInfluencer(p *Person) bool {
	return r.Score(p) >= influencerScore && sound(p) >= influencerPeople
}

// sound is how many people reshared somebody, those left out who are suspicious.
// Behind reshares that a network counts and does not name are half as many people,
// as in the score.
func sound(p *Person) int {
	return max(0, int(p.in.distinct()-p.figures(-1).suspicious+anonymous*p.sums.unseen))
}

// carriers says how many that are.
func carriers(p *Person) string {
	about := ""
	if p.sums.unseen > 0 || p.in.level > 0 {
		about = "about "
	}
	return about + many(sound(p), "person", "people")
}
