package main

import (
	"strings"

	"earshot/scoring/lang"
)

// What people do to words when they type in a hurry: no capitals, no marks on
// letters, no letters that the keyboard lacks. The detector sees some of its
// texts in such forms, and cut to a few words.

// plainly is how many texts of a hundred are also learnt without marks.
const plainly = 15

// forms gives a text as it is, cut short, and sometimes without marks.
func forms(c *chances, code, s string, crops int) []string {
	list := []string{s}
	words := strings.Fields(s)
	if len(words) > 3 {
		for range crops {
			part := crop(c, words)
			if c.below(2) == 0 {
				part = strings.ToLower(part)
			}
			list = append(list, part)
		}
	}
	small := strings.ToLower(s)
	if c.below(100) < plainly {
		if p := unmarked(c, code, small); p != small {
			list = append(list, p, crop(c, strings.Fields(p)))
		}
	}
	return list
}

// crop takes 2 to 8 words that follow each other.
func crop(c *chances, words []string) string {
	n := 2 + c.below(7)
	if n >= len(words) {
		return strings.Join(words, " ")
	}
	from := c.below(len(words) - n + 1)
	return strings.Join(words[from:from+n], " ")
}

// unmarked writes small letters as those do who have no others.
func unmarked(c *chances, code, small string) string {
	switch code {
	case "kk":
		return kazakhPlain.Replace(small)
	case "tt":
		if c.below(3) == 0 {
			return tatarPlain[1].Replace(small)
		}
		return tatarPlain[0].Replace(small)
	}
	return latinPlain.Replace(small)
}

// inScript gives a text as its language is written in a script, and whether it
// is to be learnt there. Serbian is written in both; so, now and then, is Kazakh,
// in the official alphabet of 2021 or in plain letters.
func inScript(t spoken, script lang.Script, number int) (string, bool) {
	if script != lang.Latin || t.code != "sr" && t.code != "kk" {
		return t.text, true
	}
	small := strings.ToLower(t.text)
	if t.code == "sr" {
		return serbianLatin.Replace(small), true
	}
	if t.set == "posts" {
		return t.text, !strings.ContainsAny(small, "аеиоуыі")
	}
	return kazakhLatin[number/3%2].Replace(small), number%3 == 0
}

var (
	latinPlain = strings.NewReplacer(pairs(
		"äa öo üu ßss ée èe êe ëe àa âa áa ãa åa çc íi ìi îi ïi óo òo ôo õo úu ùu ûu ñn ğg ıi şs ąa ęe łl ćc ńn śs źz żz ăa șs țt ţt",
		"čc řr šs žz ěe ůu ýy ňn ťt ďd őo űu āa ēe īi ūu ķk ļl ņn ģg ėe įi ųu əe đd")...)
	kazakhPlain = strings.NewReplacer(pairs("әа ғг қк ңн өо ұу үу һх іи")...)
	tatarPlain  = [...]*strings.Replacer{
		strings.NewReplacer(pairs("әэ җж ңн өо үу һх")...),
		strings.NewReplacer(pairs("әа җж ңн өу үу һх")...),
	}
	serbianLatin = strings.NewReplacer(pairs(
		"аa бb вv гg дd ђđ еe жž зz иi јj кk лl љlj мm нn њnj оo пp рr сs тt ћć уu фf хh цc чč џdž шš")...)
	kazakhLatin = [...]*strings.Replacer{
		strings.NewReplacer(pairs("аa әä бb вv гg ғğ дd еe жj зz иi йi кk қq лl мm нn ңñ оo өö пp рr сs тt уu ұū үü фf хh һh шş щş ыy іı эe цts чch яia юiu ь ъ ёio")...),
		strings.NewReplacer(pairs("аa әa бb вv гg ғg дd еe жj зz иi йi кk қk лl мm нn ңn оo өo пp рr сs тt уu ұu үu фf хh һh шsh щsh ыy іi эe цts чch яya юyu ь ъ ёyo")...),
	}
)

// pairs reads "äa ßss": a letter and what it is written as.
func pairs(lists ...string) []string {
	var list []string
	for _, pair := range strings.Fields(strings.Join(lists, " ")) {
		letters := []rune(pair)
		list = append(list, string(letters[:1]), string(letters[1:]))
	}
	return list
}

// chances draws numbers, the same for the same seed: the generator of Steele,
// Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014).
type chances uint64

// below gives a number from 0 to n-1.
func (c *chances) below(n int) int {
	*c += 0x9e3779b97f4a7c15
	z := uint64(*c)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}
