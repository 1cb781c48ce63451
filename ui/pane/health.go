package pane

import (
	"earshot/store"
	"earshot/ui/theme"
)

// HealthToken gives the colour of a state of health.
func HealthToken(s store.HealthState) theme.Token {
	switch s {
	case store.HealthWaiting:
		return theme.Warn
	case store.HealthFailed:
		return theme.Bad
	}
	return theme.Dim
}

// HealthWord says a state of health in one word.
func HealthWord(s store.HealthState) string {
	switch s {
	case store.HealthOK:
		return "ok"
	case store.HealthWaiting:
		return "waits"
	case store.HealthFailed:
		return "FAILED"
	}
	return "idle"
}
