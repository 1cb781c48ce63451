// Command earshot-train makes the weights of all models that judge mentions,
// and prints how well they do on examples that they were not made from. It is a
// tool for those who work on earshot; the program embeds what it writes. The
// same examples and seed give the same bytes on one architecture.
//
//	earshot-train --data DIR                  make all models, write them
//	earshot-train --data DIR --only sentiment make those of one family
//	earshot-train --data DIR --eval           only measure what is embedded
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "earshot-train:", err)
		os.Exit(1)
	}
}

func run(args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("earshot-train", flag.ContinueOnError)
	flags.SetOutput(progress)
	e := &env{log: progress}
	flags.StringVar(&e.data, "data", os.Getenv("EARSHOT_DATASETS"), "the `DIR` with the sets that are not ours to give away; without it, only what testdata holds is measured")
	flags.StringVar(&e.testdata, "testdata", "testdata", "the `DIR` with our own examples")
	flags.StringVar(&e.out, "out", ".", "the `DIR` of the repository that weights are written into")
	flags.Uint64Var(&e.seed, "seed", 7, "another `SEED` shuffles the examples in another way")
	flags.BoolVar(&e.eval, "eval", false, "make nothing; measure the weights that are embedded")
	flags.BoolVar(&e.misses, "misses", false, "name the posts of our own that are taken for something else")
	flags.StringVar(&e.langs, "lang", "", "`LIST` of languages, with commas, whose sentiment is made anew; the others stay as they are")
	only := flags.String("only", "", "`LIST` of families, with commas: "+strings.Join(families(), ", "))
	format := flags.String("format", "text", "`FORM` of the table of figures: text or markdown")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%q is no flag; give nothing but flags", flags.Arg(0))
	case *format != "text" && *format != "markdown":
		return fmt.Errorf("--format %q: give text or markdown", *format)
	case e.data == "" && !e.eval:
		return errors.New("give --data DIR, or set EARSHOT_DATASETS: there is nothing to learn from; --eval works without")
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	var all []figure
	for _, t := range chosen {
		e.say("%s", t.name)
		list, err := t.run(e)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		all = append(all, list...)
	}
	return write(out, all, *format)
}
