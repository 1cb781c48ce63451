package lang

// Script is a set of letters that languages share.
type Script uint8

// The scripts. Those up to Latin have a model each; Arabic is settled by letters
// of its own, and each of the rest belongs to one language.
const (
	NoScript Script = iota
	Cyrillic
	Latin
	Arabic
	Greek
	Armenian
	Georgian
	Hebrew
	Thai
	Devanagari
	Hangul
	Kana
	Han
	scripts
)

// only is the language of a script that has one here.
var only = [scripts]string{
	Greek: "el", Armenian: "hy", Georgian: "ka", Hebrew: "he", Thai: "th", Devanagari: "hi", Hangul: "ko", Kana: "ja", Han: "zh",
}

// ScriptOf is the script of a letter, NoScript for digits, marks and letters of
// scripts that no language here has.
func ScriptOf(r rune) Script {
	switch {
	case r < 'A':
		return NoScript
	case r < 0x250:
		if r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0xc0 && r != 0xd7 && r != 0xf7 {
			return Latin
		}
		return NoScript
	case r >= 0x400 && r < 0x530:
		return Cyrillic
	case r >= 0x1e00 && r < 0x1f00:
		return Latin
	}
	for _, x := range ranges {
		if r >= x.from && r <= x.to {
			return x.script
		}
	}
	return NoScript
}

// ranges are the blocks of Unicode that the rarer scripts stand in.
var ranges = [...]struct {
	from, to rune
	script   Script
}{
	{0x370, 0x3ff, Greek},
	{0x1f00, 0x1fff, Greek},
	{0x531, 0x58f, Armenian},
	{0x5d0, 0x5f2, Hebrew},
	{0x620, 0x64a, Arabic},
	{0x66e, 0x6d5, Arabic},
	{0xfb50, 0xfdff, Arabic},
	{0xfe70, 0xfefc, Arabic},
	{0x900, 0x97f, Devanagari},
	{0xe01, 0xe5b, Thai},
	{0x10a0, 0x10ff, Georgian},
	{0x1c90, 0x1cbf, Georgian},
	{0x1100, 0x11ff, Hangul},
	{0x3130, 0x318f, Hangul},
	{0xac00, 0xd7a3, Hangul},
	{0x3041, 0x30ff, Kana},
	{0xff66, 0xff9d, Kana},
	{0x3400, 0x9fff, Han},
	{0xf900, 0xfaff, Han},
	{0x20000, 0x2fa1f, Han},
}
