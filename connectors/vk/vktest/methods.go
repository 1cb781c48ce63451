package vktest

import "slices"

// kind is the kind of a token, as bits.
type kind int

const (
	user kind = 1 << iota
	community
	service
)

// method is one of the API: which tokens may call it, and what it does.
type method struct {
	kinds kind
	do    func(*request) (any, *refusal)
}

// methods are those that this server knows, with the kinds of tokens that VK's
// schema gives (access_token_type).
func methods() map[string]method {
	return map[string]method{
		"users.get":                           {user | community | service, (*request).usersGet},
		"account.getAppPermissions":           {user, (*request).appPermissions},
		"groups.getById":                      {user | community | service, (*request).groupsGetByID},
		"groups.getTokenPermissions":          {community, (*request).tokenPermissions},
		"groups.getMembers":                   {user | community | service, (*request).groupsGetMembers},
		"groups.getLongPollServer":            {user | community, (*request).longPollServer},
		"groups.getLongPollSettings":          {user | community, (*request).longPollSettings},
		"groups.setLongPollSettings":          {user | community, (*request).setLongPollSettings},
		"messages.getConversations":           {user | community, (*request).conversations},
		"messages.getHistory":                 {user | community, (*request).messageHistory},
		"messages.send":                       {user | community, (*request).messagesSend},
		"wall.get":                            {user | service, (*request).wallGet},
		"wall.getById":                        {user | service, (*request).wallGetByID},
		"wall.getComments":                    {user | service, (*request).wallGetComments},
		"wall.createComment":                  {user | community, (*request).wallCreateComment},
		"wall.post":                           {user, (*request).wallPost},
		"board.getTopics":                     {user | service, (*request).boardTopics},
		"board.getComments":                   {user | service, (*request).boardComments},
		"board.createComment":                 {user, (*request).boardCreateComment},
		"newsfeed.search":                     {user | service, (*request).newsfeedSearch},
		"newsfeed.getMentions":                {user, (*request).newsfeedMentions},
		"stats.get":                           {user, (*request).statsGet},
		"photos.getWallUploadServer":          {user, (*request).wallUploadServer},
		"photos.saveWallPhoto":                {user, (*request).saveWallPhoto},
		"photos.getMessagesUploadServer":      {user | community, (*request).messagesUploadServer},
		"photos.saveMessagesPhoto":            {user | community, (*request).saveMessagesPhoto},
		"utils.getServerTime":                 {user | community | service, (*request).serverTime},
		"messages.markAsAnsweredConversation": {user | community, func(*request) (any, *refusal) { return 1, nil }},
	}
}

func (r *request) serverTime() (any, *refusal) { return r.s.o.Now().Unix(), nil }

// tokenPermissions tells what the community token may do.
func (r *request) tokenPermissions() (any, *refusal) {
	bits := map[string]int{"stories": 1, "photos": 4, "messages": 4096, "wall": 8192, "docs": 131072, "manage": 262144}
	mask, list := 0, []any{}
	for _, name := range r.s.o.Rights {
		mask |= bits[name]
		list = append(list, map[string]any{"name": name, "setting": bits[name]})
	}
	return map[string]any{"mask": mask, "permissions": list}, nil
}

// appPermissions tells what the user's token may do: photos, messages, wall,
// groups, stats.
func (r *request) appPermissions() (any, *refusal) {
	return 4 | 4096 | 8192 | 65536 | 262144 | 1048576, nil
}

// allowed tells whether the community token has a permission.
func (r *request) allowed(right string) bool {
	return r.kind != community || slices.Contains(r.s.o.Rights, right)
}
