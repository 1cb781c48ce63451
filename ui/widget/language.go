package widget

// Language is what a language of a code of ISO 639-1 is called; the code itself for
// those that are not written here often.
func Language(code string) string {
	switch code {
	case "ru":
		return "Russian"
	case "en":
		return "English"
	case "uk":
		return "Ukrainian"
	case "be":
		return "Belarusian"
	case "kk":
		return "Kazakh"
	case "tt":
		return "Tatar"
	case "de":
		return "German"
	case "fr":
		return "French"
	case "es":
		return "Spanish"
	case "it":
		return "Italian"
	case "pt":
		return "Portuguese"
	case "pl":
		return "Polish"
	case "tr":
		return "Turkish"
	}
	return code
}
