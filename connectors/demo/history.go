package demo

// How much is said in the two weeks.
const (
	openings  = 700
	spikeSize = 130
	passedOn  = 90
	crossed   = 14
	reprinted = 4
)

// hours weigh the hours of a day, days those of a week from Monday on.
func hours() []int {
	return []int{3, 2, 1, 1, 1, 2, 5, 10, 14, 16, 17, 17, 18, 17, 16, 16, 17, 18, 20, 22, 21, 17, 11, 6}
}

func days() []int { return []int{11, 11, 11, 10, 10, 8, 8} }

// past plays the two weeks before the moment.
func (w *world) past() []*item {
	s := w.newScene(0, w.at-1000)
	for _, when := range s.rhythm(openings) {
		s.aftermath(s.opening(when, w.anyNet(&s.d, "mvtbe"), ""))
	}
	s.spike()
	times := s.rhythm(len(w.lib.talks))
	for i, t := range w.lib.talks {
		when := times[i]
		if t.mood == "spike" {
			when = w.spikeStart() + hour + int64(s.d.below(int(4*hour)))
		}
		letters := "vt"
		if t.lang == "en" {
			letters = "mb"
		} else if i%3 == 0 {
			letters = "m"
		}
		s.perform(t, when, w.anyNet(&s.d, letters))
	}
	s.oddities()
	s.press()
	s.echoes()
	s.novelty()
	return s.finish()
}

// rhythm draws n moments by the weight of their hours; they are in no order.
func (s *scene) rhythm(n int) []int64 {
	hs, ds := hours(), days()
	weights := make([]int, history/hour)
	for i := range weights {
		local := s.w.at - history + int64(i)*hour + zone
		// 1 January 1970 was a Thursday.
		weights[i] = hs[local/hour%24] * ds[(local/day+3)%7]
	}
	out := make([]int64, n)
	for i := range out {
		out[i] = s.w.at - history + int64(s.d.weighted(weights))*hour + int64(s.d.below(int(hour)))
	}
	return out
}

// spikeStart is nine in the morning, four days before the moment.
func (w *world) spikeStart() int64 { return (w.at+zone)/day*day - zone - 4*day + 9*hour }

// spike is the morning after update 5.2 of the app: one cause, many voices,
// most of them in the first hours, a few on the days after.
func (s *scene) spike() {
	start := s.w.spikeStart()
	for i := range spikeSize {
		when := start + int64(s.d.low(12*60))*minute + int64(s.d.below(int(minute)))
		if i%12 == 0 {
			when += day + int64(s.d.below(int(day)))
		}
		s.aftermath(s.opening(when, s.w.anyNet(&s.d, "mvtbe"), "spike"))
	}
}

// oddities are texts that look hostile: escape sequences, markup, piles of
// accents. Whoever reads the stream sees that nothing happens.
func (s *scene) oddities() {
	times := s.rhythm(len(s.w.lib.odd))
	for i, text := range s.w.lib.odd {
		n := s.w.anyNet(&s.d, "mvb")
		if who := s.w.speaker(&s.d, n.letter, language(text)); who != nil {
			s.add(&item{when: times[i], net: n, who: who, lang: who.lang, topic: "odd", text: text})
		}
	}
}

// press is what papers and blogs write, some of it twice.
func (s *scene) press() {
	n := s.w.net('f')
	for _, lang := range []string{"ru", "en"} {
		for range s.w.lib.papers["article/"+lang] {
			who := s.w.speaker(&s.d, 'f', lang)
			it := &item{when: s.rhythm(1)[0], net: n, who: who, lang: lang}
			s.write(it, "")
			if it.topic == "complaint" { // the update made the news
				it.when = s.w.spikeStart() + 5*hour + int64(s.d.below(int(4*hour)))
			}
			s.add(it)
		}
	}
	for i := range reprinted {
		from := s.items[len(s.items)-1-3*i]
		if who := s.w.speaker(&s.d, 'f', from.lang, from.who); who != nil && from.net.letter == 'f' {
			again := *from
			again.who, again.when = who, from.when+hour+int64(s.d.below(int(3*hour)))
			s.add(&again)
		}
	}
}

// echoes are posts passed on by others, and posts that somebody wrote on two
// networks at once.
func (s *scene) echoes() {
	said := len(s.items)
	for range passedOn * 3 {
		if from := s.items[s.d.below(said)]; passable(from) && s.d.percent(80) {
			s.pass(from, minute+int64(s.d.low(36*60))*minute)
		}
	}
	n := 0
	for _, it := range s.items[:said] {
		if n == crossed {
			break
		}
		if it.parent != nil || it.net.letter != 'm' || it.who == nil || !it.who.on('b') || it.topic == "odd" || len(it.text) > 250 {
			continue
		}
		n++
		s.add(&item{
			when: it.when + int64(1+s.d.below(8))*minute, net: s.w.net('b'), who: it.who, lang: it.lang, topic: it.topic, text: it.text,
		})
	}
}
