package telegram

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/httpx"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
)

// TestALongPollThatIsNotHeld asks every few seconds and no more, and hears all the
// same; one that is held is asked anew at once.
func TestALongPollThatIsNotHeld(t *testing.T) {
	connectortest.Bubble(t, func(t *testing.T, sim *connectortest.Sim) {
		fake := telegramtest.New(telegramtest.Options{Base: "http://telegram.test"})
		var held atomic.Bool
		base := sim.Serve("telegram.test", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !held.Load() && strings.HasSuffix(r.URL.Path, "/getUpdates") {
				q := r.URL.Query()
				q.Set("timeout", "0")
				r.URL.RawQuery = q.Encode()
			}
			fake.ServeHTTP(w, r)
		}))
		client := httpx.New(httpx.Options{NoProxy: true, Dial: sim.Dial})
		t.Cleanup(client.Close)
		conn, err := New(connectors.Config{
			Account: store.Account{Name: "acme", Network: Network, Server: base}, HTTP: client, Env: store.RealEnv(),
			Secrets: map[string]string{SecretToken: telegramtest.Token},
		})
		if err != nil {
			t.Fatal(err)
		}
		bot, in := conn.(*Connector), connectortest.NewInbox()
		if err := bot.Pull(t.Context(), in.At, in.Emit); err != nil {
			t.Fatal(err)
		}
		ready, ended := make(chan bool, 1), make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { ended <- bot.Stream(ctx, func() { ready <- true }, in.Emit) }()
		<-ready
		for _, holds := range []bool{true, false} {
			held.Store(holds)
			asked := fake.Asked("getUpdates")
			time.Sleep(10 * time.Minute)
			if n := fake.Asked("getUpdates") - asked; n < 10 || n > 130 || holds && n > 13 {
				t.Errorf("held %v: asked %d times in ten minutes", holds, n)
			}
			began := time.Now()
			fake.Say(telegramtest.Private(501, "Ivan", "ivan"), o{"from": telegramtest.User(501, "Ivan", "ivan"), "text": "hello"})
			in.Next(t)
			if took := time.Since(began); holds && took > 0 || took > 5*time.Second {
				t.Errorf("held %v: it took %v", holds, took)
			}
		}
		stop()
		<-ended
		fake.Close()
	})
}
