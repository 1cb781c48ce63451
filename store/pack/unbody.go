package pack

import "earshot/store"

// where reads which mention it is and where it stands.
func (r *reader) where(m *store.Mention, flags uint32) {
	m.Key.Network = r.word()
	m.Key.ID = r.str()
	r.refs[refID] = m.Key.ID
	m.Kind = store.Kind(r.word())
	if flags&hasAccount != 0 {
		m.Account = r.str()
	}
	if flags&hasParent != 0 {
		m.Place.Parent = r.str()
		r.refs[refParent] = m.Place.Parent
	}
	if flags&hasThread != 0 {
		m.Place.Thread = r.str()
		r.refs[refThread] = m.Place.Thread
	}
	if flags&hasCluster != 0 {
		m.Place.Cluster = store.Doc(r.uint())
	}
	if flags&hasURL != 0 {
		m.URL = r.str()
	}
	if flags&hasEdited != 0 {
		m.Edited = r.time(m.Created)
	}
	if flags&hasArrived != 0 {
		m.Arrived = r.time(m.Created)
	}
}

// said reads the words of the mention, and what hangs on it.
func (r *reader) said(m *store.Mention, flags uint32) {
	b := &m.Body
	if flags&hasLang != 0 {
		b.Lang = r.word()
	}
	if flags&hasTitle != 0 {
		b.Title = r.str()
	}
	if flags&hasWarning != 0 {
		b.Warning = r.str()
	}
	b.Text = r.str()
	r.text = b.Text
	if flags&hasMedia != 0 {
		b.Media = list[store.Media](r.count())
		for i := range b.Media {
			b.Media[i] = store.Media{Type: r.word(), URL: r.str(), Alt: r.str()}
		}
	}
	if flags&hasLinks != 0 {
		b.Links = list[string](r.count())
		for i := range b.Links {
			b.Links[i] = r.str()
		}
	}
	if flags&hasGeo != 0 {
		b.Geo = &store.Geo{Country: r.word(), Place: r.str(), Lat: r.float(), Lon: r.float()}
	}
}

// list makes an empty list not nil.
func list[T any](n int) []T { return make([]T, n) }

func (r *reader) numbers(m *store.Mention, flags uint32) {
	if flags&hasCounts != 0 {
		m.Counts = store.Counts{Likes: int(r.int()), Shares: int(r.int()), Replies: int(r.int()), Views: int(r.int())}
	}
	m.Author.Followers, m.Author.Following, m.Author.Posts = 0, 0, 0
	if flags&hasAuthor != 0 {
		m.Author.Followers, m.Author.Following, m.Author.Posts = int(r.int()), int(r.int()), int(r.int())
	}
}

func (r *reader) judged(j *store.Judgement, flags uint32) {
	j.Lead = flags&isLead != 0
	if flags&hasJudgement != 0 {
		j.Sentiment, j.Score, j.Confidence = r.word(), r.float(), r.float()
		j.Intent, j.Priority = r.word(), int(r.int())
	}
	if flags&hasMonitors != 0 {
		j.Monitors = list[string](r.count())
		for i := range j.Monitors {
			j.Monitors[i] = r.str()
		}
	}
	if flags&hasWhy != 0 {
		j.Why = list[store.Reason](r.count())
		for i := range j.Why {
			j.Why[i] = store.Reason{What: r.str(), About: r.word(), Weight: r.float()}
		}
	}
	if flags&hasTaught != 0 {
		j.Taught = list[string](r.count())
		for i := range j.Taught {
			j.Taught[i] = r.word()
		}
	}
	if flags&hasLabels != 0 {
		r.labelled(j)
	}
	if flags&hasModel != 0 {
		j.Model = r.str()
	}
}

// labelled reads what the writer's labelled has written.
func (r *reader) labelled(j *store.Judgement) {
	n := r.uint()
	j.Review = n&1 != 0
	if many := n >> 2; many > uint64(len(r.s)-r.at)+1 {
		r.bad, r.at = true, len(r.s)
		return
	} else if many > 0 {
		j.Occasions = list[string](int(many - 1))
	}
	for i := range j.Occasions {
		j.Occasions[i] = r.word()
	}
	if n&2 == 0 {
		return
	}
	j.Raised = list[store.Raise](r.count())
	for i := range j.Raised {
		j.Raised[i] = store.Raise{Rule: r.str(), Points: int(r.int())}
	}
}
