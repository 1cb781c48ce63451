package main

import (
	"context"
	"fmt"

	"earshot/store/clean"
	"earshot/store/desk"
)

// inviteJSON is the stable form of lists invite --json: somebody who is invited, or
// left out.
type inviteJSON struct {
	Identity string `json:"identity"`
	Name     string `json:"name"`
	To       string `json:"to,omitempty"`      // follow or subscribe
	Account  string `json:"account,omitempty"` // ours by which the draft goes
	Draft    string `json:"draft,omitempty"`
	Why      string `json:"why,omitempty"` // why they are left out
}

// inviteList writes invitations as drafts, and names everybody with what became of
// them.
func inviteList(ctx context.Context, c *Call, ws *Workspace, ask desk.Invite, asJSON bool) error {
	out, err := ws.Desk.Invitations.Prepare(ctx, c.by(), ask)
	if err != nil {
		return err
	}
	for _, i := range out.Made {
		who, err := ws.Desk.People.Named(ctx, i.Identity)
		if err != nil {
			return err
		}
		line := inviteJSON{Identity: i.Identity, Name: desk.CallName(&who), To: string(i.To), Account: i.Account, Draft: i.ID}
		if err := writeRow(c, asJSON, line, fmt.Sprintf("%-30s by %s", clean.Line(line.Name, 60), i.Account)); err != nil {
			return err
		}
	}
	for _, l := range out.Left {
		line := inviteJSON{Identity: l.Identity, Name: l.Name, Why: l.Why}
		if err := writeRow(c, asJSON, line, fmt.Sprintf("%-30s left out: %s", clean.Line(l.Name, 60), l.Why)); err != nil {
			return err
		}
	}
	return c.told(out.Outcome, nil)
}
