package connectors_test

import (
	"slices"
	"strings"
	"testing"

	"earshot/connectors"
)

// sea is a network with one field of each kind.
func sea() connectors.Network {
	return connectors.Network{Fields: []connectors.Field{
		{Name: "server", Label: "server", Doc: "base `URL`", Rest: true},
		{Name: "token", Label: "access token", Secret: true},
		{Name: "rate", Label: "rate", Doc: "`NUMBER` of waves", Default: "6"},
		{Name: "watch", Label: "watch", Doc: "`WORDS`", Many: true, Optional: true},
	}}
}

func TestWhatIsMissingIsNamedAsItIsTyped(t *testing.T) {
	given := connectors.Given{}
	for _, step := range []struct{ missing, field, value string }{
		{"the server is missing: earshot connect sea --server URL", "server", "https://sea.example"},
		{"the access token is missing: earshot connect sea --token-file FILE", "token", " t0ken "},
	} {
		err := sea().Fill("sea", given)
		if err == nil || err.Error() != step.missing {
			t.Fatalf("%v, want %q", err, step.missing)
		}
		given[step.field] = []string{step.value}
	}
	if err := sea().Fill("sea", given); err != nil {
		t.Fatal(err)
	}
	if given.One("rate") != "6" || given.One("token") != "t0ken" || given.One("watch") != "" {
		t.Errorf("%q", given)
	}
	given["rate"] = []string{"7"}
	if err := sea().Fill("sea", given); err != nil || given.One("rate") != "7" {
		t.Errorf("a default took the place of what was given: %q, %v", given, err)
	}
}

func TestAFormIsDividedAsAPersonWrites(t *testing.T) {
	for _, c := range []struct {
		field connectors.Field
		typed string
		want  []string
	}{
		{connectors.Field{}, "acme fridge, new", []string{"acme fridge, new"}},
		{connectors.Field{Many: true}, "#acme, acme fridge,,", []string{"#acme", "acme fridge"}},
		{connectors.Field{Many: true, Rest: true}, " https://a.example  b.example ", []string{"https://a.example", "b.example"}},
		{connectors.Field{Many: true}, "", nil},
	} {
		given := connectors.Given{"x": c.field.Divide(c.typed)}
		if got := given.All("x"); !slices.Equal(got, c.want) {
			t.Errorf("%q is %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestAnAddressWithoutASchemeIsSafe(t *testing.T) {
	for typed, want := range map[string]string{"m.example": "https://m.example", "http://m.example": "http://m.example", "imaps://x": "imaps://x"} {
		if got := connectors.WithScheme(typed); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}

func TestNetworksAreNamedInOrder(t *testing.T) {
	all := connectors.Networks{"sea": sea(), "air": {New: func(connectors.Config) (connectors.Connector, error) { return nil, nil }}}
	if got := strings.Join(all.Names(), " "); got != "air sea" {
		t.Error(got)
	}
	if r := all.Registry(); len(r) != 2 || r["air"] == nil {
		t.Errorf("%v", r)
	}
}
