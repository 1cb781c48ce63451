package telegram

import (
	"fmt"
	"testing"
	"time"

	"earshot/connectors/connectortest"
	"earshot/connectors/plain"
	"earshot/connectors/telegram/telegramtest"
	"earshot/store"
)

// TestContract: what every connector promises.
func TestContract(t *testing.T) {
	connectortest.Run(t, connectortest.Harness{
		Name: "bot", Network: Network, Factory: New,
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			return contractNetwork(telegramtest.New(telegramtest.Options{Now: clock.Now}))
		},
		Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
			n := contractNetwork(telegramtest.New(telegramtest.Options{Now: clock.Now, Base: "http://fire.test"}))
			sim.Serve("fire.test", n.Handler)
			return n
		},
		// Telegram states 30 messages a second and no limit for reading; ours is far
		// below it: what is said arrives one by one, and each asks once more.
		Allowed: connectortest.Allowance{Requests: 60, Within: time.Minute},
		Lacks: map[connectortest.Ability]string{
			connectortest.Delete:  "Telegram tells bots of no deletions",
			connectortest.Threads: "Telegram gives bots no whole discussions",
			connectortest.Settle:  "the Bot API has no idempotency key and shows a bot nothing of what it has said",
		},
	})
}

// contractNetwork is a dialogue with a person, and a channel for new posts.
func contractNetwork(s *telegramtest.Server) *connectortest.Network {
	channel := telegramtest.Channel(-1001700, "Acme", "acme")
	s.Meet(channel)
	ivan := telegramtest.Private(501, "Ivan", "ivan")
	place := func(message int64) string { return fmt.Sprintf("%d:501/%d", telegramtest.BotID, message) }
	ids := map[string]int64{}
	return &connectortest.Network{
		URL: s.URL(), Handler: s,
		Account: func(at string) (store.Account, map[string]string) {
			return store.Account{Server: at, Settings: map[string]string{SettingChat: "@acme"}}, map[string]string{SecretToken: telegramtest.Token}
		},
		Say: func(x connectortest.Said) string {
			m := telegramtest.Object{"text": x.Text, "from": telegramtest.User(501, "Ivan", "ivan")}
			if x.HTML != "" {
				m["text"] = plain.FromHTML(x.HTML).Text
			}
			if x.By != "" {
				m["from"] = telegramtest.User(502, x.By, "")
			}
			if !x.At.IsZero() {
				m["date"] = x.At.Unix()
			}
			n := s.Say(ivan, m)
			ids[place(n)] = n
			return place(n)
		},
		Edit: func(id, text string) { s.Edit(ivan, ids[id], text) },
		Sent: func() (texts []string) {
			for _, one := range s.Sent() {
				texts = append(texts, one.Text)
			}
			return texts
		},
		Stop: s.Close,
	}
}
