package telegram

import (
	"encoding/json"
	"strconv"
)

// What follows are the objects of the Bot API (core.telegram.org/bots/api), as
// far as earshot looks at them. Ids need up to 52 bits.

// user is a person or a bot.
type user struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Username     string `json:"username"`
	LanguageCode string `json:"language_code"` // of the program they use, not of what they say
	// Of getMe alone.
	CanJoinGroups bool `json:"can_join_groups"`
	CanReadAll    bool `json:"can_read_all_group_messages"`
}

// chat is a dialogue, a group or a channel.
type chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"` // private, group, supergroup, channel
	Title     string `json:"title"`
	Username  string `json:"username"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Bio       string `json:"bio"`            // of getChat
	About     string `json:"description"`    // of getChat
	InviteURL string `json:"invite_link"`    // of getChat
	Linked    int64  `json:"linked_chat_id"` // of getChat: the group of a channel
}

// update is one thing that happened.
type update struct {
	ID         int64         `json:"update_id"`
	Message    *message      `json:"message"`
	Edited     *message      `json:"edited_message"`
	Post       *message      `json:"channel_post"`
	EditedPost *message      `json:"edited_channel_post"`
	Member     *memberChange `json:"my_chat_member"`
	Connected  *connection   `json:"business_connection"`
	Business   *message      `json:"business_message"`
	EditedBiz  *message      `json:"edited_business_message"`
	Removed    *removed      `json:"deleted_business_messages"`
}

// message is what somebody said. A service message (somebody joined) has none
// of the contents below.
type message struct {
	Head
	Content
}

// Head is who said it, where and when.
type Head struct {
	ID         int64    `json:"message_id"`
	Thread     int64    `json:"message_thread_id"`
	From       *user    `json:"from"`
	SenderChat *chat    `json:"sender_chat"`
	Date       int64    `json:"date"` // Unix seconds
	EditDate   int64    `json:"edit_date"`
	Chat       chat     `json:"chat"`
	Forward    *origin  `json:"forward_origin"`
	IsTopic    bool     `json:"is_topic_message"`
	AutoFwd    bool     `json:"is_automatic_forward"`
	ReplyTo    *message `json:"reply_to_message"`
	Album      string   `json:"media_group_id"`
	Signature  string   `json:"author_signature"`
	Beyond
}

// Content is what was said.
type Content struct {
	Text            string   `json:"text"`
	Entities        []entity `json:"entities"`
	Caption         string   `json:"caption"`
	CaptionEntities []entity `json:"caption_entities"`
	Spoiler         bool     `json:"has_media_spoiler"`
	Files
	Things
}

// Files are the kinds of a message that carry a file.
type Files struct {
	Photo     []file `json:"photo"` // one picture in several sizes, the largest last
	Animation *file  `json:"animation"`
	Audio     *file  `json:"audio"`
	Document  *file  `json:"document"`
	Sticker   *file  `json:"sticker"`
	Video     *file  `json:"video"`
	VideoNote *file  `json:"video_note"`
	Voice     *file  `json:"voice"`
	Story     *story `json:"story"`
}

// Things are the kinds of a message that carry something else.
type Things struct {
	Checklist *checklist `json:"checklist"`
	Contact   *contact   `json:"contact"`
	Dice      *dice      `json:"dice"`
	Game      *titled    `json:"game"`
	Giveaway  *giveaway  `json:"giveaway"`
	Invoice   *titled    `json:"invoice"`
	Paid      *paid      `json:"paid_media"`
	Poll      *poll      `json:"poll"`
	Venue     *venue     `json:"venue"`
	Location  *location  `json:"location"`
}

// entity is a marked part of a text; places count UTF-16 code units.
type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url"`
}

// file is a file on Telegram's servers; getFile gives it for its id.
type file struct {
	FileID    string `json:"file_id"`
	UniqueID  string `json:"file_unique_id"`
	Name      string `json:"file_name"`
	MIME      string `json:"mime_type"`
	Size      int64  `json:"file_size"`
	Width     int    `json:"width"`
	Height    int    `json:"height"`
	Duration  int    `json:"duration"` // seconds
	Title     string `json:"title"`
	Performer string `json:"performer"`
	Emoji     string `json:"emoji"`
	Path      string `json:"file_path"` // of getFile
}

// origin is where a forwarded message comes from.
type origin struct {
	Type       string `json:"type"` // user, hidden_user, chat, channel
	Date       int64  `json:"date"`
	User       *user  `json:"sender_user"`
	UserName   string `json:"sender_user_name"`
	SenderChat *chat  `json:"sender_chat"`
	Chat       *chat  `json:"chat"`
	MessageID  int64  `json:"message_id"`
	Signature  string `json:"author_signature"`
}

type (
	contact struct {
		Phone     string `json:"phone_number"`
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
	}
	dice struct {
		Emoji string `json:"emoji"`
		Value int    `json:"value"`
	}
	poll struct {
		Question string `json:"question"`
		Options  []struct {
			Text string `json:"text"`
		} `json:"options"`
	}
	checklist struct {
		Title string `json:"title"`
		Tasks []struct {
			Text string `json:"text"`
			Done int64  `json:"completion_date"`
		} `json:"tasks"`
	}
	giveaway struct {
		Winners int    `json:"winner_count"`
		Prize   string `json:"prize_description"`
	}
	titled struct {
		Title string `json:"title"`
	}
	paid struct {
		Stars int               `json:"star_count"`
		Files []json.RawMessage `json:"paid_media"`
	}
	location struct {
		Lat float64 `json:"latitude"`
		Lon float64 `json:"longitude"`
	}
	venue struct {
		Location location `json:"location"`
		Title    string   `json:"title"`
		Address  string   `json:"address"`
	}
	story struct {
		Chat chat  `json:"chat"`
		ID   int64 `json:"id"`
	}
)

// webhookInfo says whether Telegram pushes the updates somewhere.
type webhookInfo struct {
	URL string `json:"url"`
}

// member is what somebody may do in a chat.
type member struct {
	Status   string `json:"status"` // creator, administrator, member, restricted, left, kicked
	CanPost  bool   `json:"can_post_messages"`
	CanSend  *bool  `json:"can_send_messages"`
	IsMember *bool  `json:"is_member"`
}

// reply is the envelope of every answer.
type reply struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		MigrateTo  int64 `json:"migrate_to_chat_id"`
		RetryAfter int   `json:"retry_after"` // seconds
	} `json:"parameters"`
}

// id is a number as text.
func id(n int64) string { return strconv.FormatInt(n, 10) }
