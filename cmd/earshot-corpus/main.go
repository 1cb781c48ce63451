// Command earshot-corpus prints a realistic corpus of mentions in the exchange
// format, what became of them later, or questions to ask of them. The same
// flags give the same bytes on any machine. It is a tool for those who work on
// earshot; nothing imports it.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"earshot/store/corpustest"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "earshot-corpus:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("earshot-corpus", flag.ContinueOnError)
	n := flags.Int("n", 10_000, "`NUMBER` of mentions")
	seed := flags.Uint64("seed", 7, "another `SEED` is another corpus")
	until := flags.String("until", "2026-11-20T12:00:00Z", "`TIME` at which the year ends (RFC 3339)")
	changes := flags.Bool("changes", false, "print what became of the mentions: edits, and deletions as {network, id, deleted}")
	queries := flags.Int("queries", 0, "print `NUMBER` questions of each class instead: the class, a tab, the question")
	if err := flags.Parse(args); err != nil {
		return err
	}
	end, err := time.Parse(time.RFC3339, *until)
	if err != nil {
		return fmt.Errorf("--until %q: give a time like 2026-11-20T12:00:00Z", *until)
	}
	if *n < 1 || *queries < 0 || flags.NArg() > 0 {
		return errors.New("give --n of at least 1, and nothing but flags")
	}
	c := corpustest.New(corpustest.Options{N: *n, Seed: *seed, Until: end})
	w := bufio.NewWriterSize(out, 1<<20)
	switch {
	case *queries > 0:
		err = printQueries(w, c, *queries)
	case *changes:
		err = printChanges(w, c)
	default:
		err = printMentions(w, c)
	}
	return errors.Join(err, w.Flush())
}

// printMentions must keep up with whoever reads: it makes one line at a time
// in one buffer.
func printMentions(w *bufio.Writer, c *corpustest.Corpus) error {
	var line []byte
	for m := range c.All() {
		line = corpustest.AppendLine(line[:0], m)
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func printChanges(w *bufio.Writer, c *corpustest.Corpus) error {
	for x := range c.Changes() {
		if _, err := w.Write(x.AppendLine(nil)); err != nil {
			return err
		}
	}
	return nil
}

func printQueries(w *bufio.Writer, c *corpustest.Corpus, n int) error {
	for _, class := range c.Queries(n) {
		for _, q := range class.Queries {
			if _, err := fmt.Fprintf(w, "%s\t%s\n", class.Name, q); err != nil {
				return err
			}
		}
	}
	return nil
}
