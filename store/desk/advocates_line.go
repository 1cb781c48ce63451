package desk

import (
	"fmt"
	"slices"
	"strings"

	"earshot/store"
	"earshot/store/contacts"
)

// ReadGift reads a reward as it is typed on one line: its kind, what it is and,
// behind a ; what it cost: "gift a mug; 500 RUB". A kind may be cut short where it
// stays clear; without any it is a gift.
func ReadGift(line string) (Gift, error) {
	g := Gift{Kind: store.RewardGift}
	text, cost, _ := strings.Cut(line, ";")
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	word = strings.TrimSuffix(strings.ToLower(word), ":")
	at := slices.IndexFunc(store.RewardKinds(), func(k store.RewardKind) bool {
		return len(word) >= 3 && strings.HasPrefix(string(k), word)
	})
	if g.What = strings.TrimSpace(text); at >= 0 {
		g.Kind, g.What = store.RewardKinds()[at], strings.TrimSpace(rest)
	}
	if g.What == "" {
		return g, &store.Invalid{Field: "reward", Why: "say what was given, behind its kind: gift a mug; 500 RUB"}
	}
	var err error
	g.Cost, g.Currency, err = contacts.Price(strings.TrimSpace(cost))
	return g, err
}

// ReadStage reads a stage and a remark behind it: "approached asked by mail"; none
// is no stage.
func ReadStage(line string) (stage store.Stage, note string, err error) {
	word, note, _ := strings.Cut(strings.TrimSpace(line), " ")
	word = strings.ToLower(word)
	if word == "none" {
		return "", "", nil
	}
	if stage = store.Stage(word); !slices.Contains(store.Stages(), stage) {
		return "", "", &store.Invalid{Field: "advocate", Why: fmt.Sprintf("say how far they are: %s, or none", join(store.Stages()))}
	}
	return stage, strings.TrimSpace(note), nil
}
