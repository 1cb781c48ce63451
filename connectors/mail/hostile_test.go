package mail

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"earshot/connectors/mail/mailtest"
	"earshot/connectors/mailfile"
)

// TestEveryHostileMailArrives: whatever a message is like, the one before and the
// one after it arrive, and it does, too, if it has a header at all. What comes
// over the line and what is asked of the memory is bounded by the same figures
// for all of them.
func TestEveryHostileMailArrives(t *testing.T) {
	for _, x := range mailtest.Corpus() {
		t.Run(x.Name, func(t *testing.T) {
			s := start(t, mailtest.Options{})
			c, shelf := connect(t, s), newShelf()
			s.Deliver("INBOX", mail("before it"))
			s.Deliver("INBOX", x.Raw)
			s.Deliver("INBOX", mail("after it"))
			pull(t, c, shelf)
			texts := shelf.texts()
			if !slices.Contains(texts, "before it") || !slices.Contains(texts, "after it") {
				t.Fatalf("others are lost: %.300q", texts)
			}
			if len(texts) != 3 && x.Name != "no header" {
				t.Fatalf("it is lost: %.300q", texts)
			}
			if x.Says != "" && !strings.Contains(texts[1], x.Says) {
				t.Errorf("it says %.300q", texts[1])
			}
			for _, m := range shelf.mentions() {
				for _, f := range m.Body.Media {
					if strings.Contains(f.Alt, "..") || len(f.Alt) > 300 {
						t.Errorf("an attachment is called %.300q", f.Alt)
					}
				}
			}
			pull(t, c, shelf)
			if n := len(shelf.texts()); n != len(texts) {
				t.Errorf("read again, there are %d instead of %d", n, len(texts))
			}
		})
	}
}

// maxWork is how much memory the reading of one hostile message may ask for in
// all, in bytes, freed or not: about a hundred times what the largest has.
const maxWork = 64 << 20

func TestAHostileMailCostsBoundedMemory(t *testing.T) {
	for _, x := range mailtest.Corpus() {
		raw := []byte(strings.ReplaceAll(x.Raw, "\n", "\r\n"))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if m, err := mailfile.Read(raw, noon(), noon()); err != nil {
			_, _ = mailfile.Salvage(raw, err, noon(), noon())
		} else if len(m.Mention.Body.Text) > 1<<20 {
			t.Errorf("%s: a text of %d bytes", x.Name, len(m.Mention.Body.Text))
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > maxWork {
			t.Errorf("%s: %d MB for %d kB", x.Name, used>>20, len(raw)>>10)
		}
	}
}

// TestAnAttachmentOfAHundredMegabytes never comes over the line.
func TestAnAttachmentOfAHundredMegabytes(t *testing.T) {
	s := start(t, mailtest.Options{})
	s.Deliver("INBOX", mail("--b\n\nlook at the video\n--b\nContent-Type: video/mp4; name=v.mp4\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=v.mp4\n\n"+
		strings.Repeat(strings.Repeat("A", 76)+"\n", 100<<20/77)+"--b--\n", "Content-Type", "multipart/mixed; boundary=b", "Message-ID", "<video@far.test>"))
	c, shelf := connect(t, s), newShelf()
	session, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.close()
	counted := &counting{conn: session.line.Conn}
	session.line.Conn = counted
	if err := session.read(t.Context(), newFolder("INBOX"), shelf.emit); err != nil {
		t.Fatal(err)
	}
	m := shelf.mentions()[0]
	if m.Body.Text != "look at the video" || len(m.Body.Media) != 1 || m.Body.Media[0].Alt != "v.mp4" {
		t.Errorf("%+v", m.Body)
	}
	if counted.n > 64<<10 {
		t.Errorf("%d bytes came over the line", counted.n)
	}
}

// counting counts what is read.
type counting struct {
	conn
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.conn.Read(p)
	c.n += n
	return n, err
}

// BenchmarkHostile reads each message of the corpus; the slowest is to stay
// below 100 ms, and an ordinary mail of a kilobyte below 100 µs.
func BenchmarkHostile(b *testing.B) {
	corpus := append(mailtest.Corpus(), mailtest.Hostile{Name: "an ordinary mail", Raw: mail(strings.Repeat("The fridge hums again. ", 40))})
	for _, x := range corpus {
		raw := []byte(x.Raw)
		b.Run(x.Name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mailfile.Read(raw, noon(), noon()); err != nil {
					_, _ = mailfile.Salvage(raw, err, noon(), noon())
				}
			}
		})
	}
}
