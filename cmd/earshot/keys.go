package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"earshot/ui"
)

func keysCommand(c *Call) *cobra.Command {
	var markdown bool
	cmd := &cobra.Command{
		Use:     "keys",
		Short:   "List every key and what it does",
		Example: "  earshot keys\n  earshot keys --markdown > KEYS.md",
		Args:    cobra.NoArgs,
	}
	cmd.Flags().BoolVar(&markdown, "markdown", false, "as Markdown tables")
	cmd.RunE = func(*cobra.Command, []string) error {
		conf, err := loadConfig(c)
		if err != nil {
			return err
		}
		table, err := ui.Commands(conf.Keys)
		if err != nil {
			return err
		}
		text := table.Text()
		if markdown {
			text = table.Markdown()
		}
		_, err = fmt.Fprint(c.Out, text)
		return err
	}
	return cmd
}
