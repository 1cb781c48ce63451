package webhook

import (
	"strings"
	"testing"

	"earshot/connectors"
	"earshot/store/desk"
)

// TestSetup: a secret is made and shown, or taken and not shown; a bad one is
// refused.
func TestSetup(t *testing.T) {
	n := Setup()
	g := connectors.Given{"name": {"site"}}
	if err := n.Fill(Network, g); err != nil {
		t.Fatal(err)
	}
	a, secrets, err := n.Describe(g)
	if err != nil || a.Name != "site" || a.Network != Network || len(secrets[SecretKey]) != 43 {
		t.Fatalf("%+v, %v, %v", a, secrets, err)
	}
	if n.Reveal(g, secrets) != secrets[SecretKey] {
		t.Error("nobody is shown what was made")
	}
	if _, other, _ := n.Describe(g); other[SecretKey] == secrets[SecretKey] {
		t.Error("it is always the same")
	}
	g[SecretKey] = []string{secret}
	if _, secrets, err = n.Describe(g); err != nil || secrets[SecretKey] != secret || n.Reveal(g, secrets) != "" {
		t.Errorf("%v, %v", secrets, err)
	}
	for want, g := range map[string]connectors.Given{
		"it needs 16 or more": {SecretKey: {"short"}},
		"more than one line":  {SecretKey: {"a secret of two\nlines, which is not one"}},
		"takes no --api":      {"api": {"https://x.example"}},
	} {
		if _, _, err := n.Describe(g); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", g, err)
		}
	}
}

// TestAbilities: it only listens, and each reason is said.
func TestAbilities(t *testing.T) {
	conn, err := New(connectors.Config{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := conn.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	can, lacks := connectors.Abilities(conn, p)
	if len(can) != 0 || !strings.Contains(lacks[desk.AbilitySend], "only listens") || !strings.Contains(lacks[desk.AbilityRead], "earshot serve --http") {
		t.Errorf("%v %v", can, lacks)
	}
}
