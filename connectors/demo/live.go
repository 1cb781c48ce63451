package demo

// perBlock is how many mentions a block holds. Live mentions are made in
// blocks, so that any moment can be reached without making all before it.
const perBlock = 240

// start is when a block begins.
func (w *world) start(k int64) int64 { return w.at + k*perBlock*minute*1000/w.rate }

// blockOf is the block that a moment lies in.
func (w *world) blockOf(ms int64) int64 {
	k := max(0, (ms-w.at)*w.rate/(perBlock*minute*1000))
	for w.start(k) > ms && k > 0 {
		k--
	}
	return k
}

// live plays one block: its mentions are evenly spread, with some play.
func (w *world) live(k int64) []*item {
	from, to := w.start(k), w.start(k+1)
	s := w.newScene(mix(uint64(w.rate), uint64(k+1)), to)
	booked := map[int]*item{} // an answer that comes in this slot
	lists := map[string]string{"complaint": "too", "praise": "chime", "chatter": "chime", "idea": "chime", "insight": "chime"}
	for i := range perBlock {
		when := from + (int64(i)*1000+100+int64(s.d.below(800)))*(to-from)/(perBlock*1000)
		if it := booked[i]; it != nil {
			it.when = when
			s.add(it)
			continue
		}
		if len(s.items) > 10 && s.d.percent(5) {
			if from := s.items[len(s.items)-1-s.d.below(10)]; passable(from) {
				s.pass(from, when-from.when)
				continue
			}
		}
		it := s.opening(when, w.anyNet(&s.d, "mvtbef"), "")
		list := ""
		if it != nil && it.net.letter != 'e' && it.net.letter != 'f' {
			list = lists[it.topic]
		}
		later := i + 1 + s.d.below(12)
		if list == "" || booked[later] != nil || !s.d.percent(25) {
			continue
		}
		if who := w.speaker(&s.d, it.net.letter, it.lang, it.who); who != nil {
			booked[later] = &item{net: it.net, who: who, lang: it.lang, topic: list, parent: it, text: s.pen.fill(s.pen.line(it.lang, list), who)}
		}
	}
	return s.finish()
}
