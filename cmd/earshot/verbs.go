package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"earshot/store"
	"earshot/store/desk"
)

// by says that the call was made from the command line.
func (c *Call) by() desk.By { return desk.By{User: c.User(), Door: "cli"} }

// docs finds the mention that an argument names; "-" means the ids on standard
// input, divided by white space.
func (c *Call) docs(ctx context.Context, ws *Workspace, id string) ([]store.Doc, error) {
	ids := []string{id}
	if id == "-" {
		ids = nil
		words := bufio.NewScanner(c.In)
		words.Split(bufio.ScanWords)
		for words.Scan() {
			ids = append(ids, words.Text())
		}
		if err := words.Err(); err != nil {
			return nil, fmt.Errorf("the ids on standard input cannot be read: %w", err)
		}
	}
	var docs []store.Doc
	var errs []error
	for _, id := range ids {
		doc, err := ws.Desk.Lookup.Resolve(ctx, id)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		docs = append(docs, doc)
	}
	return docs, errors.Join(errs...)
}

// onMentions makes the command of a verb on mentions: args[0] names them.
func (c *Call) onMentions(do func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error)) func(*cobra.Command, []string) error {
	return c.data(func(ctx context.Context, ws *Workspace, args []string) error {
		return onMentionsIn(c, ctx, ws, args, do)
	})
}

// onMentionsIn runs a verb on the mentions that args[0] names.
func onMentionsIn(c *Call, ctx context.Context, ws *Workspace, args []string, do func(ctx context.Context, ws *Workspace, on desk.Target, args []string) (desk.Outcome, error)) error {
	docs, err := c.docs(ctx, ws, args[0])
	if err != nil {
		return err
	}
	return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
		return do(ctx, ws, desk.On(docs...), args[1:])
	})
}

// change runs a verb, with a bar while it works on very many, and says what it
// did. What an interrupt leaves done is an error that tells how to take it back.
func (c *Call) change(ctx context.Context, do func(context.Context) (desk.Outcome, error)) error {
	bar := c.newProgress()
	out, err := do(desk.Watch(ctx, bar.follow))
	bar.clear()
	switch {
	case err != nil:
		return err
	case out.Stopped && out.Changed > 0:
		return fmt.Errorf("%s; earshot undo takes that back", out.Title)
	case out.Stopped:
		return errors.New(out.Title)
	}
	c.say("%s", out.Title)
	return nil
}

// step is undo or redo.
func (c *Call) step(ctx context.Context, do func(context.Context, desk.By) (desk.Reversal, error)) error {
	return c.change(ctx, func(ctx context.Context) (desk.Outcome, error) {
		r, err := do(ctx, c.by())
		return desk.Outcome{Title: r.Words, Stopped: r.Stopped}, err
	})
}
