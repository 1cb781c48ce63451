package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store/bolt"
)

func checkCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Short:   "Walk the whole data file and prove that it is sound",
		Example: "  earshot check",
		Args:    cobra.NoArgs,
		RunE: c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			file, ok := ws.Store.(*bolt.Store)
			if !ok {
				return errors.New("these data are not kept in a file")
			}
			bar := c.newProgress()
			report, err := file.Check(ctx, func(done, total int) {
				bar.total, bar.done = int64(total), int64(done)
				bar.show(done)
			})
			bar.clear()
			if err != nil {
				return err
			}
			for _, p := range report.Problems {
				fmt.Fprintln(c.Out, p)
			}
			if len(report.Problems) > 0 {
				return fmt.Errorf("%d things are wrong; keep a copy of the file, then export what can be read: earshot export mentions", len(report.Problems))
			}
			_, err = fmt.Fprintf(c.Out, "clean: %d mentions\n", report.Mentions)
			return err
		}),
	}
}
