package vk

import (
	"strings"
	"testing"
	"time"

	"earshot/connectors"
	"earshot/connectors/connectortest"
	"earshot/connectors/plain"
	"earshot/connectors/vk/vktest"
	"earshot/store"
)

// TestContract: what every connector promises, with each kind of token.
func TestContract(t *testing.T) {
	connectortest.Run(t, messagesContract(), commentsContract(), serviceContract())
}

// factory is the network as the suite opens it: the pace is no part of the
// stories, which make more calls in a second than a day has.
func factory(c connectors.Config) (connectors.Connector, error) {
	conn, err := New(c)
	if c.Account.Server == simulated {
		return conn, err
	}
	if v, ok := conn.(*Connector); ok {
		for _, t := range v.tokens {
			t.pace = newPace(1000)
		}
		v.line.poll = time.Millisecond
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

// simulated is the address of the server in simulated time. There the pace is
// kept, and the server refuses whoever is too fast.
const simulated = "http://fire.test"

// writing are the methods by which something is sent: all calls are POSTs.
func writing() []string {
	return []string{"/messages.send", "/wall.post", "/wall.createComment", "/board.createComment"}
}

// harness makes one over a server that network describes; in simulated time it
// has the limits of VK, which hold for the calls of one token.
func harness(name string, lacks map[connectortest.Ability]string, network func(*vktest.Server) *connectortest.Network) connectortest.Harness {
	return connectortest.Harness{
		Name: name, Network: Network, Factory: factory, Lacks: lacks, Writes: writing(),
		Start: func(_ *testing.T, clock *connectortest.Clock) *connectortest.Network {
			return network(vktest.New(vktest.Options{NoLimits: true, Now: clock.Now}))
		},
		Simulate: func(sim *connectortest.Sim, clock *connectortest.Clock) *connectortest.Network {
			n := network(vktest.New(vktest.Options{NoPort: true, Now: clock.Now}))
			n.URL = sim.Serve(strings.TrimPrefix(simulated, "http://"), n.Handler)
			return n
		},
		Allowed: connectortest.Allowance{Requests: 20, Within: time.Second},
	}
}

// messagesContract is a community whose token may do what such tokens may:
// people write to it, and it answers.
func messagesContract() connectortest.Harness {
	h := harness("messages", map[connectortest.Ability]string{
		connectortest.Delete: "VK tells nobody that a message was taken back",
		connectortest.Post:   "a community token may not publish",
	}, func(s *vktest.Server) *connectortest.Network {
		numbers := map[string][2]int{}
		return &connectortest.Network{
			URL: s.URL(), Handler: s,
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
	})
	return h
}

// commentsContract is a community with both tokens: people write below its
// posts, it answers, and publishes.
func commentsContract() connectortest.Harness {
	h := harness("comments", nil, func(s *vktest.Server) *connectortest.Network {
		on := s.OwnPost("Новый холодильник")
		numbers := map[string]int{}
		return &connectortest.Network{
			URL: s.URL(), Handler: s,
			Account: func(at string) (store.Account, map[string]string) {
				return store.Account{Server: at, Watch: []string{"морозильник"}},
					map[string]string{SecretToken: vktest.CommunityToken, SecretExtra: vktest.UserToken}
			},
			Say: func(x connectortest.Said) string {
				id := s.Comment(on, written(x))
				key := below(on, id).String()
				numbers[key] = id
				return key
			},
			Edit:   func(id, text string) { s.EditComment(numbers[id], text) },
			Delete: func(id string) { s.DeleteComment(numbers[id]) },
			Sent: func() (texts []string) {
				for _, text := range s.Sent() {
					if text != "Новый холодильник" {
						texts = append(texts, text)
					}
				}
				return texts
			},
			Stop: s.Close,
		}
	})
	h.Brief = true
	return h
}

// serviceContract is somebody else's community, read with the token of an
// application.
func serviceContract() connectortest.Harness {
	h := harness("service", map[connectortest.Ability]string{
		connectortest.Live:   "only an administrator of the community hears its events",
		connectortest.Send:   "a service token speaks for nobody",
		connectortest.Delete: "a wall does not tell what is gone from it",
		connectortest.Dates:  "VK itself dates what is said, and lists are read back to a date",
		connectortest.Edit:   "a list that is read back to a date shows edits of the last hour only",
	}, func(s *vktest.Server) *connectortest.Network {
		return &connectortest.Network{
			URL: s.URL(), Handler: s,
			Account: func(at string) (store.Account, map[string]string) {
				return store.Account{Server: at, Settings: map[string]string{SettingGroup: "2000"}}, map[string]string{SecretToken: vktest.ServiceToken}
			},
			Say: func(x connectortest.Said) string {
				return ref{kind: kindWall, owner: -vktest.Group, item: s.Post(written(x))}.String()
			},
			Stop: s.Close,
		}
	})
	h.Brief = true
	return h
}
