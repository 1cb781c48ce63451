package connectors_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"earshot/connectors"
	"earshot/store"
)

// dawdler takes all the time that it is given, and notes how much that was.
type dawdler struct {
	sender
	took []time.Duration
}

func (d *dawdler) Send(ctx context.Context, _ connectors.Outgoing) (connectors.Receipt, error) {
	began := time.Now()
	<-ctx.Done()
	d.took = append(d.took, time.Since(began))
	return accept("1")
}

// patientOne says how long it may take.
type patientOne struct {
	*dawdler
	patience time.Duration
}

func (s patientOne) Patience(connectors.Outgoing) time.Duration { return s.patience }

// TestHowLongAnAttemptMayTake: two minutes, or as long as a connector says that knows
// better; never less than any other has.
func TestHowLongAnAttemptMayTake(t *testing.T) {
	for _, x := range []struct{ says, takes time.Duration }{{0, 2 * time.Minute}, {time.Hour, time.Hour}, {time.Second, 2 * time.Minute}} {
		synctest.Test(t, func(t *testing.T) {
			n := &dawdler{sender: sender{&network{}}}
			var c connectors.Connector = n
			if x.says > 0 {
				c = patientOne{n, x.says}
			}
			s := newStation(t, map[string]connectors.Connector{"acme": c})
			s.post()
			s.work(3 * time.Hour)
			if d := s.state(); d.State != store.DeliverySent || len(n.took) != 1 || n.took[0] != x.takes {
				t.Errorf("%v: %+v after %v, want %v", x.says, d, n.took, x.takes)
			}
		})
	}
}
