package identity

// observation is one thing seen when two identities were compared.
type observation struct {
	kind  int16
	level int8
	x, y  int8    // which values: numbers of tokens, handles, facts; -1 where there is one only
	share float64 // stands for U where it is not 0
}

// observations are those of a pair; bounded, on the stack.
type observations struct {
	list [kinds + maxTokens + maxFacts]observation
	n    int
	swap bool
}

func (o *observations) add(kind, level int, share float64, x, y int) {
	if o.n < len(o.list) {
		o.list[o.n] = observation{int16(kind), int8(level), int8(x), int8(y), share}
		o.n++
	}
}

func (o *observations) all() []observation { return o.list[:o.n] }

// observe compares all that two identities both have, in their one order.
func observe(a, b *Profile, o *observations) {
	if !before(a, b) {
		a, b, o.swap = b, a, true
	}
	if a.mail.Local != "" && b.mail.Local != "" {
		observeMail(a, b, o)
	}
	if a.phone != "" && b.phone != "" {
		switch {
		case a.phone == b.phone:
			o.add(kindPhone, same, max(a.share(sharePhone), b.share(sharePhone)), -1, -1)
		default:
			o.add(kindPhone, unlike, 0, -1, -1)
		}
	}
	if confirmed(a, b) {
		o.add(kindProof, same, 0, -1, -1)
	}
	explained := observeNames(a, b, o)
	observeHandles(a, b, o, explained)
	if a.city != "" && b.city != "" {
		o.add(kindCity, compareCities(a, b), cityShare(a, b), -1, -1)
	}
	if a.site != "" && b.site != "" {
		if a.site == b.site {
			share := max(a.share(shareSite), b.share(shareSite))
			if namedAfter(a) && namedAfter(b) {
				share = max(share, 0.25) // the handle has told it already
			}
			o.add(kindSite, same, share, -1, -1)
		} else {
			o.add(kindSite, unlike, 0, -1, -1)
		}
	}
	if a.avatar.known && b.avatar.known && sameSort(&a.avatar, &b.avatar) {
		observeAvatars(a, b, o)
	}
	if a.network != "" && b.network != "" {
		level := 1
		if a.network == b.network && !(a.network == "mail" && a.mail.String() == b.mail.String()) {
			level = 0
		}
		o.add(kindNetwork, level, 0, -1, -1)
	}
	observeFacts(a, b, o)
}

// namedAfter tells whether a site has the name of its owner's handle.
func namedAfter(p *Profile) bool {
	for i := range p.handles {
		if len(p.handles[i].letters) >= 3 && p.handles[i].letters == p.siteLetters {
			return true
		}
	}
	return false
}

func observeMail(a, b *Profile, o *observations) {
	switch {
	case a.mail.Role || b.mail.Role:
	case a.mail.Local == b.mail.Local && a.mail.Domain == b.mail.Domain:
		o.add(kindMail, same, max(a.share(shareMail), b.share(shareMail)), -1, -1)
	case nearMail(a, b):
		o.add(kindMail, alike, 0, -1, -1)
	default:
		o.add(kindMail, unlike, 0, -1, -1)
	}
}

// nearMail tells of two slips at most in addresses of some length.
func nearMail(a, b *Profile) bool {
	if len(a.handles) == 0 || len(b.handles) == 0 || len(a.mail.Local) < 2 {
		return false
	}
	return mailDistance(a.mail, b.mail) <= min(4, (len(a.mail.Local)+len(a.mail.Domain))/4)
}

func mailDistance(a, b MailAddress) int {
	const limit = 4
	d := distance([]rune(a.Local), []rune(b.Local), limit)
	if d > limit {
		return d
	}
	return d + distance([]rune(a.Domain), []rune(b.Domain), limit)
}

// confirmed tells whether one of them is linked with the other both ways.
func confirmed(a, b *Profile) bool {
	for _, x := range a.proofs {
		for _, y := range b.proofs {
			if x == y {
				return true
			}
		}
	}
	return false
}

