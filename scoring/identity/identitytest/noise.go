package identitytest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"earshot/scoring/identity"
)

// Historical makes records such as registers of the past have: people with
// first and last name, day of birth, birthplace, postcode, occupation, gender,
// one to ten records each, with many slips and many values missing. The same
// seed gives the same records.
func Historical(people int, seed uint64) []Labelled {
	c := rand.New(rand.NewPCG(seed, 17))
	first := strings.Fields("thomas william john james george henry charles edward robert richard joseph frederick samuel arthur walter alfred francis albert ernest david mary elizabeth sarah anne jane margaret emma alice florence edith catherine ellen harriet louisa charlotte")
	start := strings.Fields("har wil bar wat rob col chan mor hol mar win far pem wal ash bur cart den fen gar hal kirk lang mil nor old pres rad sal tal under van wes york brad clif dun elm fox green hart ing")
	end := strings.Fields("ton son ley ford man wood ham by well field worth er ing smith court stone bridge dale more land")
	places := strings.Fields("london york leeds bristol bath exeter norwich oxford cambridge chester lincoln durham truro derby hull wells ripon carlisle kent devon dorset surrey essex sussex cheshire lancashire")
	jobs := strings.Fields("politician writer painter officer engineer cricketer actor clergyman scientist lawyer composer architect photographer banker")
	var list []Labelled
	for p := range people {
		one := c.IntN(len(first))
		two := start[c.IntN(len(start))] + end[c.IntN(len(end))]
		born := fmt.Sprintf("%d-%02d-%02d", 1840+c.IntN(60), 1+c.IntN(12), 1+c.IntN(28))
		if c.IntN(5) == 0 {
			born = born[:5] + "01-01"
		}
		place := places[min(c.IntN(len(places)), c.IntN(len(places)))]
		post := fmt.Sprintf("%s%d %d%c%c", strings.ToLower(string(rune('a'+c.IntN(26)))+string(rune('a'+c.IntN(26)))), 1+c.IntN(20), c.IntN(10), 'a'+c.IntN(26), 'a'+c.IntN(26))
		job := jobs[min(c.IntN(len(jobs)), c.IntN(len(jobs)))]
		for range 1 + c.IntN(10) {
			forename := first[one]
			if c.IntN(12) == 0 {
				forename = forename[:1]
			}
			r := identity.Record{ID: fmt.Sprint(len(list)), Name: strings.TrimSpace(spoil(c, forename, 8, 18) + " " + spoil(c, two, 12, 12))}
			for _, f := range []struct {
				column, value string
				lost, wrong   int
			}{{"dob", born, 6, 8}, {"birth_place", place, 5, 12}, {"postcode_fake", post, 4, 10}, {"occupation", job, 4, 30}} {
				v := spoil(c, f.value, f.lost, f.wrong)
				if f.column == "postcode_fake" && c.IntN(4) == 0 { // moved
					v = fmt.Sprintf("%s%d", v, c.IntN(10))
				}
				r.Facts = append(r.Facts, identity.Fact{Column: f.column, Value: v})
			}
			list = append(list, Labelled{r, fmt.Sprint(p), false})
		}
	}
	c.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// spoil loses one value in so many, and slips in one of so many.
func spoil(c *rand.Rand, s string, lost, wrong int) string {
	if c.IntN(lost) == 0 {
		return ""
	}
	for c.IntN(wrong) == 0 && len(s) > 1 || c.IntN(4) == 0 && len(s) > 4 {
		i := c.IntN(len(s) - 1)
		letter := string(rune('a' + c.IntN(26)))
		if s[i] >= '0' && s[i] <= '9' {
			letter = string(rune('0' + c.IntN(10)))
		}
		switch c.IntN(4) {
		case 0:
			s = s[:i] + letter + s[i+1:]
		case 1:
			s = s[:i] + s[i+1:]
		case 2:
			s = s[:i] + letter + s[i:]
		default:
			s = s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
		}
	}
	return s
}
