package desk_test

import (
	"testing"

	"earshot/store"
	"earshot/store/desk"
)

func TestARewardOnALine(t *testing.T) {
	for line, want := range map[string]desk.Gift{
		"gift a mug; 500 RUB":          {Kind: store.RewardGift, What: "a mug", Cost: 50_000, Currency: "RUB"},
		"a mug":                        {Kind: store.RewardGift, What: "a mug"},
		"info the kit of March":        {Kind: store.RewardInformation, What: "the kit of March"},
		" Status: a seat on the board": {Kind: store.RewardStatus, What: "a seat on the board"},
		"access the lab; 12,50 €":      {Kind: store.RewardAccess, What: "the lab", Cost: 1250, Currency: "EUR"},
		"чашка":                        {Kind: store.RewardGift, What: "чашка"},
	} {
		if got, err := desk.ReadGift(line); err != nil || got != want {
			t.Errorf("%q: %+v %v", line, got, err)
		}
	}
	for _, line := range []string{"", "gift", "gift ; 5 EUR", "mug; many"} {
		if got, err := desk.ReadGift(line); err == nil {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

func TestAStageOnALine(t *testing.T) {
	if stage, note, err := desk.ReadStage(" Approached  asked by mail "); err != nil || stage != store.StageApproached || note != "asked by mail" {
		t.Error(stage, note, err)
	}
	if stage, _, err := desk.ReadStage("none"); err != nil || stage != "" {
		t.Error(stage, err)
	}
	if _, _, err := desk.ReadStage("won"); err == nil {
		t.Error("won is a stage")
	}
}
