package paint

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"
)

// Options shape a painter. The zero value works.
type Options struct {
	// Rate is the greatest number of frames a second; 0 = 120. A frame that comes
	// later than that after the last is drawn at once.
	Rate int
	// Failed is told, once, why nothing can be drawn any more: the terminal takes
	// no bytes, or a [Panic]. It may be called from any goroutine.
	Failed func(error)
}

// Panic is a mistake in the painter itself, unlike a terminal that went away.
type Panic struct {
	Value any
	Stack []byte
}

func (p Panic) Error() string {
	return fmt.Sprintf("the screen cannot be drawn: %v\n%s", p.Value, p.Stack)
}

// The most that is kept for a terminal that does not read: bytes beyond frames,
// such as a copied text.
const maxRaw = 1 << 20

// patience is how long a terminal that does not read is waited for when the
// screen is given back.
const patience = time.Second

// Painter draws frames on a terminal in a goroutine of its own. Its methods may
// be called from any goroutine; Show and Write never wait for the terminal.
type Painter struct {
	out   io.Writer
	opt   Options
	pause time.Duration

	box  mailbox
	turn chan struct{} // full while somebody draws
	wake chan struct{}
	quit chan struct{}
	done chan struct{}
	once sync.Once

	screen *Screen // for whoever has the turn
	buf    []byte
}

// mailbox has room for one frame, and for what is part of none.
type mailbox struct {
	mu     sync.Mutex
	next   Frame
	fresh  bool // next has not been drawn
	raw    []byte
	dead   bool
	paused bool
}

// New starts a painter. Close ends it.
func New(out io.Writer, o Options) *Painter {
	if o.Rate <= 0 {
		o.Rate = 120
	}
	p := &Painter{
		out: out, opt: o, pause: time.Second / time.Duration(o.Rate), screen: NewScreen(),
		turn: make(chan struct{}, 1), wake: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{}),
	}
	go p.run()
	return p
}

// Show replaces the frame that is to be drawn next.
func (p *Painter) Show(f Frame) {
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	if f.same(&p.box.next) {
		return
	}
	p.box.next, p.box.fresh = f, true
	p.nudge()
}

// Write sends bytes that are part of no frame, such as a query or a copied text,
// never in the middle of one. It takes no more than a terminal can be late with.
func (p *Painter) Write(b []byte) (int, error) {
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	if len(p.box.raw)+len(b) > maxRaw {
		return 0, fmt.Errorf("the terminal does not read: %d bytes wait for it", len(p.box.raw))
	}
	p.box.raw = append(p.box.raw, b...)
	p.nudge()
	return len(b), nil
}

func (p *Painter) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run draws whenever there is something, and rests after each write, so that a
// burst costs no more than the rate allows while a single key is answered at
// once.
func (p *Painter) run() {
	defer close(p.done)
	rest := time.NewTimer(time.Hour)
	defer rest.Stop()
	for {
		select {
		case <-p.quit:
			return
		case <-p.wake:
		}
		if !p.draw() {
			continue
		}
		rest.Reset(p.pause)
		select {
		case <-p.quit:
			return
		case <-rest.C:
		}
	}
}

// draw writes what waits, and tells whether that was anything.
func (p *Painter) draw() bool {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-p.quit:
		return false
	}
	p.box.mu.Lock()
	frame, fresh, raw := p.box.next, p.box.fresh, p.box.raw
	if p.box.dead || p.box.paused {
		p.box.mu.Unlock()
		return false
	}
	p.box.fresh, p.box.raw = false, nil
	p.box.mu.Unlock()
	p.buf = append(p.buf[:0], raw...)
	if fresh {
		p.paint(frame)
	}
	return p.write()
}

// paint turns a mistake of ours into the end of this screen: a server has
// others.
func (p *Painter) paint(f Frame) {
	defer func() {
		if r := recover(); r != nil {
			p.fail(Panic{r, debug.Stack()})
		}
	}()
	p.buf = p.screen.Draw(p.buf, f)
}

// write sends the buffer in one piece.
func (p *Painter) write() bool {
	if len(p.buf) == 0 {
		return false
	}
	if _, err := p.out.Write(p.buf); err != nil {
		p.fail(err)
	}
	if cap(p.buf) > maxRaw {
		p.buf = nil
	}
	return true
}

func (p *Painter) fail(err error) {
	p.box.mu.Lock()
	first := !p.box.dead
	p.box.dead = true
	p.box.mu.Unlock()
	if first && p.opt.Failed != nil {
		p.opt.Failed(err)
	}
}

// Leave gives the terminal back until Resume, for another program that wants it.
func (p *Painter) Leave() { p.leave(true) }

// Resume takes the terminal again and draws everything anew.
func (p *Painter) Resume() {
	p.box.mu.Lock()
	defer p.box.mu.Unlock()
	p.box.paused, p.box.fresh = false, p.box.next.Width > 0
	p.nudge()
}

// leave tells whether the terminal could be given back in time.
func (p *Painter) leave(paused bool) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-late.C:
		return false
	}
	p.box.mu.Lock()
	p.box.paused = paused
	raw, dead := p.box.raw, p.box.dead
	p.box.raw = nil
	p.box.mu.Unlock()
	p.buf = p.screen.Leave(append(p.buf[:0], raw...))
	if !dead {
		p.write()
	}
	return true
}

// Close gives the terminal back and ends the painter. A terminal that does not
// read is waited for no longer than a second. Only the first call does anything.
func (p *Painter) Close() {
	p.once.Do(func() {
		left := p.leave(true)
		close(p.quit)
		if left {
			<-p.done
		}
	})
}
