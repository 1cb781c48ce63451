package vk

import (
	"testing"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/plain"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// TestContract: what every connector promises, with a community token alone.
func TestContract(t *testing.T) {
	connectortest.Run(t, messagesContract())
}

// factory is the network as the suite opens it: the pace is no part of the
// stories, which make more calls in a second than a day has.
func factory(c connectors.Config) (connectors.Connector, error) {
	conn, err := New(c)
	if v, ok := conn.(*Connector); ok {
		for _, t := range v.tokens {
			t.pace = newPace(1000)
		}
	}
	return conn, err
}

// written is what somebody says, as VK has it: plain text.
func written(x connectortest.Said) vktest.Said {
	if x.HTML != "" {
		x.Text = plain.FromHTML(x.HTML).Text
	}
	return vktest.Said{By: x.By, Text: x.Text, At: x.At}
}

// messagesContract is a community whose token may do what such tokens may:
// people write to it, and it answers.
func messagesContract() connectortest.Harness {
	return connectortest.Harness{
		Name: "messages", Network: Network, Factory: factory,
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			s := vktest.New(vktest.Options{NoLimits: true, Now: clock.Now})
			numbers := map[string][2]int{}
			return &connectortest.Network{
				URL: s.URL(),
				Account: func(at string) (store.Account, map[string]string) {
					return store.Account{Server: at}, map[string]string{SecretToken: vktest.CommunityToken}
				},
				Say: func(x connectortest.Said) string {
					peer, id := s.Message(written(x))
					key := letter(peer, id).String()
					numbers[key] = [2]int{peer, id}
					return key
				},
				Edit: func(id, text string) { s.EditMessage(numbers[id][0], numbers[id][1], text) },
				Sent: s.Sent,
				Stop: s.Close,
			}
		},
		Lacks: map[connectortest.Ability]string{
			connectortest.Delete:  "VK tells nobody that a message was taken back",
			connectortest.Send:    "not yet",
			connectortest.Threads: "not yet",
		},
	}
}
