package main

import (
	"testing"

	"earshot/scoring/text"
)

func TestNamesOfASentence(t *testing.T) {
	const s = "Вчера суд оправдал Ивана Петрова. Прокурор Сидоров и Анна против"
	tokens := text.Tokens(s)
	named, others := entities(s, tokens, "Ивана Петрова")
	if len(named) != 2 || tokens[named[0].From].Text != "Ивана" {
		t.Errorf("%v", named)
	}
	if len(others) != 2 || tokens[others[0].From].Text != "Сидоров" || tokens[others[1].From].Text != "Анна" {
		t.Errorf("%v", others)
	}
}

func TestTowardsIsMeasured(t *testing.T) {
	e := sets(t, map[string]string{"ru_entity_sentiment_rusentne2023_train.tsv": ""})
	if list, err := towardsTask(e); err != nil || len(list) != 2 || list[0].n != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := towardsTask(&env{}); list != nil || err != nil {
		t.Errorf("%+v, %v", list, err)
	}
	c := newConfusion(3)
	c[0][0], c[2][2], c[1][0] = 4, 5, 4
	if got := sides(c); got <= 0.8 || got >= 0.9 {
		t.Errorf("%v", got)
	}
}
