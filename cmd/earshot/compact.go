package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func compactCommand(c *Call) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Write the data file anew, without the room that nothing needs",
		Long: `Write the data file anew, without the room that nothing needs any more, prove that the
new file is the same, and put it in the place of the old one. Screens and syncs go on
meanwhile. It needs room for both files at once; if it is cut, the data are as before.`,
		Example: "  earshot compact\n  earshot prune 'age:>2y' && earshot compact",
		Args:    cobra.NoArgs,
		RunE: c.data(func(ctx context.Context, ws *Workspace, _ []string) error {
			file, err := ws.file()
			if err != nil {
				return err
			}
			bar := c.newProgress()
			defer bar.clear()
			done, err := file.Compact(ctx, bar.bytes)
			bar.clear()
			if err != nil {
				return cut(err, "the data are as before")
			}
			_, err = fmt.Fprintf(c.Out, "compacted: %d bytes before, %d bytes after\n", done.Before, done.After)
			return err
		}),
	}
}
