package pane

import (
	"earshot/store"
	"earshot/ui/theme"
)

// Delivery gives the token and the word of how far an answer or a post has
// come.
func Delivery(s store.DeliveryState) (theme.Token, string) {
	switch s {
	case store.DeliverySent:
		return theme.Good, "sent"
	case store.DeliveryHeld:
		return theme.Warn, "held"
	case store.DeliveryFailed:
		return theme.Bad, "failed"
	case store.DeliveryUnsure:
		return theme.Bad, "unsure"
	case store.DeliveryStopped:
		return theme.Dim, "stopped"
	}
	return theme.Info, string(s)
}
