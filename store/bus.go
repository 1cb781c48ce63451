package store

import "sync"

// Topic is a part of the data that screens and workers watch.
type Topic string

// The topics. The ids published with them are decimal Docs for mentions and
// record ids elsewhere.
const (
	TopicMentions Topic = "mentions"
	TopicPeople   Topic = "people"
	TopicPosts    Topic = "posts"
	TopicJobs     Topic = "jobs"
	TopicDrafts   Topic = "drafts"
	TopicNotes    Topic = "notes"
	TopicAccounts Topic = "accounts"
	TopicHealth   Topic = "health"
	TopicViews    Topic = "views"
	TopicCanned   Topic = "canned"
	TopicMonitors Topic = "monitors"
	TopicRules    Topic = "rules"
	TopicAlerts   Topic = "alerts" // ids of alerts; names of subscriptions and users behind a slash
	TopicHooks    Topic = "hooks"  // names of hooks
	TopicJournal  Topic = "journal"
	TopicPrefs    Topic = "prefs"  // ids are PrefID
	TopicTaught   Topic = "taught" // corrections
	TopicTasks    Topic = "tasks"
	TopicRead     Topic = "read"   // nothing has changed: the accounts are to be asked now
	TopicSought   Topic = "sought" // what is to be looked up about people; ids are sources
)

// maxIDs is how many ids a subscriber is told before it hears "all of it".
const maxIDs = 256

// Bus says that something changed, never what it is now. Publish cannot block:
// what a slow subscriber has not fetched yet is merged, not queued.
type Bus struct {
	mu   sync.Mutex
	subs map[*Sub]struct{}
}

// NewBus gives a bus without subscribers.
func NewBus() *Bus { return &Bus{subs: map[*Sub]struct{}{}} }

// Changed is what one topic has seen: some ids, or All when they were many.
type Changed struct {
	IDs map[string]struct{}
	All bool
}

// Has tells whether an id is among the changed.
func (c Changed) Has(id string) bool {
	_, ok := c.IDs[id]
	return c.All || ok
}

// Sub is one subscriber's view of the bus.
type Sub struct {
	bus    *Bus
	topics map[Topic]bool
	wake   chan struct{}
	mu     sync.Mutex
	have   map[Topic]Changed
}

// Subscribe watches the named topics, or all if none is named.
func (b *Bus) Subscribe(topics ...Topic) *Sub {
	s := &Sub{bus: b, wake: make(chan struct{}, 1), have: map[Topic]Changed{}}
	if len(topics) > 0 {
		s.topics = make(map[Topic]bool, len(topics))
		for _, t := range topics {
			s.topics[t] = true
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.subs[s] = struct{}{}
	return s
}

// Publish tells every subscriber; it never blocks.
func (b *Bus) Publish(changes map[Topic][]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		s.add(changes)
	}
}

func (s *Sub) add(changes map[Topic][]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	heard := false
	for topic, ids := range changes {
		if s.topics != nil && !s.topics[topic] {
			continue
		}
		heard = true
		s.have[topic] = s.have[topic].merge(ids)
	}
	if !heard {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (c Changed) merge(ids []string) Changed {
	if c.All || len(c.IDs)+len(ids) > maxIDs {
		return Changed{All: true}
	}
	if c.IDs == nil {
		c.IDs = make(map[string]struct{}, len(ids))
	}
	for _, id := range ids {
		c.IDs[id] = struct{}{}
	}
	return c
}

// Wake receives once when there is something to Take.
func (s *Sub) Wake() <-chan struct{} { return s.wake }

// Take fetches and forgets what has changed since the last Take.
func (s *Sub) Take() map[Topic]Changed {
	s.mu.Lock()
	defer s.mu.Unlock()
	have := s.have
	s.have = map[Topic]Changed{}
	return have
}

// Close ends the subscription.
func (s *Sub) Close() {
	s.bus.mu.Lock()
	defer s.bus.mu.Unlock()
	delete(s.bus.subs, s)
}
