package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"earshot/store"
)

func attachmentsCommand(c *Call) *cobra.Command {
	var folder string
	var number int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "attachments ID",
		Short: "List the files that hang on a mail or message, or save them",
		Long: `List the files that hang on a mention, with their types and sizes. They lie with the
network until --save fetches them. Names are made safe, and nothing is overwritten.`,
		Example: `  earshot attachments 42
  earshot attachments 42 --save ~/Downloads
  earshot attachments mail:41@example.org --save . --number 2`,
		Args: cobra.ExactArgs(1),
		RunE: c.data(func(ctx context.Context, ws *Workspace, args []string) error {
			doc, err := ws.Desk.Lookup.Resolve(ctx, args[0])
			if err != nil {
				return err
			}
			if folder == "" {
				if number != 0 {
					return usageError{errors.New("--number goes with --save FOLDER")}
				}
				return listAttachments(c, ctx, ws, doc, asJSON)
			}
			if !filepath.IsAbs(folder) {
				folder = filepath.Join(c.Dir, folder)
			}
			out, err := ws.Desk.Files.Save(ctx, doc, number, folder)
			if err == nil {
				c.say("%s", out.Title)
			}
			return err
		}),
	}
	cmd.Flags().StringVar(&folder, "save", "", "save them in this `FOLDER`")
	cmd.Flags().IntVar(&number, "number", 0, "only the `N`th of the list")
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// listAttachments writes one line for each file.
func listAttachments(c *Call, ctx context.Context, ws *Workspace, doc store.Doc, asJSON bool) error {
	m, err := ws.Desk.Lookup.Get(ctx, doc)
	if err != nil {
		return err
	}
	n := 0
	for _, x := range m.Body.Media {
		a, ok := x.Attached()
		if !ok {
			continue
		}
		n++
		if asJSON {
			line, err := json.Marshal(map[string]any{"number": n, "name": a.Name, "type": a.Type, "size": a.Size})
			if err != nil {
				return err
			}
			fmt.Fprintf(c.Out, "%s\n", line)
			continue
		}
		fmt.Fprintf(c.Out, "%3d  %9d  %-24s  %s\n", n, a.Size, a.Type, a.Name)
	}
	if n == 0 {
		c.say("no file hangs on this mention")
	}
	return nil
}
