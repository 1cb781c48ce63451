package mailtest

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// Hostile is a message that somebody made, or broke, so that it hurts.
type Hostile struct {
	Name string
	Raw  string
	// Says is in the text of the mention; empty = anything.
	Says string
}

const top = "From: Eve <eve@far.test>\nTo: support@brand.test\nDate: Fri, 20 Nov 2026 11:00:00 +0000\n"

// Corpus are messages that hurt readers of mail: our own, after what real
// programs and attackers send. Each has an id of its own, so that none is taken
// for another.
func Corpus() []Hostile {
	all := append(deep(), append(letters(), append(heads(), shapes()...)...)...)
	for i := range all {
		if !strings.Contains(all[i].Raw, "Message-ID:") {
			all[i].Raw = fmt.Sprintf("Message-ID: <hostile-%d@far.test>\n", i) + all[i].Raw
		}
	}
	return all
}

// deep are messages in messages in messages.
func deep() []Hostile {
	nest := func(depth int, kind string) string {
		var b strings.Builder
		for i := range depth {
			fmt.Fprintf(&b, "Content-Type: multipart/%s; boundary=b%d\n\n--b%d\n", kind, i, i)
		}
		return b.String()
	}
	return []Hostile{
		{"multiparts 1,000 deep", top + "Subject: deep\n" + nest(1000, "mixed") + "\nhello", ""},
		{"alternatives 1,000 deep", top + nest(1000, "alternative") + "\nhello", ""},
		{"one boundary for 1,000 multiparts", top + strings.Repeat("Content-Type: multipart/mixed; boundary=b\n\n--b\n", 1000) + "\nhello\n--b--", ""},
		{"forwards of forwards, 1,000 deep", top + strings.Repeat("Content-Type: message/rfc822\n\n", 1000) + "\nhello", ""},
		{"multiparts 40 deep", top + nest(40, "mixed") + "\nhello", "hello"},
		{"HTML 5,000 deep", top + "Content-Type: text/html\n\n" + strings.Repeat("<div><blockquote>", 5_000) + "hello", "hello"},
		{"10,000 parts", top + "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\n.\n", 9_990) + "--b--\n", "."},
		{"5,000 attachments", top + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n" + strings.Repeat("--b\nContent-Disposition: attachment; filename=a\n\nx\n", 5000), "hello"},
	}
}

// letters are messages in character sets that are wrong or unknown.
func letters() []Hostile {
	koi := "\xf0\xf2\xe9\xf7\xe5\xf4, \xd7 \xd0\xcf\xd2\xd1\xc4\xcb\xc5 \xcc\xc9 \xda\xc1\xcb\xc1\xda" // "ПРИВЕТ, в порядке ли заказ" in KOI8-R
	head := func(charset string) string { return top + "Content-Type: text/plain; charset=" + charset + "\n\n" }
	return []Hostile{
		{"KOI8-R that says so", head("koi8-r") + koi, "ПРИВЕТ"},
		{"KOI8-R that claims UTF-8", head("utf-8") + koi, "в порядке ли заказ"},
		{"UTF-8 that claims Latin 1", head("iso-8859-1") + "Где мой заказ?", "Где мой заказ?"},
		{"an unknown character set", head("x-martian") + "hello", "hello"},
		{"a character set of 10,000 letters", head(strings.Repeat("x", 10_000)) + "hello", "hello"},
		{"UTF-16 that is none", head("utf-16") + "hello", ""},
		{"UTF-7", head("utf-7") + "+BBMENAQ1-", ""},
		{"bytes that are nothing", head("utf-8") + "hello \xff\xfe\xc3(\x80 end", "hello"},
		{"base64 that is none", head("utf-8") + "", ""},
		{"subjects of bytes", "Subject: \xff\xfe\xc3(\n" + head("utf-8") + "hello", "hello"},
		{"letters cut in two words", "Subject: =?utf-8?B?0JfQsA==?= =?utf-8?B?0LrQsNC3?=\n" + head("utf-8") + "hello", "hello"},
	}
}

