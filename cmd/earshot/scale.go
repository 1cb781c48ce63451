package main

import (
	"fmt"
	"time"

	"github.com/knadh/koanf/v2"

	"earshot/scoring/priority"
	"earshot/store/query"
)

// loadScale reads [priority] and [sla] of the configuration.
func loadScale(k *koanf.Koanf) (priority.Scale, error) {
	weights, targets := map[string]int{}, map[string]time.Duration{}
	for name, value := range k.Cut("priority").All() {
		n, ok := value.(int64)
		if !ok {
			return priority.Scale{}, fmt.Errorf("[priority] %s = %v: a weight is a whole number from 0 to 100", name, value)
		}
		weights[name] = int(n)
	}
	for name, value := range k.Cut("sla").All() {
		text, ok := value.(string)
		d, err := time.ParseDuration(text)
		if err != nil && ok { // days and weeks, as in queries
			var span query.Span
			span, err = query.ParseDuration(text)
			d = span.Approx()
		}
		if err != nil || !ok {
			return priority.Scale{}, fmt.Errorf("[sla] %s = %q is no length of time; write \"30m\", \"4h\", \"1d\", or \"0s\" for no promise", name, fmt.Sprint(value))
		}
		targets[name] = d
	}
	s, err := priority.Default().With(weights, targets)
	if err != nil {
		return s, fmt.Errorf("[priority] and [sla]: %w", err)
	}
	return s, nil
}
