package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// fetchRows is how many people are filed in one transaction.
const fetchRows = 200

// fetchList reads who follows an account into a list of followers. Whoever
// stands on it already is brought up to date.
func fetchList(ctx context.Context, c *Call, ws *Workspace, account, list string) error {
	a, err := ws.Desk.Setup.Account(ctx, account)
	if errors.Is(err, store.ErrNotFound) {
		return notConnected(account)
	}
	if err != nil {
		return err
	}
	conn, err := ws.Runner.Open(ctx, a)
	if err != nil {
		return err
	}
	audience, ok := conn.(connectors.Audience)
	if !ok {
		return fmt.Errorf("%s does not tell who follows an account, or earshot does not ask it yet", a.Network)
	}
	if list == "" {
		list = "followers of " + a.Name
	}
	var sum desk.ContactResult
	err = audience.Followers(ctx, func(page []store.Author) error {
		for part := range slices.Chunk(page, fetchRows) {
			b := desk.ContactBatch{List: list, From: a.Network + " account " + a.Name}
			for _, who := range part {
				b.Rows = append(b.Rows, desk.ContactRow{Person: store.Identity{ID: a.Network + ":" + who.ID, Network: a.Network, Author: who}})
			}
			res, err := ws.Desk.Lists.Import(ctx, c.by(), b)
			if err != nil {
				return err
			}
			sum.New, sum.Known, sum.Changed = sum.New+res.New, sum.Known+res.Known, sum.Changed+res.Changed
		}
		return nil
	})
	if err != nil {
		return err
	}
	if sum.New+sum.Known+sum.Changed == 0 {
		c.say("nobody follows %s", a.Name)
		return nil
	}
	if _, err := ws.Desk.Lists.Followers(ctx, c.by(), list, true); err != nil {
		return err
	}
	c.say("%s: %d new, %d known, %d changed", list, sum.New, sum.Known, sum.Changed)
	return nil
}
