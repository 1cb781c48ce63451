package widget_test

import (
	"testing"

	"earshot/ui/widget"
)

// TestLanguagesHaveNames, and those that have none here keep their code.
func TestLanguagesHaveNames(t *testing.T) {
	for code, want := range map[string]string{"ru": "Russian", "en": "English", "tt": "Tatar", "xx": "xx", "": ""} {
		if got := widget.Language(code); got != want {
			t.Errorf("%q is called %q", code, got)
		}
	}
}
