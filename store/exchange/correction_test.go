package exchange

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"earshot/store"
)

func readCorrections(t interface{ Fatal(...any) }, text string) (list []store.Correction, wrong []string) {
	for c, err := range Corrections(strings.NewReader(text)) {
		if err != nil {
			wrong = append(wrong, err.Error())
			continue
		}
		list = append(list, c)
	}
	return list, wrong
}

// TestCorrectionsComeBackWhole: what is written is read, byte by byte the same
// when it is written again.
func TestCorrectionsComeBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[а-яa-z "\\<>&😀]{0,20}[а-яa-z]`)
		word := rapid.StringMatching(`[a-z:-]{0,12}`)
		c := store.Correction{
			ID: rapid.StringMatching(`[0-9A-Z]{1,26}`).Draw(t, "id"), Text: strings.TrimSpace(text.Draw(t, "text")), Label: "x" + word.Draw(t, "label"),
			Lang: word.Draw(t, "lang"), By: word.Draw(t, "by"), Was: word.Draw(t, "was"), Mention: word.Draw(t, "mention"),
			At: store.Stamp(time.UnixMicro(rapid.Int64Range(1, 4e15).Draw(t, "at"))),
		}
		line, err := EncodeCorrection(c)
		if err != nil {
			t.Fatal(err)
		}
		list, wrong := readCorrections(t, string(line)+"\n\n"+string(line))
		if len(wrong) > 0 || len(list) != 2 {
			t.Fatalf("%s: %v %v", line, list, wrong)
		}
		again, err := EncodeCorrection(list[1])
		if err != nil || !bytes.Equal(line, again) || !list[0].At.Equal(c.At) {
			t.Fatalf("%s\n%s", line, again)
		}
	})
}

// TestCorrectionsWithoutIdGetOneOfTheirOwn: the same line the same, another one
// another, in the order of time.
func TestCorrectionsWithoutIdGetOneOfTheirOwn(t *testing.T) {
	list, wrong := readCorrections(t, strings.Join([]string{
		`{"text":"a","label":"positive","at":"2026-11-20T09:00:00Z"}`,
		`{"text":"a","label":"positive","at":"2026-11-20T09:00:00Z"}`,
		`{"text":"a","label":"negative","at":"2026-11-20T09:00:00Z"}`,
		`{"text":"b","label":"positive","at":"2026-11-21T09:00:00Z","id":"../x"}`,
		`{"text":"c","label":"positive"}`,
	}, "\n"))
	if len(wrong) > 0 || len(list) != 5 {
		t.Fatal(wrong)
	}
	if list[0].ID != list[1].ID || list[0].ID == list[2].ID || list[2].ID > list[3].ID || list[4].ID > list[0].ID || strings.Contains(list[3].ID, ".") {
		t.Fatalf("%+v", list)
	}
}

func TestWrongCorrectionsSayWhereAndWhy(t *testing.T) {
	list, wrong := readCorrections(t, "nonsense\n{\"label\":\"x\"}\n{\"text\":\"a\"}\n{\"text\":\"a\",\"label\":\"x\",\"at\":\"yesterday\"}\n[]\n{\"text\":\"ok\",\"label\":\"x\"}")
	want := []string{"line 1: it is no JSON", "line 2: it has no text", "line 3: it has no label", "line 4: \"yesterday\" is no time", "line 5: it is no JSON"}
	if len(list) != 1 || len(wrong) != len(want) || !slices.EqualFunc(wrong, want, strings.HasPrefix) {
		t.Fatalf("%v %q", list, wrong)
	}
	if _, wrong := readCorrections(t, strings.Repeat("x", maxTaughtLine+1)); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "line 1: ") {
		t.Fatalf("%q", wrong)
	}
}

func FuzzCorrections(f *testing.F) {
	f.Add(`{"text":"a","label":"positive","at":"2026-11-20T09:00:00Z"}`)
	f.Add("\ufeff{\"text\":\"\\u0000\\ud800\",\"label\":\"x\"}")
	f.Fuzz(func(t *testing.T, text string) {
		for c, err := range Corrections(strings.NewReader(text)) {
			if err == nil && (c.ID == "" || c.Text == "" || c.Label == "") {
				t.Fatalf("%+v", c)
			}
		}
	})
}
