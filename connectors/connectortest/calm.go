package connectortest

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"earshot/connectors"
	"earshot/store"
	"earshot/store/desk"
)

// calmNetwork is a network on which nothing ever goes wrong.
const (
	calmNetwork  = "calm"
	calmInterval = 10 * time.Second
	calmText     = "all is well"
)

// calm is an account on it.
type calm struct {
	clock *Clock
	mu    sync.Mutex
	all   []desk.Event
	at    map[string]time.Time // when it was said
}

// open is the factory of the calm network.
func (c *calm) open(connectors.Config) (connectors.Connector, error) { return c, nil }

// say lets somebody say something there, perhaps within a long silence.
func (c *calm) say(twice bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil {
		c.at = map[string]time.Time{}
	}
	for range 1 + map[bool]int{true: 1}[twice] {
		id := fmt.Sprintf("calm-%d", len(c.all))
		now := c.clock.Now()
		c.at[id] = now
		c.all = append(c.all, desk.Event{Mention: &store.Mention{
			Key: store.Key{Network: calmNetwork, ID: id}, Kind: store.KindPost, Created: now,
			Author: store.Author{ID: "1", Handle: "olga"}, Body: store.Body{Text: calmText + " " + id},
		}})
	}
}

// Check implements connectors.Connector.
func (c *calm) Check(context.Context) (connectors.Profile, error) {
	return connectors.Profile{RemoteID: "1", Handle: "calm"}, nil
}

// Interval implements connectors.Source.
func (c *calm) Interval() time.Duration { return calmInterval }

// Pull implements connectors.Source.
func (c *calm) Pull(ctx context.Context, at connectors.Cursors, emit connectors.Emit) error {
	from, _ := strconv.Atoi(string(at(""))) // none is the beginning
	c.mu.Lock()
	news := c.all[from:len(c.all):len(c.all)]
	c.mu.Unlock()
	if len(news) == 0 {
		return nil
	}
	return emit(ctx, desk.Batch{Events: news, Cursor: []byte(strconv.Itoa(from + len(news)))})
}
