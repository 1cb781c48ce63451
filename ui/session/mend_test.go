package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"pgregory.net/rapid"
)

// wire feeds a mender by a clock of its own.
type wire struct {
	m   mender
	at  time.Time
	out []byte
}

func newWire() *wire {
	w := &wire{at: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	w.m.now = func() time.Time { return w.at }
	return w
}

func (w *wire) send(chunk string, after time.Duration) string {
	w.at = w.at.Add(after)
	got := w.m.feed([]byte(chunk))
	w.out = append(w.out, got...)
	return string(got)
}

func TestATornSequenceWaitsForItsRest(t *testing.T) {
	const ms = time.Millisecond
	type step struct {
		chunk string
		after time.Duration
		want  string
	}
	for name, steps := range map[string][]step{
		"behind the bracket":       {{"\x1b[", 0, ""}, {"A", 300 * ms, "\x1b[A"}},
		"in the parameters":        {{"j\x1b[1;", 0, "j"}, {"5A", 300 * ms, "\x1b[1;5A"}},
		"behind the escape":        {{"\x1b", 0, "\x1b"}, {"[A", 300 * ms, "\x1b[A"}},
		"twice":                    {{"\x1b", 0, "\x1b"}, {"[", 70 * ms, ""}, {"A", 20 * ms, "\x1b[A"}},
		"a letter of two bytes":    {{"\xd0", 0, ""}, {"\xb6", 300 * ms, "ж"}},
		"the end of a paste":       {{"\x1b[200~hi\x1b", 0, "\x1b[200~hi"}, {"[201~", 700 * ms, "\x1b[201~"}},
		"the beginning of a paste": {{"\x1b[20", 0, ""}, {"0~hi\x1b[201~", 300 * ms, "\x1b[200~hi\x1b[201~"}},
		"a paste behind an escape": {{"\x1b", 0, "\x1b"}, {"[200~e\x1b[201~", 300 * ms, "\x1b[200~e\x1b[201~"}},
		"twice, in time":           {{"\x1b", 0, "\x1b"}, {"[", 39 * ms, ""}, {"A", 1 * ms, "[A"}},
		"thrice, each in time":     {{"\x1b", 0, "\x1b"}, {"[", 39 * ms, ""}, {"1;5", 39 * ms, ""}, {"A", 39 * ms, "[1;5A"}},
		"first in time, then not":  {{"\x1b", 0, "\x1b"}, {"[", 39 * ms, ""}, {"A", 40 * ms, "\x1b[A"}},
		"a console's function key": {{"\x1b[[", 0, ""}, {"A", 20 * ms, "\x1b[[A"}},
		"an answer":                {{"\x1b]11;rgb:", 0, ""}, {"1/2/3\x1b\\", 60 * ms, "\x1b]11;rgb:1/2/3\x1b\\"}},
		// What is no tear stays what it is.
		"esc, then a command":  {{"\x1b", 0, "\x1b"}, {"[", 400 * ms, "["}, {"j", 90 * ms, "j"}},
		"esc and [ in a hurry": {{"\x1b", 0, "\x1b"}, {"[", 120 * ms, ""}, {"j", 200 * ms, "\x1b[j"}},
		"esc and O":            {{"\x1b", 0, "\x1b"}, {"O", 400 * ms, "O"}},
		"alt and [":            {{"\x1b[", 0, ""}, {"j", 1100 * ms, "\x1b[j"}},
		"alt and p":            {{"\x1bP", 0, ""}, {"hello", 400 * ms, "\x1bPhello"}},
		"alt and a letter":     {{"\x1bж", 0, "\x1bж"}, {"\x1bx", 9 * ms, "\x1bx"}},
		"esc, a letter":        {{"\x1b", 0, "\x1b"}, {"j", 10 * ms, "j"}},
	} {
		w := newWire()
		for i, s := range steps {
			if got := w.send(s.chunk, s.after); got != s.want {
				t.Errorf("%s, step %d: %q becomes %q, want %q", name, i, s.chunk, got, s.want)
			}
		}
	}
}

// A paste whose end was lost must not swallow the keys of the rest of the day.
func TestAPasteThatNeverEndsEnds(t *testing.T) {
	w := newWire()
	w.send("\x1b[200~hi\x1b[2", 0)
	if got := w.send("j", 20*time.Second); got != "\x1b[2\x1b[201~j" {
		t.Fatalf("after a long silence j is %q", got)
	}
}

func TestATextThatNobodyTypedIsAPaste(t *testing.T) {
	brackets := func(s string) string { return pasteBegins + s + pasteEnds }
	for text, paste := range map[string]bool{
		"Dear Anna,\rthank you for the fridge\r": true,
		"Спасибо за холодильник, он морозит отлично, и даже тише прежнего": true,
		"jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj":     false, // a key held down
		"jjeeja a":           false, // typed ahead on a stalled line
		":tag +vip -spam\r":  false,
		"\x1b[A\x1b[A hello": false,
		":" + strings.Repeat("a macro of many words ", 6): false,
		"g i": false,
	} {
		want := text
		if paste {
			want = brackets(text)
		}
		if got := newWire().send(text, 0); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	w := newWire()
	w.send("Dear Anna,\rthank you for the fr", 0)
	if got := w.send("idge", 2*time.Millisecond); got != brackets("idge") {
		t.Errorf("the second part of a paste is %q", got)
	}
	if got := w.send("jj", time.Second); got != "jj" {
		t.Errorf("what is typed after a paste is %q", got)
	}
	if got := w.send(pasteBegins+"Dear Anna,\rthank you for it"+pasteEnds, time.Second); got != brackets("Dear Anna,\rthank you for it") {
		t.Errorf("a paste in brackets is %q", got)
	}
}

// strokes are keys, mouse events and pastes as terminals send them.
func strokes() []string {
	return []string{
		"j", "ж", "Ж", "G", " ", "\r", "\t", "\x7f", "\x0b", "🙂", "\x1b[A", "\x1bOB", "\x1b[1;5C", "\x1b[3~", "\x1b[15~", "\x1bOP", "\x1b[Z", "\x1bx", "\x1bж",
		"\x1b[1089::99;5u", "\x1b[<0;10;5M", "\x1b[<64;100;30M", "\x1b[I", "\x1b[200~привет\nыхы\x1b[201~", "\x1b[200~\x1b[201~", "\x1b[27;5;107~",
	}
}

// TestNoTearChangesWhatWasPressed tears keys, mouse and pastes anywhere and any
// number of times, with pauses longer than the library waits: what arrives is
// what was pressed. Only an escape torn from its rest is heard as a key before.
func TestNoTearChangesWhatWasPressed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		pressed := rapid.SliceOfN(rapid.SampledFrom(strokes()), 1, 6).Draw(rt, "pressed")
		var chunks []string
		var pauses []time.Duration
		for _, s := range pressed {
			gap := time.Duration(rapid.IntRange(160, 900).Draw(rt, "between")) * time.Millisecond
			for s != "" {
				n := rapid.IntRange(1, len(s)).Draw(rt, "bytes")
				if s[0] == esc && s[1] != '[' && s[1] != 'O' {
					n = len(s) // alt and a letter, torn, cannot be told from esc and a letter
				}
				chunks, pauses = append(chunks, s[:n]), append(pauses, gap)
				// Two tears in one sequence come with the pause of one.
				s, gap = s[n:], time.Duration(rapid.IntRange(1, 145).Draw(rt, "pause"))*time.Millisecond
			}
		}
		whole := events(t, pressed, make([]time.Duration, len(pressed)), false)
		torn := events(t, chunks, pauses, true)
		if whole != torn {
			rt.Fatalf("%q arrives as\n%s\nand was\n%s", chunks, torn, whole)
		}
	})
}

