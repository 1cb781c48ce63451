package bluesky

// The parts of the lexicons that matter here. Fields that a server leaves out stay
// empty, unknown ones and unknown kinds of a union are passed over.

// ref is com.atproto.repo.strongRef.
type ref struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// record is app.bsky.feed.post, and of app.bsky.feed.repost its subject.
type record struct {
	Type      string   `json:"$type"`
	Text      string   `json:"text"`
	CreatedAt string   `json:"createdAt"`
	Langs     []string `json:"langs"`
	Tags      []string `json:"tags"`
	Reply     *struct {
		Root   ref `json:"root"`
		Parent ref `json:"parent"`
	} `json:"reply"`
	Facets  []facet `json:"facets"`
	Embed   *embed  `json:"embed"`
	Subject ref     `json:"subject"`
	Labels  struct {
		Values []label `json:"values"`
	} `json:"labels"`
}

// facet is app.bsky.richtext.facet: what a part of the text is, in bytes of UTF-8.
type facet struct {
	Index struct {
		Start int `json:"byteStart"`
		End   int `json:"byteEnd"`
	} `json:"index"`
	Features []feature `json:"features"`
}

type feature struct {
	Type string `json:"$type"`
	DID  string `json:"did"`
	URI  string `json:"uri"`
	Tag  string `json:"tag"`
}

// embed is any of app.bsky.embed.*, in a record or as an AppView shows it.
type embed struct {
	Type   string `json:"$type"`
	Images []struct {
		Alt      string `json:"alt"`
		Fullsize string `json:"fullsize"`
	} `json:"images"`
	External *struct {
		URI   string `json:"uri"`
		Title string `json:"title"`
	} `json:"external"`
	Record *struct { // a quoted post; one deeper beside media
		URI    string `json:"uri"`
		Record *struct {
			URI string `json:"uri"`
		} `json:"record"`
	} `json:"record"`
	Media    *embed `json:"media"`
	Playlist string `json:"playlist"`
	Alt      string `json:"alt"`
}

// label is com.atproto.label.defs#label and #selfLabel.
type label struct {
	Value string `json:"val"`
	Not   bool   `json:"neg"`
}

// profile is app.bsky.actor.defs#profileViewBasic and its longer kin.
type profile struct {
	DID       string  `json:"did"`
	Handle    string  `json:"handle"`
	Name      string  `json:"displayName"`
	Bio       string  `json:"description"`
	Avatar    string  `json:"avatar"`
	Website   string  `json:"website"`
	Pronouns  string  `json:"pronouns"`
	Followers int     `json:"followersCount"`
	Following int     `json:"followsCount"`
	Posts     int     `json:"postsCount"`
	Labels    []label `json:"labels"`
	Verified  struct {
		Status  string `json:"verifiedStatus"`
		Trusted string `json:"trustedVerifierStatus"`
	} `json:"verification"`
	Viewer struct {
		BlockedBy bool   `json:"blockedBy"`
		Blocking  string `json:"blocking"`
	} `json:"viewer"`
}

// postView is app.bsky.feed.defs#postView.
type postView struct {
	URI     string  `json:"uri"`
	CID     string  `json:"cid"`
	Author  profile `json:"author"`
	Record  record  `json:"record"`
	Embed   *embed  `json:"embed"`
	Indexed string  `json:"indexedAt"`
	Labels  []label `json:"labels"`
	Likes   int     `json:"likeCount"`
	Reposts int     `json:"repostCount"`
	Quotes  int     `json:"quoteCount"`
	Replies int     `json:"replyCount"`
	Viewer  struct {
		ReplyDisabled bool `json:"replyDisabled"`
	} `json:"viewer"`
}

// notification is app.bsky.notification.listNotifications#notification.
type notification struct {
	URI     string  `json:"uri"`
	CID     string  `json:"cid"`
	Author  profile `json:"author"`
	Reason  string  `json:"reason"`
	Subject string  `json:"reasonSubject"`
	Record  record  `json:"record"`
	Indexed string  `json:"indexedAt"`
	Labels  []label `json:"labels"`
}

// view is the notification of a post as if it were its view.
func (n *notification) view() postView {
	return postView{URI: n.URI, CID: n.CID, Author: n.Author, Record: n.Record, Indexed: n.Indexed, Labels: n.Labels}
}
