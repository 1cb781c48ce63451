package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func backupCommand(c *Call) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy all data to a file, also while others are writing",
		Long: `Copy all data, as they are at this moment, to FILE. Screens and syncs go on meanwhile.
FILE appears whole or not at all. The key that seals tokens and passwords is not part
of it (earshot doctor says where it lies): keep that apart, or connect the accounts
anew after a restore on another machine.`,
		Example: `  earshot backup ~/backups/earshot-$(date +%F).db
  earshot backup --force /mnt/stick/earshot.db   # replaces the one that is there`,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().BoolVar(&force, "force", false, "replace FILE if it is there")
	cmd.RunE = c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		file, err := ws.file()
		if err != nil {
			return err
		}
		bar := c.newProgress()
		defer bar.clear()
		made, err := file.Backup(ctx, c.Path(args[0]), force, bar.bytes)
		bar.clear()
		if err != nil {
			return cut(err, "no backup was made")
		}
		c.say("the key that seals tokens and passwords is not part of it: %s", c.KeyFile())
		_, err = fmt.Fprintf(c.Out, "backed up: %d mentions, %d bytes\n", made.Mentions, made.Bytes)
		return err
	})
	return cmd
}
