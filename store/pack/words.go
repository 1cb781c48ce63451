package pack

import "sync"

// words are written as one byte, their place in this list. The list only ever
// grows at its end: the places are in every file.
var words = [...]string{
	"", // escape: a string follows
	"mastodon", "vk", "mail", "feed", "bluesky", "telegram", "webhook", "demo", "email", "rss",
	"post", "reply", "message", "article", "comment", "review", "share",
	"negative", "neutral", "positive", "sentiment", "lead", "not-lead", "irrelevant",
	"complaint", "concern", "need", "question", "insight", "praise", "idea", "spam", "other",
	"ru", "en", "uk", "be", "kk", "de", "fr", "es", "it", "pt", "pl", "tr", "ar", "zh", "ja", "ko", "he", "nl", "cs", "sr", "bg",
	"sv", "fi", "hy", "ka", "az", "uz", "tt", "hi", "vi", "el", "ro", "hu", "da", "no", "lt", "lv", "et", "fa", "id", "ky", "und",
	"image", "video", "audio", "gifv", "link", "file", "document", "unknown",
	"RU", "US", "BY", "KZ", "UA", "DE", "GB", "FR",
	"reddit", "youtube", "instagram", "facebook", "twitter", "x", "ok", "discord", "github", "hn", "lemmy", "web", "news", "blog",
	"lang:ru", "lang:en",
	"hungry", "holiday", "moving", "baby", "wedding", "birthday", "newjob", "ill", "pet", "car", "school", "cold", "bored",
}

// codes is words the other way round, filled when first needed.
var codes = sync.OnceValue(func() map[string]byte {
	m := make(map[string]byte, len(words))
	for i, w := range words {
		m[w] = byte(i)
	}
	return m
})

// wordOf reads a code, the escape not included.
func wordOf(code byte) (string, bool) {
	if code == 0 || int(code) >= len(words) {
		return "", false
	}
	return words[code], true
}