// heads are headers that hurt.
func heads() []Hostile {
	return []Hostile{
		{"a header of 2 MB", top + strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\n", 2000) + "\nhello", ""},
		{"a field of 2 MB", top + "X-A: " + strings.Repeat("a", 2<<20) + "\n\nhello", ""},
		{"100,000 fields", top + strings.Repeat("A: b\n", 100_000) + "\nhello", ""},
		{"50,000 references", top + "References:" + strings.Repeat(" <a@b>", 50_000) + "\n\nhello", "hello"},
		{"50,000 recipients", top + "Cc: " + strings.Repeat("a@b.test, ", 50_000) + "x@b.test\n\nhello", "hello"},
		{"encoded words without an end", top + "Subject: " + strings.Repeat("=?utf-8?q?", 20_000) + "\n\nhello", "hello"},
		{"comments in comments", top + "Sender: " + strings.Repeat("(", 100_000) + "\n\nhello", "hello"},
		{"quotes without an end", top + "Reply-To: " + strings.Repeat("\"", 50_001) + ", a@b\n\nhello", "hello"},
		{"controls everywhere", top + "Subject: \x1b]0;owned\x07\u202e\n\nhello \x1b[2J\x00 end", "hello"},
		{"no header", "\n\nhello", ""},
		{"no sender", "Date: Fri, 20 Nov 2026 11:00:00 +0000\nSubject: who?\n\nhello", "hello"},
		{"no date", "From: eve@far.test\n\nhello", "hello"},
		{"a date of 1970", "From: eve@far.test\nDate: Thu, 1 Jan 1970 00:00:00 +0000\n\nhello", "hello"},
		{"colons only", strings.Repeat(":\n", 1000) + top + "\nhello", "hello"},
		{"every field twice", top + top + "\nhello", "hello"},
	}
}

// shapes are parts that do not fit together.
func shapes() []Hostile {
	part := top + "Content-Type: multipart/mixed; boundary=b\n\n"
	attachment := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 3000)))
	return []Hostile{
		{"no boundary named", top + "Content-Type: multipart/mixed\n\n--zz\nContent-Type: text/plain\n\nhello\n--zz--\n", "hello"},
		{"the boundary is missing", part + "hello\n", "hello"},
		{"never closed", part + "--b\n\nhello\n", "hello"},
		{"closed at once", part + "--b--\nhello\n", ""},
		{"nearly boundaries", part + "--b\n\nhello\n--bb\n --b\n--b-\n--b\n", "hello"},
		{"a boundary of dashes", top + "Content-Type: multipart/mixed; boundary=\"-\"\n\n" + strings.Repeat("-", 100_000), ""},
		{"an empty mail", top + "\n\n", ""},
		{"a lie about its encoding", top + "Content-Transfer-Encoding: base64\n\nhello, this is no base64!", ""},
		{"quoted-printable of equal signs", top + "Content-Transfer-Encoding: quoted-printable\n\n" + strings.Repeat("=", 50_000) + "\nhello", ""},
		{"a path for a name", part + "--b\n\nhello\n--b\nContent-Disposition: attachment; filename=\"../../../etc/passwd\"\nContent-Transfer-Encoding: base64\n\n" + attachment + "\n--b--\n", "hello"},
		{"a name of 10,000 letters", part + "--b\n\nhello\n--b\nContent-Disposition: attachment; filename=\"" + strings.Repeat("n", 10_000) + ".exe\"\n\nx\n--b--\n", "hello"},
		{"remote pictures and scripts", top + "Content-Type: text/html\n\n<img src=http://tracker.test/1.gif><script src=http://evil.test/x.js>alert(1)</script><p>hello", "hello"},
		{"a report about nothing", top + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" + strings.Repeat("Action: failed\nFinal-Recipient: rfc822;\n\n", 5000) + "--b--\n", ""},
	}
}
