package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/fault"
	"earshot/connectors/httpx"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
	"earshot/store/desk"
)

type o = telegramtest.Object

// rig is a bot on a fake server.
type rig struct {
	*testing.T
	fake   *telegramtest.Server
	bot    *Connector
	cursor []byte
}

func newRig(t *testing.T, opts telegramtest.Options, settings map[string]string) *rig {
	t.Helper()
	fake := telegramtest.New(opts)
	t.Cleanup(fake.Close)
	return &rig{T: t, fake: fake, bot: newBot(t, fake.URL(), settings)}
}

func newBot(t *testing.T, at string, settings map[string]string) *Connector {
	t.Helper()
	client := httpx.New(httpx.Options{NoProxy: true, Timeout: 20 * time.Second})
	t.Cleanup(client.Close)
	conn, err := New(connectors.Config{
		Account: store.Account{Name: "acme", Network: Network, Server: at, Settings: settings}, HTTP: client, Env: store.RealEnv(),
		Secrets: map[string]string{SecretToken: telegramtest.Token},
	})
	if err != nil {
		t.Fatal(err)
	}
	return conn.(*Connector)
}

// at gives the cursor of what was stored.
func (r *rig) at(string) []byte { return r.cursor }

// pull reads all there is, storing it.
func (r *rig) pull() (out []*store.Mention) {
	r.Helper()
	err := r.bot.Pull(r.Context(), r.at, func(_ context.Context, b desk.Batch) error {
		for _, e := range b.Events {
			out = append(out, e.Mention)
		}
		r.cursor = b.Cursor
		return nil
	})
	if err != nil {
		r.Fatal(err)
	}
	return out
}

// one reads the only mention there is.
func (r *rig) one() *store.Mention {
	r.Helper()
	all := r.pull()
	if len(all) != 1 {
		r.Fatalf("%d mentions", len(all))
	}
	return all[0]
}

func extra(t *testing.T, m *store.Mention) (x Extra) {
	t.Helper()
	if err := json.Unmarshal(m.Extra[Network], &x); err != nil {
		t.Fatal(err)
	}
	return x
}

// wantFault holds the kind and words of an error.
func wantFault(t *testing.T, err error, kind fault.Kind, words string) *fault.Fault {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || !strings.Contains(f.Error(), words) {
		t.Fatalf("%v (%+v), want %s with %q", err, f, kind, words)
	}
	if strings.Contains(f.Error(), "AAF-fake") {
		t.Errorf("the token is shown: %v", f)
	}
	return f
}

var errStop = errors.New("stop")
