package wiretest

import (
	"io"
	"net"
	"sync"
	"time"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"
)

const (
	// stages is how many toxics a direction can have at a time.
	stages = 3
	// depth is how many pieces a stage keeps, as the latency toxic wants it.
	depth = 1024
	// patience is how long a stage that is stuck in handing on is waited for
	// before it is left with the toxic it has.
	patience = 5 * time.Second
)

// link is one connection: two directions between a client and a server.
type link struct {
	client, server net.Conn
	up, down       *direction
	once           sync.Once
}

func newLink(client, server net.Conn, in []Toxic) *link {
	l := &link{client: client, server: server}
	l.up, l.down = newDirection(l, client, server), newDirection(l, server, client)
	for _, d := range []*direction{l.up, l.down} {
		for i, t := range d.of(in) {
			d.stages[i].next = t
		}
	}
	return l
}

// run moves bytes until the connection has ended.
func (l *link) run() {
	var both sync.WaitGroup
	both.Go(l.up.run)
	both.Go(l.down.run)
	both.Wait()
	l.end(false)
}

// put changes the toxics.
func (l *link) put(in []Toxic) {
	for _, d := range []*direction{l.up, l.down} {
		for i, t := range d.of(in) {
			d.stages[i].put(t)
		}
	}
}

// end closes both sides.
func (l *link) end(rudely bool) {
	l.once.Do(func() {
		for _, c := range []net.Conn{l.client, l.server} {
			if rudely {
				rude(c)
				continue
			}
			_ = c.Close() // that is what was asked for
		}
	})
}

// direction carries bytes one way, through all stages.
type direction struct {
	link     *link
	from, to net.Conn
	first    chan *stream.StreamChunk
	last     chan *stream.StreamChunk
	stages   [stages]*stage
}

func newDirection(l *link, from, to net.Conn) *direction {
	d := &direction{link: l, from: from, to: to, first: make(chan *stream.StreamChunk)}
	in := d.first
	for i := range d.stages {
		out := make(chan *stream.StreamChunk, depth)
		d.stages[i] = &stage{link: l, stub: toxics.NewToxicStub(in, out), next: &toxics.NoopToxic{}, ended: make(chan struct{})}
		in = out
	}
	d.last = in
	return d
}

// of picks the toxics of this direction, and fills up with none.
func (d *direction) of(all []Toxic) (mine [stages]toxics.Toxic) {
	for i := range mine {
		mine[i] = &toxics.NoopToxic{}
	}
	n := 0
	for _, t := range all {
		if t.up == (d.from == d.link.client) {
			mine[n] = t.is // more than there are stages is a mistake in the test, and panics
			n++
		}
	}
	return mine
}

func (d *direction) run() {
	var all sync.WaitGroup
	all.Go(func() {
		_, _ = io.Copy(stream.NewChanWriter(d.first), d.from) // an end is an end, whatever its name
		close(d.first)
	})
	for _, s := range d.stages {
		all.Go(s.run)
	}
	_, _ = io.Copy(d.to, stream.NewChanReader(d.last))
	d.hangUp()
	for range d.last { //nolint:revive // nobody wants it any more
	}
	all.Wait()
}

// hangUp tells the receiver that nothing more comes. TCP can say so in one
// direction; elsewhere, and where a toxic has ended it, both end.
func (d *direction) hangUp() {
	half, tcp := d.to.(*net.TCPConn)
	ok := true
	for i := len(d.stages) - 1; i >= 0 && ok; i-- { // each has ended because the one before it has, up to the one that struck
		<-d.stages[i].ended
		ok = !d.stages[i].struck()
	}
	if ok && tcp && half.CloseWrite() == nil {
		return
	}
	d.link.end(false)
}

// stage runs one toxic at a time.
type stage struct {
	link  *link
	stub  *toxics.ToxicStub
	ended chan struct{} // it hands on nothing more

	mu    sync.Mutex
	next  toxics.Toxic
	fatal bool // its toxic ended the connection
}

func (s *stage) toxic() toxics.Toxic {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

// run lets toxics work until there is nothing more to hand on.
func (s *stage) run() {
	var now toxics.Toxic
	for !s.stub.Closed() {
		if t := s.toxic(); t != now {
			now = t
			if own, ok := t.(toxics.StatefulToxic); ok {
				s.stub.State = own.NewState()
			}
		}
		now.Pipe(s.stub)
	}
	s.strike(now)
	close(s.ended)
	for range s.stub.Input { //nolint:revive // until its source has ended too
	}
}

// strike notes whether it was the toxic that ended the connection, and resets it
// where that is the toxic's way.
func (s *stage) strike(t toxics.Toxic) {
	switch t.(type) {
	case *toxics.ResetToxic:
		s.link.end(true)
	case *toxics.LimitDataToxic, *toxics.TimeoutToxic:
	default:
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fatal = true
}

func (s *stage) struck() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fatal
}

// put changes the toxic, and returns once the one before has stopped.
func (s *stage) put(t toxics.Toxic) {
	s.mu.Lock()
	s.next = t
	s.mu.Unlock()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case s.stub.Interrupt <- struct{}{}:
	case <-s.ended:
	case <-late.C:
	}
}
