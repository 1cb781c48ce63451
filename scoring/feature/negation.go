package feature

import "strings"

// Negates reports words that turn what follows, by their Norm: Russian,
// Ukrainian and English. Kazakh and Tatar negate behind the word; there, pairs
// must do.
func Negates(norm string) bool {
	switch norm {
	case "не", "ни", "нет", "без", "нельзя", "никогда", "нигде", "ничего", "никто", "ничто", "никак", "никакой", "никакого", "никаких",
		"нету", "вряд", "едва", "незачем", "ніколи", "ні", "немає", "нема", "нічого", "ніхто", "ніяк", "жодного", "жодної",
		"not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without", "hardly", "barely", "cannot",
		"cant", "dont", "doesnt", "didnt", "wont", "isnt", "arent", "wasnt", "werent", "couldnt", "wouldnt", "shouldnt", "aint", "havent", "hasnt", "hadnt":
		return true
	}
	return len(norm) > 3 && strings.HasSuffix(norm, "n't")
}
