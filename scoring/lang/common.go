package lang

// international reports words, between borders, that writers of many languages
// use, and laughter: a text of these alone has no language.
func international(letters []rune) bool {
	word := letters[1 : len(letters)-1]
	if len(word) > 8 {
		return laughter(word)
	}
	switch string(word) {
	case "ok", "okay", "okey", "ок", "окей", "lol", "лол", "omg", "wtf", "xd", "wow", "вау", "спс", "спс)", "lmao", "rofl", "плиз", "plz", "pls", "+", "btw", "imo", "gg",
		"yo", "hm", "hmm", "mm", "mmm", "хм", "хмм", "м", "мм", "ммм", "ага", "угу", "эх", "ах", "ох", "ух", "ой", "ау", "фу", "фуу", "упс", "oops", "ha", "ah", "oh", "ooh", "uh", "um", "eh", "user", "http", "https", "rt", "via", "dm", "www",
		"com", "pdf", "id", "vip", "tv", "pc", "pr", "cv", "ceo", "iphone", "ipad", "android", "google", "youtube", "facebook", "instagram", "twitter", "telegram", "whatsapp", "tiktok", "windows", "apple", "samsung", "xiaomi":
		return true
	}
	return laughter(word)
}

// laughter reports words of no more than two letters in turns: "хаха", "jajaja".
func laughter(word []rune) bool {
	if len(word) < 4 {
		return false
	}
	vowel, laugh := false, false
	for _, r := range word {
		switch r {
		case 'а', 'a', 'e', 'е', 'и', 'i', 'ы':
			vowel = true
		case 'х', 'h', 'k', 'j', 'к':
			laugh = true
		default:
			return false
		}
	}
	if !vowel || !laugh {
		return false
	}
	for i := 2; i < len(word); i++ {
		if word[i] == word[i-2] && word[i] != word[i-1] {
			continue
		}
		if word[i] != word[i-1] && i < len(word)-1 {
			return false
		}
	}
	return true
}
