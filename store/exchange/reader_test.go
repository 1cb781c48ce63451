package exchange

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"earshot/store"
)

func walk(r io.Reader) []string {
	var seen []string
	for line, err := range NewReader(r, now).All() {
		if err != nil {
			seen = append(seen, fmt.Sprintf("%d: %v", line.Number, err))
			continue
		}
		seen = append(seen, fmt.Sprintf("%d: %s", line.Number, line.Record.Mention.Body.Text))
	}
	return seen
}

func TestABrokenLineNeverEndsTheReading(t *testing.T) {
	file := "\xef\xbb\xbf" + minimal("") + "\r\n" + // a byte order mark and the line ends of Windows
		"\n  \t\r\n" + // blank lines count but say nothing
		`{"network":"vk"` + "\n" +
		strings.Repeat("x", MaxLine+10) + "\n" +
		minimal(`,"kind":"rant"`) + "\n" +
		minimal("") // no line end
	want := []string{
		"1: ok",
		"4: does not parse: the line ends at byte 15, inside a value",
		"5: the line is 4194314 bytes long, the limit is 4194304",
		`6: kind: "rant" is unknown: use one of [post reply message mail article comment review share]`,
		"7: ok",
	}
	if d := cmp.Diff(want, walk(strings.NewReader(file))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, walk(iotest.HalfReader(strings.NewReader(file)))); d != "" {
		t.Error(d)
	}
}

func TestProgressIsToldInBytes(t *testing.T) {
	one := minimal("") + "\n"
	var at []int64
	for line, err := range NewReader(strings.NewReader(one+"\n"+one), now).All() {
		if err != nil {
			t.Fatal(err)
		}
		at = append(at, line.Bytes)
	}
	n := int64(len(one))
	if d := cmp.Diff([]int64{n, 2*n + 1}, at); d != "" {
		t.Error(d)
	}
}

func TestAFailingFileEndsTheReadingWithItsError(t *testing.T) {
	broken := errors.New("the disk is gone")
	got := walk(io.MultiReader(strings.NewReader(minimal("")+"\n"+`{"net`), iotest.ErrReader(broken)))
	if d := cmp.Diff([]string{"1: ok", "2: line 2 cannot be read: the disk is gone"}, got); d != "" {
		t.Error(d)
	}
}

func TestTheReaderMayBeLeftEarly(t *testing.T) {
	file := strings.Repeat(minimal("")+"\n", 3)
	r := NewReader(strings.NewReader(file), now)
	for range 2 {
		for line := range r.All() {
			_ = line
			break
		}
	}
	if r.number != 2 {
		t.Errorf("read %d lines for 2", r.number)
	}
}

func TestARecordDoesNotShareTheReadersBuffer(t *testing.T) {
	file := minimal(`,"pet":"cat"`) + "\n" + minimal(`,"pet":"dog"`) + "\n"
	var pets []*store.Mention
	for line, err := range NewReader(strings.NewReader(file), now).All() {
		if err != nil {
			t.Fatal(err)
		}
		pets = append(pets, line.Record.Mention)
	}
	if string(pets[0].Extra["pet"]) != `"cat"` {
		t.Errorf("the first line's pet became %s", pets[0].Extra["pet"])
	}
}

func rowsOf(rows ...Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestATableIsSafeToOpenInASpreadsheet(t *testing.T) {
	m := contractMention()
	m.Doc, m.Work.State, m.Judgement.Score = 5, store.StateOpen, -0.25
	m.Judgement.Review, m.Judgement.Occasions = true, []string{"hungry", "moving"}
	m.Body.Text = "=HYPERLINK(\"http://evil.example\",\"приз\")\nвторая \"строка\", с запятой"
	m.Author.Name, m.Author.Handle, m.Author.Location, m.Work.Assignee = "+7 900", "@x", " \t-1+1", "＝cmd"
	var b strings.Builder
	if err := CSV(&b, rowsOf(Row{m, Extra{Contact: "p1", Duplicates: 2}})); err != nil {
		t.Fatal(err)
	}
	want := `network,id,account,url,created,kind,handle,name,email,followers,verified,location,title,text,lang,thread,in_reply_to,likes,shares,replies,views,links,country,place,tags,state,assignee,sentiment,score,confidence,intent,lead,priority,monitors,answered,answerer,closed,contact,duplicates,doc,review,occasions
mastodon,1138,acme,https://m.example/@ivan/1138,2026-11-20T09:31:07Z,post,'@x,'+7 900,,1840,false,' 	-1+1,,"'=HYPERLINK(""http://evil.example"",""приз"")
вторая ""строка"", с запятой",ru,1136,1136,3,1,2,0,...,RU,Казань,,open,'＝cmd,,-0.25,0,,false,0,,,,,p1,2,5,true,"hungry,moving"
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
	if n := len(cells(Row{Mention: m})); n != len(columns()) {
		t.Errorf("%d cells under %d columns", n, len(columns()))
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestATableThatCannotBeWrittenSaysSo(t *testing.T) {
	if err := CSV(fullDisk{}, rowsOf(Row{Mention: contractMention()})); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("a full disk gives %v", err)
	}
	bad := errors.New("the query failed")
	err := CSV(io.Discard, func(yield func(Row, error) bool) { yield(Row{}, bad) })
	if !errors.Is(err, bad) {
		t.Errorf("an error of the rows gives %v", err)
	}
}