// TestATearInTimeIsNotHeard: while the library waits for what follows an escape
// it gets just that, however often the sequence is torn; with the escape once
// more the key would be heard with alt.
func TestATearInTimeIsNotHeard(t *testing.T) {
	const ms = time.Millisecond
	for _, seq := range []string{"\x1b[A", "\x1bOB", "\x1b[1;5C", "\x1b[3~", "\x1b[1089::99;5u"} {
		want := listen(t, []string{seq}, []time.Duration{0}, false)
		for _, first := range []time.Duration{1 * ms, 20 * ms, 39 * ms} {
			for _, then := range []time.Duration{1 * ms, 10 * ms, 11 * ms, 39 * ms} {
				chunks, pauses := []string{seq[:1], seq[1:2]}, []time.Duration{0, first}
				for _, b := range seq[2:] {
					chunks, pauses = append(chunks, string(b)), append(pauses, then)
				}
				if got := listen(t, chunks, pauses, true); !slices.Equal(got, want) {
					t.Errorf("%q with pauses of %v is heard as %v", chunks, pauses, got)
				}
			}
		}
	}
}

// events runs chunks through the library and names what it hears, without the
// escapes that a tear makes audible, and without the alt that such an escape
// lends to the key if the library is still waiting.
func events(t *testing.T, chunks []string, pauses []time.Duration, mending bool) string {
	var b strings.Builder
	for _, e := range listen(t, chunks, pauses, mending) {
		name := fmt.Sprintf("%T %v", e, e)
		if k, ok := e.(uv.KeyPressEvent); ok {
			if k.Code == uv.KeyEscape {
				continue
			}
			if k.Text == "" && k.Code != 'x' && k.Code != 'ж' {
				k.Mod &^= uv.ModAlt
			}
			name = k.String()
		}
		fmt.Fprintln(&b, name)
	}
	return b.String()
}

// listen runs chunks through the library, with pauses before each of them, and
// gives what it hears.
func listen(t *testing.T, chunks []string, pauses []time.Duration, mending bool) (heard []uv.Event) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		var in io.Reader = r
		if mending {
			in = mend(r, time.Now)
		}
		ch := make(chan uv.Event, 1000)
		ctx, cancel := context.WithCancel(context.Background())
		go uv.NewTerminalReader(in, "xterm-256color").StreamEvents(ctx, ch) //nolint:errcheck // ends with the pipe
		for i, c := range chunks {
			time.Sleep(max(pauses[i], 200*time.Millisecond*time.Duration(b2i(!mending))))
			synctest.Wait()
			io.WriteString(w, c) //nolint:errcheck // a pipe of our own
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		cancel()
		w.Close()
		synctest.Wait()
		for len(ch) > 0 {
			heard = append(heard, <-ch)
		}
	})
	return heard
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestTheReaderGivesEverythingHoweverSmallTheBuffer(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, size := range []int{1, 7, 4096} {
		text := strings.Repeat("жé\x1b[A🙂\x1b[<0;1;2Mx", 900) + "\x1b["
		r := mend(strings.NewReader(text), func() time.Time { return at })
		var got bytes.Buffer
		p := make([]byte, size)
		for {
			n, err := r.Read(p)
			got.Write(p[:n])
			if errors.Is(err, io.EOF) {
				break
			}
		}
		for {
			n, err := r.Read(p)
			if got.Write(p[:n]); n == 0 || err == nil && n == 0 {
				break
			}
		}
		if got.String() != text {
			t.Fatalf("through a buffer of %d: %d bytes of %d", size, got.Len(), len(text))
		}
	}
}
