package lenient_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"earshot/connectors/lenient"
)

type thing struct {
	ID   int       `json:"id"`
	Name string    `json:"name"`
	Live bool      `json:"live"`
	Rate float64   `json:"rate"`
	At   time.Time `json:"at"`
	Kids []thing   `json:"kids"`
	Boss *thing    `json:"boss"`
	Tags map[string]string
}

// What fits is kept, whatever stands beside it.
func TestWhatFitsIsKept(t *testing.T) {
	var v thing
	raw := `{"id":"7","name":8,"live":1,"rate":"1.5","at":"2026-11-20","kids":[{"id":1},"no",null,{"id":[]}],"boss":{"name":"x","kids":7},"Tags":{}}`
	if err := lenient.Decode([]byte(raw), &v); err != nil {
		t.Fatal(err)
	}
	if v.ID != 7 || v.Name != "8" || !v.Live || v.Rate != 1.5 || v.At.Day() != 20 || len(v.Kids) != 2 || v.Boss.Name != "x" || v.Tags != nil {
		t.Errorf("%+v", v)
	}
}

// What is no JSON, or of another kind, is an error and not an empty thing.
func TestWhatIsNotThere(t *testing.T) {
	for _, raw := range []string{"", "null", "[]", "7", `"x"`, "{} {}", "{", strings.Repeat("[", 1<<17)} {
		var v thing
		if err := lenient.Decode([]byte(raw), &v); !errors.Is(err, lenient.ErrShape) {
			t.Errorf("%.20q: %v", raw, err)
		}
	}
}
