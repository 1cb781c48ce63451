package vk

// What VK says, as far as it matters here. vksdk's own types miss the topic of
// a discussion's comment and the forwarded messages.

// counted is a number with a name around it.
type counted struct {
	Count int `json:"count"`
}

// post is a post on a wall, or a comment that a search has found.
type post struct {
	ID          int          `json:"id"`
	OwnerID     int          `json:"owner_id"`
	FromID      int          `json:"from_id"`
	PostID      int          `json:"post_id"` // of a comment
	Date        int          `json:"date"`
	Edited      int          `json:"edited"`
	Text        string       `json:"text"`
	Type        string       `json:"post_type"`
	Attachments []attachment `json:"attachments"`
	Copies      []post       `json:"copy_history"`
	Comments    counted      `json:"comments"`
	Likes       counted      `json:"likes"`
	Reposts     counted      `json:"reposts"`
	Views       counted      `json:"views"`
	Parents     []int        `json:"parents_stack"`
}

// comment is one below a post, photo, video, good, or in a discussion.
type comment struct {
	ID          int          `json:"id"`
	FromID      int          `json:"from_id"`
	Date        int          `json:"date"`
	Text        string       `json:"text"`
	ReplyTo     int          `json:"reply_to_comment"`
	Parents     []int        `json:"parents_stack"`
	Attachments []attachment `json:"attachments"`
	Likes       counted      `json:"likes"`
	Deleted     bool         `json:"deleted"`
	Thread      struct {
		Count int       `json:"count"`
		Items []comment `json:"items"`
	} `json:"thread"`
}

// whereabouts is what a comment hangs on, as events tell it; lists do not.
type whereabouts struct {
	OwnerID       int `json:"owner_id"`
	PostID        int `json:"post_id"`
	PostOwnerID   int `json:"post_owner_id"`
	PhotoID       int `json:"photo_id"`
	PhotoOwnerID  int `json:"photo_owner_id"`
	VideoID       int `json:"video_id"`
	VideoOwnerID  int `json:"video_owner_id"`
	ItemID        int `json:"item_id"`
	MarketOwnerID int `json:"market_owner_id"`
	TopicID       int `json:"topic_id"`
	TopicOwnerID  int `json:"topic_owner_id"`
}

// message is one in a conversation.
type message struct {
	ID          int          `json:"id"`
	Local       int          `json:"conversation_message_id"`
	FromID      int          `json:"from_id"`
	PeerID      int          `json:"peer_id"`
	Date        int          `json:"date"`
	Updated     int          `json:"update_time"`
	Out         bool         `json:"out"`
	RandomID    int          `json:"random_id"`
	Text        string       `json:"text"`
	Attachments []attachment `json:"attachments"`
	Forwarded   []message    `json:"fwd_messages"`
	Reply       *message     `json:"reply_message"`
	Action      struct {
		Type string `json:"type"`
	} `json:"action"`
}

// attachment is what hangs on a text; of the fields the one of its type is set.
type attachment struct {
	Type  string `json:"type"`
	Photo struct {
		Text  string `json:"text"`
		Sizes []size `json:"sizes"`
	} `json:"photo"`
	Video struct {
		ID      int    `json:"id"`
		OwnerID int    `json:"owner_id"`
		Title   string `json:"title"`
	} `json:"video"`
	Audio struct {
		Artist string `json:"artist"`
		Title  string `json:"title"`
	} `json:"audio"`
	Voice struct {
		MP3        string `json:"link_mp3"`
		Transcript string `json:"transcript"`
	} `json:"audio_message"`
	Doc  titled `json:"doc"`
	Link titled `json:"link"`
	Page titled `json:"page"`
	Note titled `json:"note"`
	Poll struct {
		Question string `json:"question"`
		Answers  []struct {
			Text string `json:"text"`
		} `json:"answers"`
	} `json:"poll"`
	Market struct {
		ID      int    `json:"id"`
		OwnerID int    `json:"owner_id"`
		Title   string `json:"title"`
	} `json:"market"`
	Wall post `json:"wall"`
}

// titled is a thing with a name and an address.
type titled struct {
	Title   string `json:"title"`
	URL     string `json:"url"`
	ViewURL string `json:"view_url"`
}

// size is one size of a picture.
type size struct {
	URL    string `json:"url"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}
