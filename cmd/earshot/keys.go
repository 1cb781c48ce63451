package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"earshot/ui"
	"earshot/ui/session"
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
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		conf, err := loadConfig(c)
		if err != nil {
			return err
		}
		model, err := session.New(session.NewHost(cmd.Context(), session.Options{}), ui.Options{Rebound: conf.Keys}, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", c.ConfigFile(), err)
		}
		for _, wrong := range keyProblems(c, conf) {
			c.say("%s: %v", c.ConfigFile(), wrong)
		}
		text := model.Table().Text()
		if markdown {
			text = model.Table().Markdown()
		}
		_, err = fmt.Fprint(c.Out, text)
		return err
	}
	return cmd
}
