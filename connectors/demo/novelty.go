package demo

// novelty is what people began to talk about since yesterday: a new drink, in two
// languages, each text by somebody else. It has a dice of its own, so that all
// else stays as it is.
func (s *scene) novelty() {
	d := dice{mix(s.w.seed, 3, uint64(s.w.at))}
	for _, lang := range []struct{ code, nets string }{{"ru", "mvt"}, {"en", "mbt"}} {
		var met []*person
		for _, text := range s.w.lib.lines[lang.code+"/novelty"] {
			n := s.w.anyNet(&d, lang.nets)
			who := s.w.speaker(&d, n.letter, lang.code, met...)
			if who == nil {
				continue
			}
			met = append(met, who)
			s.add(&item{when: s.w.at - 20*hour + int64(d.below(int(19*hour))), net: n, who: who, lang: lang.code, topic: "novelty", text: text})
		}
	}
}
