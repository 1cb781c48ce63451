package demo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// texts are the sentences, the people and the places. They are plain files and
// are read when a world is made, so that a program without a demo pays nothing.
//
//go:embed texts/*.txt
var texts embed.FS

// library is what the files hold.
type library struct {
	lines  map[string][]string // "ru/complaint" -> sentences with slots
	papers map[string][]paper  // "mail/ru" and "article/en"
	talks  []talk
	odd    []string
	places map[string]place
	people []person
}

// paper is an article or a mail.
type paper struct {
	topic, title, text string
	later              bool // only once the broken update is known
}

// talk is a discussion written out.
type talk struct {
	lang, mood string
	turns      []turn
}

// turn is one thing said in a talk: C the customer who began, B the brand, O
// and P two others.
type turn struct {
	who  byte
	text string
}

// place is where people live.
type place struct {
	ru, en     string // the name
	inRu, inEn string // "in Leeds"
	country    string
	lat, lon   float64
}

// person is one of the people, on all networks where they are.
type person struct {
	lang   string
	female bool
	role   byte   // see texts/people.txt
	nets   string // letters of networks
	place  place
	name   string
	handle string
	bio    string
	rank   int // 1 has the most followers
}

// readLibrary reads all files. An error means that a file of ours is wrong,
// which the tests find.
func readLibrary() (*library, error) {
	lib := &library{lines: map[string][]string{}, papers: map[string][]paper{}, places: map[string]place{}}
	for _, file := range []struct {
		name string
		read func(line string) error
	}{
		{"places", lib.readPlace},
		{"people", lib.readPerson},
		{"talks", lib.readTalk},
		{"papers", lib.readPaper},
		{"answers", lib.readAnswer},
		{"other", lib.readAnswer},
		{"odd", lib.readOdd},
		{"slots", lib.readSlot},
		{"ru_bad", lib.section("ru")},
		{"ru_good", lib.section("ru")},
		{"ru_ask", lib.section("ru")},
		{"en_bad", lib.section("en")},
		{"en_good", lib.section("en")},
		{"en_ask", lib.section("en")},
	} {
		raw, err := texts.ReadFile("texts/" + file.name + ".txt")
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(raw)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "# ") {
				continue
			}
			if err := file.read(line); err != nil {
				return nil, fmt.Errorf("demo texts, %s: %q: %w", file.name, line, err)
			}
		}
	}
	return lib, nil
}

// fields cuts a line at | into exactly n fields.
func fields(line string, n int) ([]string, error) {
	f := strings.SplitN(line, "|", n)
	if len(f) != n {
		return nil, fmt.Errorf("%d fields wanted", n)
	}
	return f, nil
}

// section reads "## topic" and the sentences below it.
func (lib *library) section(lang string) func(string) error {
	key := ""
	return func(line string) error {
		if topic, ok := strings.CutPrefix(line, "## "); ok {
			key = lang + "/" + topic
			return nil
		}
		if key == "" {
			return fmt.Errorf("it stands before the first topic")
		}
		lib.lines[key] = append(lib.lines[key], line)
		return nil
	}
}

func (lib *library) readAnswer(line string) error {
	f, err := fields(line, 3)
	if err == nil {
		lib.lines[f[0]+"/"+f[1]] = append(lib.lines[f[0]+"/"+f[1]], f[2])
	}
	return err
}

func (lib *library) readSlot(line string) error {
	f, err := fields(line, 3)
	if err == nil {
		lib.lines[f[1]+"/{"+f[0]+"}"] = strings.Split(f[2], "|")
	}
	return err
}

func (lib *library) readPaper(line string) error {
	f, err := fields(line, 5)
	if err == nil {
		key := f[0] + "/" + f[1]
		topic, later := strings.CutPrefix(f[2], "^")
		lib.papers[key] = append(lib.papers[key], paper{topic, f[3], strings.ReplaceAll(f[4], "~", "\n"), later})
	}
	return err
}

func (lib *library) readTalk(line string) error {
	if head, ok := strings.CutPrefix(line, "@ "); ok {
		lang, mood, ok := strings.Cut(head, " ")
		if !ok {
			return fmt.Errorf("a mood is missing")
		}
		lib.talks = append(lib.talks, talk{lang: lang, mood: mood})
		return nil
	}
	if len(lib.talks) == 0 || len(line) < 3 || line[1] != ' ' || !strings.Contains("CBOP", line[:1]) {
		return fmt.Errorf("it is no turn of a talk")
	}
	last := &lib.talks[len(lib.talks)-1]
	last.turns = append(last.turns, turn{line[0], line[2:]})
	return nil
}

// readOdd reads the inside of a Go string literal, so that the file itself
// stays harmless to look at.
func (lib *library) readOdd(line string) error {
	text, err := strconv.Unquote(`"` + line + `"`)
	lib.odd = append(lib.odd, text)
	return err
}

func (lib *library) readPlace(line string) error {
	f, err := fields(line, 7)
	if err != nil {
		return err
	}
	p := place{ru: f[1], en: strings.TrimPrefix(f[3], "in "), inRu: f[2], inEn: f[3], country: f[4]}
	if p.lat, err = strconv.ParseFloat(f[5], 64); err != nil {
		return err
	}
	p.lon, err = strconv.ParseFloat(f[6], 64)
	lib.places[f[0]] = p
	return err
}

func (lib *library) readPerson(line string) error {
	f, err := fields(line, 4)
	if err != nil {
		return err
	}
	head := strings.Fields(f[0])
	if len(head) != 5 || len(head[2]) != 1 {
		return fmt.Errorf("language, sex, role, networks and place wanted")
	}
	home, ok := lib.places[head[4]]
	if !ok {
		return fmt.Errorf("no place %q", head[4])
	}
	lib.people = append(lib.people, person{
		lang: head[0], female: head[1] == "f", role: head[2][0], nets: head[3], place: home,
		name: f[1], handle: f[2], bio: f[3], rank: len(lib.people) + 1,
	})
	return nil
}
