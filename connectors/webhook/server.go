package webhook

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"earshot/store"
)

const (
	headTime  = 5 * time.Second
	readTime  = 30 * time.Second
	writeTime = 30 * time.Second
	idleTime  = time.Minute
	endTime   = 5 * time.Second // for requests under way when we are asked to stop
	maxHead   = 16 << 10        // bytes of headers
	maxConns  = 256
)

// Listen opens the port. An address without a host ("8080", ":8080") is on this
// machine alone; open tells whether others can reach it.
func Listen(ctx context.Context, address string) (l net.Listener, open bool, err error) {
	if !strings.Contains(address, ":") {
		address = ":" + address
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, false, err
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, false, err
	}
	at, ok := l.Addr().(*net.TCPAddr)
	return l, !ok || !at.IP.IsLoopback(), nil
}

// Serve answers requests until ctx ends, then lets those under way end. Nobody
// holds it for long: headers, bodies, answers and idle lines have their times,
// and there are so many connections at most, of one address a quarter of them.
func (in *Intake) Serve(ctx context.Context, l net.Listener) error {
	s := &http.Server{
		Handler: in, ReadHeaderTimeout: headTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHead, ErrorLog: slog.NewLogLogger(in.log.Handler(), slog.LevelDebug),
	}
	var parts sync.WaitGroup
	defer parts.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts.Go(func() { in.tell(ctx) })
	parts.Go(func() {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if err := s.Shutdown(end); err != nil {
			_ = s.Close() // whoever is still there was told for long enough
		}
	})
	err := s.Serve(netutil.LimitListener(&door{Listener: l}, maxConns))
	stop()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// tell keeps the health of the webhook accounts: well while we listen.
func (in *Intake) tell(ctx context.Context) {
	sub := in.desk.Bus().Subscribe(store.TopicAccounts)
	defer sub.Close()
	for ctx.Err() == nil {
		in.each(ctx, func(h store.Health) (store.Health, bool) {
			if h.State == store.HealthOK {
				return h, false
			}
			h.State, h.Message, h.Live, h.LastOK = store.HealthOK, "", true, in.desk.Env().Now()
			return h, true
		})
		select {
		case <-ctx.Done():
		case <-sub.Wake():
			sub.Take()
		}
	}
	in.each(context.WithoutCancel(ctx), func(h store.Health) (store.Health, bool) {
		h.State, h.Live, h.Message = store.HealthIdle, false, "nothing is taken now; earshot serve --http ADDR takes what is sent"
		return h, true
	})
}

// each changes the health of every webhook account.
func (in *Intake) each(ctx context.Context, change func(store.Health) (store.Health, bool)) {
	accounts, err := in.desk.Setup.Accounts(ctx)
	if err != nil {
		return
	}
	hooks := map[string]bool{}
	for _, a := range accounts {
		hooks[a.Name] = a.Network == Network
	}
	all, err := in.desk.Setup.Health(ctx)
	if err != nil {
		return
	}
	for _, h := range all {
		if !hooks[h.Account] {
			continue
		}
		if h, changed := change(h); changed {
			if err := in.desk.Setup.SetHealth(ctx, h); err != nil {
				in.log.Warn("the health of a webhook cannot be written", "account", h.Account, "error", err)
			}
		}
	}
}

// noteEvery is how often the last event of a webhook is written down: a busy
// one must not pay a commit for it with each request.
const noteEvery = 20 * time.Second

// heard notes that mentions came.
func (in *Intake) heard(ctx context.Context, name string) {
	now := in.desk.Env().Now()
	if last, ok := in.noted.Load(name); ok && now.Sub(last.(time.Time)) < noteEvery {
		return
	}
	in.noted.Store(name, now)
	h := store.Health{Account: name, State: store.HealthOK, Live: true, LastOK: now, LastEvent: now, Left: -1}
	if err := in.desk.Setup.SetHealth(ctx, h); err != nil {
		in.log.Warn("the health of a webhook cannot be written", "account", name, "error", err)
	}
}
