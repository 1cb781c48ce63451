package sentiment

import "earshot/scoring/text"

// compared looks for a comparison of ours with theirs: +1 where ours wins, -1
// where it loses, 0 where none is made, and the word that says so.
func (t *towards) compared() (sign int, word string) {
	for _, c := range t.clauses {
		if c.names == 0 {
			continue
		}
		for i := c.from; i < c.to; i++ {
			if t.tokens[i].Kind != text.Word {
				continue
			}
			if sign = t.comparison(i, c); sign != 0 {
				return sign, t.tokens[i].Text
			}
		}
	}
	return 0, ""
}

// comparison reads the one that token i may be the heart of.
func (t *towards) comparison(i int, c clause) int {
	switch word := t.tokens[i].Norm; word {
	case "лучше", "круче", "надежнее", "дешевле", "быстрее", "удобнее", "вкуснее", "качественнее", "приятнее", "выгоднее", "тише",
		"better", "faster", "cheaper", "nicer", "cooler", "tastier", "superior", "quieter", "beats", "outperforms", "обгоняет", "превосходит":
		return t.winner(i, c, 1)
	case "хуже", "дороже", "медленнее", "слабее", "worse", "slower", "pricier", "inferior", "уступает", "проигрывает":
		return t.winner(i, c, -1)
	case "вместо", "instead":
		return -t.sign(t.next(i+1, i+4))
	case "from", "с", "со", "от":
		if t.leaves(c) {
			return -t.sign(t.next(i+1, i+2))
		}
	case "to", "на", "к":
		if t.leaves(c) {
			return t.sign(t.next(i+1, i+2))
		}
	case "prefer", "предпочитаю", "предпочел", "предпочла", "выбираю", "выбрал", "выбрала":
		if c.names == both {
			return t.sign(t.next(i+1, c.to))
		}
	}
	return 0
}

// leaves tells whether somebody goes over to another in a clause.
func (t *towards) leaves(c clause) bool {
	for i := c.from; i < c.to; i++ {
		switch t.tokens[i].Norm {
		case "перешел", "перешла", "перешли", "перехожу", "ушел", "ушла", "ушли", "ухожу", "сменил", "сменила", "сменили", "переехал", "перебежал",
			"переходить", "перейти", "switched", "switching", "switch", "moved", "moving", "migrated", "defected", "changed":
			return true
		}
	}
	return false
}

// winner reads "A is better than B" around the word at i, whose sign it gives to
// A: whoever stands behind "than" or its like is B, else whoever stands behind
// the word. It needs both names, or one and "than".
func (t *towards) winner(i int, c clause, sign int) int {
	if i > c.from && (t.tokens[i-1].Norm == "не" || t.tokens[i-1].Norm == "not") {
		sign = -sign
	}
	for k := c.from; k < c.to; k++ {
		switch t.tokens[k].Norm {
		case "чем", "than", "нежели", "compared", "сравнению", "unlike", "отличие":
			if loser := t.next(k+1, min(c.to, k+5)); loser != 0 {
				return -sign * t.sign(loser)
			}
		}
	}
	if c.names != both {
		return 0
	}
	if loser := t.next(i+1, c.to); loser != 0 && t.next(c.from, i) != 0 {
		return -sign * t.sign(loser)
	}
	return 0
}

// next is whose name comes first among tokens, 0 for nobody's.
func (t *towards) next(from, to int) side {
	for i := from; i < min(to, len(t.sides)); i++ {
		if t.sides[i] != 0 {
			return t.sides[i]
		}
	}
	return 0
}

// sign is +1 for ours, -1 for theirs.
func (t *towards) sign(s side) int {
	switch s {
	case ours:
		return 1
	case theirs:
		return -1
	}
	return 0
}