func compareCities(a, b *Profile) int {
	switch {
	case a.city == b.city:
		return same
	case len(a.city) > 4 && len(b.city) > 4 && (jaroWinkler([]rune(a.city), []rune(b.city)) >= 0.82 || squeeze(a.city, false) == squeeze(b.city, false)):
		return alike
	}
	return unlike
}

func cityShare(a, b *Profile) float64 {
	if a.city == b.city {
		return max(a.share(shareCity), b.share(shareCity))
	}
	return 0
}

// sameSort tells whether two pictures can be compared: hashes can; of addresses
// only equal ones tell, for each network keeps a copy of its own.
func sameSort(a, b *avatar) bool { return a.url == b.url }

func observeAvatars(a, b *Profile, o *observations) {
	switch level := compareAvatars(&a.avatar, &b.avatar); level {
	case avatarOther:
		o.add(kindAvatar, level, 0, -1, -1)
	case avatarNear:
		o.add(kindAvatar, level, max(0.0005, a.share(shareAvatar), b.share(shareAvatar)), -1, -1)
	default:
		o.add(kindAvatar, level, max(a.share(shareAvatar), b.share(shareAvatar)), -1, -1)
	}
}

// observeFacts compares columns that both have; both lists are in order.
func observeFacts(a, b *Profile, o *observations) {
	for i, j := 0, 0; i < len(a.facts) && j < len(b.facts); {
		x, y := &a.facts[i], &b.facts[j]
		switch {
		case x.column < y.column:
			i++
		case x.column > y.column:
			j++
		default:
			level, share := compareFacts(x, y), 0.0
			if level == factEqual {
				share = max(a.shareOfFact(x), b.shareOfFact(y))
				if x.few && y.few {
					share = 0 // all who have it may be one person: what strangers share is asked
				}
			}
			o.add(x.column, level, share, i, j)
			i++
			j++
		}
	}
}

// compareFacts tells in which way two values of a column agree.
func compareFacts(a, b *fact) int {
	switch {
	case a.text == b.text:
		return factEqual
	case a.isDay && b.isDay:
		return compareDates(a.day, b.day)
	}
	n := min(len(a.runes), len(b.runes))
	if n < 3 {
		return factOther
	}
	d := distance(a.runes, b.runes, 2)
	switch {
	case d == 1:
		return factNear
	case d == 2 && n >= 5, n >= 4 && jaroWinkler(a.runes, b.runes) >= 0.88:
		return factSimilar
	case n >= 4 && jaroWinkler(a.runes, b.runes) >= 0.75:
		return factClose
	}
	return factOther
}

// bits of an observation. What people have said of this way to agree counts where
// the value's own frequency stands for all others', too.
func (w *Weights) bits(o *observation) float64 {
	l := w.levels[o.kind][o.level]
	if o.share > 0 && int(o.kind) < len(w.doubt) {
		return l.bits(o.share * w.doubt[o.kind][o.level])
	}
	return l.bits(o.share)
}

// Bits gives how strongly two identities speak for being one person: the
// logarithm to base 2 of the odds, the prior included. Above 0 it is likelier
// than not. It is the same in both orders, and finite.
func (m *Matcher) Bits(a, b *Profile) float64 { return m.Look(a, b).Bits }

// Look gives the bits of two identities, and in which kinds of evidence they agree
// and differ.
func (m *Matcher) Look(a, b *Profile) Likeness {
	var list observations
	observe(a, b, &list)
	l := Likeness{Bits: m.weights.prior()}
	named, agree := false, false
	for i := range list.n {
		o := &list.list[i]
		l.Bits += m.weights.bits(o)
		if o.kind == kindName {
			named, agree = true, agree || o.level != nameOther
		}
		if kind := uint64(1) << min(o.kind, 63); int(o.level) == len(m.weights.levels[o.kind])-1 && o.level > 0 {
			l.Against |= kind
		} else {
			l.For |= kind
		}
	}
	l.For &^= l.Against // of two words of a name, one that differs is enough
	l.Strange = named && !agree
	return l
}
