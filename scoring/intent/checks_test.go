package intent

import (
	"os"
	"strings"
	"testing"
	"unicode"
)

// TestChecks holds posts of trades that no example is about, and thanks that are
// none. They were written after the models were made and train nothing.
func TestChecks(t *testing.T) {
	data, err := os.ReadFile("testdata/checks.tsv")
	if err != nil {
		t.Fatal(err)
	}
	hit, wrong, missed, sour, fooled := 0.0, 0.0, 0.0, 0.0, 0.0
	for line := range strings.Lines(string(data)) {
		want, s, _ := strings.Cut(strings.TrimSpace(line), "\t")
		lang := "en"
		if strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			lang = "ru"
		}
		got := judge(s, lang)
		switch {
		case want == "sarcasm":
			sour++
			if got.Intent == Praise && got.Confidence >= 0.6 {
				fooled++
				t.Logf("confident praise %.2f: %s", got.Confidence, s)
			}
		case want == "lead" && got.Lead:
			hit++
		case want == "lead":
			missed++
			t.Logf("missed %.2f: %s", got.LeadScore, s)
		case got.Lead:
			wrong++
			t.Logf("no lead %.2f: %s", got.LeadScore, s)
		}
	}
	f1 := 2 * hit / (2*hit + wrong + missed)
	t.Logf("lead F1 %.3f, %v of %v sarcastic thanks are confident praise", f1, fooled, sour)
	if f1 < 0.85 || fooled > sour/10 {
		t.Errorf("lead F1 %.3f, %v of %v sarcastic thanks are confident praise", f1, fooled, sour)
	}
}
