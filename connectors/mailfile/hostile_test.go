package mailfile

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// bombs are mails made to hurt, with the refusal or the text they end in.
func bombs() map[string]struct{ raw, want string } {
	nested := func(depth int, end string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range depth {
			fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
		}
		return b.String() + end
	}
	forwards := head + strings.Repeat("Content-Type: message/rfc822\n\n", 200) + "\nhi"
	same := head + strings.Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 40) + "\nhi\n--b--"
	return map[string]struct{ raw, want string }{
		"nothing":                   {"", "is not a mail"},
		"only line ends":            {"\n\n\n", "is not a mail"},
		"only zeros":                {strings.Repeat("\x00", 1000), "is not a mail"},
		"no date":                   {"From: a@b\n\nhi", "has no date"},
		"a date that is none":       {"From: a@b\nDate: soon\n\nhi", `its date "soon" cannot be read`},
		"before mail":               {"From: a@b\nDate: 1 Jan 1980 00:00:00 GMT\n\nhi", "its time 1980-01-01T00:00:00Z is outside 1990 to tomorrow"},
		"from the future":           {"From: a@b\nDate: 21 Nov 2026 12:00:01 GMT\n\nhi", "is outside 1990 to tomorrow"},
		"nothing to say":            {head + "\n \n", "has no text, no subject and no attachment"},
		"a header bomb":             {head + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\n", 2000) + "\nhi", "has a header of"},
		"one endless header":        {head + "X-A: " + strings.Repeat("a", maxHeader) + "\n\nhi", "has a header of"},
		"a header without an end":   {head + strings.Repeat("a", maxHeader), "has a header of"},
		"many small headers":        {head + strings.Repeat("A: b\n", 100_000) + "\nhi", "hi"},
		"endless folding":           {head + "X:" + strings.Repeat("\n a", 200_000) + "\n\nhi", "hi"},
		"endless encoded words":     {head + "Subject: " + strings.Repeat("=?utf-8?q?a?= ", 50_000) + "\n\nhi", "hi"},
		"encoded words never ended": {head + "Subject: " + strings.Repeat("=?utf-8?q?", 50_000) + "\n\nhi", "hi"},
		"endless references":        {head + "References: " + strings.Repeat("<a@b> ", 100_000) + "\n\nhi", "hi"},
		"endless brackets":          {head + "References: " + strings.Repeat("<", 500_000) + "\n\nhi", "hi"},
		"endless comments":          {head + "Sender: " + strings.Repeat("(", 500_000) + "\n\nhi", "hi"},
		"endless parameters":        {head + "Content-Type: text/plain" + strings.Repeat("; a*0*=b'", 90_000) + "\n\nhi", "hi"},
		"garbage in the header":     {"\x80\xff: x\n: y\nno colon\n" + head + "Subject\n\nhi", "hi"},
		"nested to the limit":       {nested(maxDepth, "\nhi"), "hi"},
		"nested too deep":           {nested(maxDepth+1, "\nhi"), "has parts nested deeper than 50"},
		"nested far too deep":       {nested(20_000, "\nhi"), "has parts nested deeper than 50"},
		"forwards of forwards":      {forwards, "has parts nested deeper than 50"},
		"one boundary for all":      {same, ""},
		"too many parts":            {head + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", maxParts+1), "has more than 10000 parts"},
		"many attachments":          {head + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: image/png\n\nx\n", 5000), "image/png, image/png"},
		"no boundary named":         {head + "Content-Type: multipart/mixed\n\npreamble\n--zz\nContent-Type: text/plain\n\nhi\n--zz--\n", "hi"},
		"no boundary there":         {head + "Content-Type: multipart/mixed; boundary=b\n\nhi\n", "hi"},
		"no boundary at all":        {head + "Content-Type: multipart/mixed\n\nhi\n", "hi"},
		"an empty boundary":         {head + "Content-Type: multipart/mixed; boundary=\"\"\n\nhi\n", "hi"},
		"never closed":              {head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n", "hi"},
		"closed at once":            {head + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b--\nhi\n", "x"},
		"nearly boundaries":         {head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--bb\n --b\n--b-\n--b\n", "hi\n--bb\n --b\n--b-"},
		"dashes without end":        {head + "Content-Type: multipart/mixed; boundary=\"-\"\n\n" + strings.Repeat("-", 1<<20), "----"},
		"deep HTML":                 {head + "Content-Type: text/html\n\n" + strings.Repeat("<div><table><b>", 100_000) + "hi", "hi"},
		"quoted-printable of =":     {head + "Content-Transfer-Encoding: quoted-printable\n\n" + strings.Repeat("=", 100_000) + "\nhi", "===="},
		"nothing to be seen":        {head + "\n\x00\x1b[31m\u200b\n", "has no text"},
		"control characters":        {head + "Subject: \x1b]0;evil\x07\n\nhi\x00", "hi"},
		"an unknown character set":  {head + "Content-Type: text/plain; charset=\"" + strings.Repeat("x", 10_000) + "\"\n\nhi\xff", "hiÿ"},
	}
}

func TestHostileMailsAreReadOrRefusedAtOnce(t *testing.T) {
	for name, bomb := range bombs() {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			m, err := Message([]byte(bomb.raw), now)
			// Generous: the race detector on a busy machine.
			if took := time.Since(begin); took > 20*time.Second {
				t.Errorf("took %s", took)
			}
			var refusal *Refusal
			switch {
			case errors.As(err, &refusal):
				if bomb.want == "" || !strings.Contains(refusal.Error(), bomb.want) {
					t.Errorf("refused: %v", err)
				}
			case err != nil:
				t.Errorf("an error that is no refusal: %v", err)
			case !strings.HasPrefix(m.Body.Text, bomb.want):
				t.Errorf("%.100q", m.Body.Text)
			}
		})
	}
}

func TestAForgedHeaderIsNotBelieved(t *testing.T) {
	m := mustRead(t, head+"X-Earshot-Network: mastodon\nX-Earshot-ID: 7\nX-Earshot-State: done\nX-Earshot-Assignee: boss\n\nhi")
	if m.Key.Network != "mail" || m.Key.ID != "1@shop.example" || m.Work.State != "" || m.Work.Assignee != "" {
		t.Errorf("%+v", m)
	}
}

func FuzzMessage(f *testing.F) {
	for _, bomb := range bombs() {
		if len(bomb.raw) < 2000 {
			f.Add([]byte(bomb.raw))
		}
	}
	f.Add([]byte(head + "Subject: =?koi8-r?B?8NLJ18XU?= x\nContent-Type: text/plain; format=flowed; charset=koi8-r\nContent-Transfer-Encoding: base64\n\n8NLJ18XU"))
	f.Add([]byte(head + "Keywords: a, #b\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\n\nplain \n--b\nContent-Type: text/html\n\n<p>x\n--b--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Message(raw, now)
		if err != nil {
			var refusal *Refusal
			if !errors.As(err, &refusal) || m != nil {
				t.Fatalf("%v with %v", err, m)
			}
			return
		}
		if m.Key.Network != "mail" || !goodID(m.Key.ID) || strings.TrimSpace(m.Body.Text) == "" || len(m.Body.Text) > maxText || !inRange(m.Created, now) {
			t.Fatalf("accepted %+v", m)
		}
		again, err := Message(compose(m), now)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, compose(m))
		}
		if again.Key != m.Key || !again.Created.Equal(m.Created.Truncate(time.Second)) {
			t.Fatalf("%+v\nbecame\n%+v", m, again)
		}
	})
}

func FuzzMbox(f *testing.F) {
	f.Add([]byte(sep + letter("one\n\n") + sep + letter(">From two\n")))
	f.Add([]byte("\ufeff\n" + letter("x") + "\n\nFrom -\nDate: x\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		end, number := int64(0), 0
		for item, err := range Mbox(strings.NewReader(string(file)), now) {
			number++
			if (err == nil) != (item.Mention != nil) || item.Number != number {
				t.Fatalf("message %d: %v with %v", item.Number, err, item.Mention)
			}
			if item.Offset < end || item.Bytes < 0 {
				t.Fatalf("message %d begins at %d before %d", number, item.Offset, end)
			}
			end = item.Offset + item.Bytes
		}
		if end > int64(len(file)) || number > 0 && end != int64(len(file)) {
			t.Fatalf("%d of %d bytes", end, len(file))
		}
	})
}

func FuzzHeaderWords(f *testing.F) {
	f.Add("=?utf-8?q?a?= <a@b> (c)", "20 Nov 2026 (x)")
	f.Add(`"a\" <"b>; x*0*=utf-8'`, "")
	f.Fuzz(func(t *testing.T, value, date string) {
		firstAddress(value)
		if kind, p := params(value); kind != strings.ToLower(kind) || p == nil {
			t.Fatal(kind)
		}
		for _, id := range ids(value) {
			if !goodID(id) {
				t.Fatalf("%q", id)
			}
		}
		parseDate(date)
		fromLine("From " + value + date)
	})
}
