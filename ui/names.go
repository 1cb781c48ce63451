package ui

import (
	"context"
	"reflect"

	tea "charm.land/bubbletea/v2"

	"earshot/store"
	"earshot/ui/keys"
	"earshot/ui/pane"
)

// namesScope is the address of the names for completion.
const namesScope keys.Scope = "names"

// names keeps the values for completion fresh: they are read at the start, when
// views, accounts or monitors change, and when a prompt opens.
type names struct{ box *pane.Mailbox }

func (n *names) changed(h *pane.Host, ch pane.Changes) tea.Cmd {
	if !ch.Touch(store.TopicViews, store.TopicAccounts, store.TopicMonitors) {
		return nil
	}
	return n.refresh(h)
}

func (n *names) refresh(h *pane.Host) tea.Cmd {
	if h.Desk == nil || n.box.Busy() {
		return nil
	}
	return n.box.Read(func(ctx context.Context) tea.Msg {
		var out pane.Names
		if got, err := h.Desk.Lookup.Names(ctx, store.FacetTag, store.FacetAssignee, store.FacetLang, store.FacetMonitor, store.FacetCampaign); err == nil {
			out.Tags, out.Users, out.Langs, out.Monitors, out.Campaigns = got[0], got[1], got[2], got[3], got[4]
		}
		out.Brand, _ = h.Desk.Monitors.Brand(ctx)
		out.Views, _ = h.Desk.Setup.Views(ctx)
		accounts, _ := h.Desk.Setup.Accounts(ctx)
		for _, a := range accounts {
			out.Accounts = append(out.Accounts, a.Name)
		}
		return out
	})
}

// got takes the names over; it reports whether they are others than before.
func (n *names) got(h *pane.Host, msg tea.Msg) bool {
	got, ok := msg.(pane.Names)
	if !ok || reflect.DeepEqual(got, h.Names) {
		return false
	}
	h.Names = got
	return true
}
