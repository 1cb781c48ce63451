package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"earshot/scoring"
	"earshot/scoring/text"
	"earshot/store/clean"
)

func classifyCommand(c *Call) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "classify",
		Short: "Judge texts from standard input, one a line",
		Long: `Judge texts from standard input, one a line: language, sentiment, intent, lead, and why.
The answers come in the same order, one line for each, also for blank ones. In a workspace
what the team taught and the names of its monitors count; it works without one, too.`,
		Example: `  echo 'Холодильник опять не морозит' | earshot classify
  earshot classify --json < posts.txt > judged.jsonl`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		write := writeVerdict
		if asJSON {
			write = writeVerdictJSON
		}
		if _, err := os.Stat(filepath.Join(c.DataDir(), dataFile)); errors.Is(err, os.ErrNotExist) {
			return classify(cmd.Context(), c, scoring.New(text.NewCutter()), nil, write)
		}
		return c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			names, err := ws.Desk.Monitors.Catalog(ctx)
			if err != nil {
				return err
			}
			return classify(ctx, c, ws.Desk.Teach, names, write)
		})(cmd, args)
	}
	return cmd
}

// judging is whoever judges: the workspace's, or one that was taught nothing.
type judging interface {
	Judge(in scoring.Input) scoring.Verdict
}

// classify answers line by line. What is written leaves as soon as no further
// line is at hand, so that who types sees the answer, and files go fast.
func classify(ctx context.Context, c *Call, judge judging, names *scoring.Catalog, write func(io.Writer, string, scoring.Verdict) error) error {
	in, out := bufio.NewReaderSize(c.In, 1<<16), bufio.NewWriterSize(c.Out, 1<<16)
	for ctx.Err() == nil {
		line, err := in.ReadString('\n')
		if line != "" {
			line = strings.ToValidUTF8(strings.TrimRight(line, "\r\n"), "\uFFFD")
			if err := write(out, line, judge.Judge(scoring.Input{Text: line, Catalog: names})); err != nil {
				return err
			}
		}
		if err != nil || in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("standard input: %w", err)
		}
	}
	return ctx.Err()
}

// classified is an answer in JSON; interface.md names its fields.
type classified struct {
	Lang       string        `json:"lang"`
	Sentiment  string        `json:"sentiment"`
	Score      float64       `json:"score"`
	Confidence float64       `json:"confidence"`
	Intent     string        `json:"intent"`
	Lead       bool          `json:"lead"`
	Review     bool          `json:"review,omitempty"`
	Occasions  []string      `json:"occasions,omitempty"`
	Emotions   []feltEmotion `json:"emotions,omitempty"`
	Why        []wordWeight  `json:"why"`
}

type feltEmotion struct {
	Name        string  `json:"name"`
	Probability float64 `json:"probability"`
}

type wordWeight struct {
	Word   string  `json:"word"`
	Weight float64 `json:"weight"`
	About  string  `json:"about"`
}

func writeVerdictJSON(out io.Writer, _ string, v scoring.Verdict) error {
	x := classified{
		Lang: v.Lang, Sentiment: v.Sentiment, Score: v.Score, Confidence: v.Confidence, Intent: v.Intent, Lead: v.Lead,
		Review: v.Review, Occasions: v.Occasions, Why: make([]wordWeight, 0, len(v.Why)),
	}
	for _, r := range v.Why {
		x.Why = append(x.Why, wordWeight{r.Word, r.Weight, r.About})
	}
	for _, e := range v.Emotions {
		x.Emotions = append(x.Emotions, feltEmotion{e.Name, e.Probability})
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(x)
}

// writeVerdict writes a line to read.
func writeVerdict(out io.Writer, line string, v scoring.Verdict) error {
	notes := v.Occasions
	if v.Lead {
		notes = append([]string{"lead"}, notes...)
	}
	if v.Review {
		notes = append(notes[:len(notes):len(notes)], "review")
	}
	lang := v.Lang
	if lang == "" {
		lang = "-"
	}
	_, err := fmt.Fprintf(out, "%-2s  %-8s %+.2f  %-9s  %-14s  %s\n", lang, v.Sentiment, v.Score, v.Intent, strings.Join(notes, " "), inBrief(clean.Line(line, 4<<10), 100))
	return err
}
