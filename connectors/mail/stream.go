package mail

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"earshot/connectors"
	"earshot/connectors/fault"
)

// maxLines caps the folders that are listened to; each takes a line of its own,
// and servers allow ten or so. The others are read at every Interval.
const maxLines = 4

const listenOp = "listen for mail"

// Stream listens to the folders until a line is cut or ctx ends.
func (c *Connector) Stream(ctx context.Context, ready func(), emit connectors.Emit) error {
	folders := c.folders()
	folders = folders[:min(len(folders), maxLines)]
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	open := map[string]*session{}
	defer func() {
		for _, s := range open {
			s.close()
		}
		c.live.Store(false)
	}()
	var missing error
	for _, name := range folders {
		s, err := c.open(ctx)
		if err != nil {
			return err
		}
		open[name] = s
		if _, err := s.examine(ctx, name); fault.Is(err, fault.Permanent) {
			missing = err // Pull tells of it; the others are heard
			s.close()
			delete(open, name)
		} else if err != nil {
			return err
		}
	}
	if len(open) == 0 {
		return missing
	}
	c.live.Store(true)
	ready()
	var all sync.WaitGroup
	for name, s := range open {
		all.Go(func() { cancel(s.listen(ctx, c.folder(name), emit)) })
	}
	all.Wait()
	return context.Cause(ctx)
}

// listen waits for news of a folder, and reads it.
func (s *session) listen(ctx context.Context, f *folder, emit connectors.Emit) error {
	for {
		news, err := s.wait(ctx)
		if err != nil {
			return err
		}
		if !news {
			continue
		}
		if err := s.hear(ctx, f, emit); err != nil {
			return err
		}
	}
}

// hear reads what is new in a folder. Where it has never been read by this
// process, the reading that Stream's ready has asked for is still to come, and
// will find it.
func (s *session) hear(ctx context.Context, f *folder, emit connectors.Emit) error {
	if err := f.enter(ctx); err != nil {
		return err
	}
	defer f.leave()
	if f.mark == nil {
		return nil
	}
	return s.read(ctx, f, emit)
}

// wait returns when something may have arrived (true), or when it is time to
// show that the line still stands.
func (s *session) wait(ctx context.Context) (news bool, err error) {
	if s.deaf || !s.caps.Has(imap.CapIdle) {
		return s.ask(ctx)
	}
	var idle *imapclient.IdleCommand
	err = s.do(ctx, listenOp, 0, func() (err error) {
		idle, err = s.client.Idle()
		return err
	})
	if s.deaf = refused(err); s.deaf {
		return s.ask(ctx)
	}
	if err != nil {
		return false, err
	}
	renew := time.NewTimer(s.waits.quiet)
	defer renew.Stop()
	select {
	case <-ctx.Done():
		_ = s.line.Close() // an IDLE would hold up everything that follows
		_ = idle.Close()
		return false, context.Cause(ctx)
	case <-s.news:
		news = true
	case <-renew.C:
	case <-s.client.Closed():
	}
	err = s.do(ctx, listenOp, 0, func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if s.deaf = refused(err); s.deaf {
		return true, nil // who knows what it has told nobody of
	}
	return news, err
}

// refused tells a command that the server understands and does not do; the line stands.
func refused(err error) bool {
	var no *imap.Error
	return errors.As(err, &no) && no.Type != imap.StatusResponseTypeBye
}

// ask is for servers without IDLE: NOOP lets them tell what is new.
func (s *session) ask(ctx context.Context) (news bool, err error) {
	pause := time.NewTimer(s.waits.noop)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return false, context.Cause(ctx)
	case <-s.client.Closed():
	case <-pause.C:
	}
	if err := s.do(ctx, listenOp, 0, func() error { return s.client.Noop().Wait() }); err != nil {
		return false, err
	}
	select {
	case <-s.news:
		return true, nil
	default:
		return false, nil
	}
}
