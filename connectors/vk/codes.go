package vk

import (
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
)

// Waits that VK's refusals ask for without naming a time.
const (
	secondLimit = time.Second      // 6: calls in a second
	floodWait   = time.Minute      // 9: the same thing again and again
	pauseWait   = 10 * time.Minute // 43: a part of VK is switched off for now
	personWait  = 10 * time.Minute // 14: until a person has looked
	quotaWait   = time.Hour        // 29: a method's share of the day; 220: of what may be posted
)

// errPaused is not in VK's schema of 5.131, nor in vksdk: VK switches a method or a
// part of itself off for a while.
const errPaused api.ErrorType = 43

// meaningOf judges a code; what decides is whether the same call may go well later
// by itself (transient, limited), once a person has done something about the token
// (unauthorized), or never (permanent). A list that is refused for good is passed
// over; one that is refused for now must not be, for it would never be read.
func meaningOf(code api.ErrorType) (meaning, bool) {
	if m, ok := passing(code); ok {
		return m, true
	}
	if words := aboutToken(code); words != "" {
		return meaning{kind: fault.Unauthorized, words: words}, true
	}
	for _, table := range []func(api.ErrorType) string{aboutApp, aboutThing, aboutWall, aboutMessage} {
		if words := table(code); words != "" {
			return meaning{kind: fault.Permanent, words: words}, true
		}
	}
	return meaning{}, false
}

// passing are the codes of what is over by itself.
func passing(code api.ErrorType) (meaning, bool) {
	switch code {
	case api.ErrUnknown, api.ErrServer, api.ErrExecutionTimeout:
		return meaning{kind: fault.Transient, words: "VK is in trouble", unsure: true}, true
	case errPaused:
		return meaning{kind: fault.Transient, words: "VK has switched this off for a while; it is tried again", wait: pauseWait}, true
	case api.ErrUpload, api.ErrSaveFile:
		return meaning{kind: fault.Transient, words: "VK could not store the file; it is sent again"}, true
	case api.ErrTooMany:
		return meaning{kind: fault.Limited, words: "VK asks us to slow down", wait: secondLimit}, true
	case api.ErrFlood:
		return meaning{kind: fault.Limited, words: "VK takes this for a flood of the same thing", wait: floodWait}, true
	case api.ErrRateLimit, api.ErrWeightedFlood:
		return meaning{kind: fault.Limited, words: "VK's share of such calls for today is used up", wait: quotaWait}, true
	case api.ErrWallAdsPublished:
		return meaning{kind: fault.Limited, words: "VK does not publish this yet: an advertisement stands there since less than an hour", wait: quotaWait}, true
	case api.ErrWallTooManyRecipients:
		return meaning{kind: fault.Limited, words: "VK does not publish this yet: too many were reached at once", wait: quotaWait}, true
	case api.ErrWallReplyOwnerFlood:
		return meaning{kind: fault.Limited, words: "VK takes no more comments from us here for now", wait: quotaWait}, true
	case api.ErrAuthFloodError:
		return meaning{kind: fault.Limited, words: "VK has been asked to log in too often", wait: quotaWait}, true
	}
	return meaning{}, false
}

// aboutToken are the codes after which a person has to see to the token.
func aboutToken(code api.ErrorType) string {
	switch code {
	case api.ErrSignature, api.ErrAuth, api.ErrNeedTokenConfirmation, api.ErrAnonymousTokenExpired, api.ErrAnonymousTokenInvalid, api.ErrAuthAnonymousTokenIPMismatch, api.ErrTokenExtension:
		return "VK does not accept our token any more; connect the account again with a new one"
	case api.ErrAuthHTTPS:
		return "VK takes this token over https alone; connect the account again without http:// in --api"
	case api.ErrAuthValidation: // where VK says no address
		return "VK wants to be sure that it is you; log in on https://vk.com, and connect the account again with a new token"
	case api.ErrPhoneValidation, api.ErrPasswordValidation, api.ErrOtpAppValidation, api.ErrEmailConfirmation:
		return "VK wants to be sure that it is you; log in on https://vk.com, do what it asks there, and connect the account again with a new token"
	case api.ErrUserBanned:
		return "VK has blocked the owner of the token; log in on https://vk.com to see why, and connect the account again"
	case api.ErrUnknownApplication:
		return "VK does not know the application of this token any more; make a token with another one, and connect the account again"
	case api.ErrAdditionalSignupRequired:
		return "the owner of the token has not signed up to the end; do so on https://vk.com, and connect the account again"
	}
	return ""
}

// aboutApp are the codes of what the application or the kind of the token may not do.
func aboutApp(code api.ErrorType) string {
	switch code {
	case api.ErrDisabled:
		return "the VK application of this token is switched off; switch it on in its settings on dev.vk.com"
	case api.ErrEnabledInTest:
		return "the VK application of this token is in test mode; end that in its settings on dev.vk.com"
	case api.ErrIPNotAllowed:
		return "the VK application of this token may not be used from this machine's address; allow it in its settings on dev.vk.com"
	case api.ErrClientVersionDeprecated, errOldClient, api.ErrMethodDisabled, api.ErrMethod:
		return "VK does not offer this call, or not any more; look for a newer earshot"
	case api.ErrMethodPermission, api.ErrMethodAds:
		return "VK allows this to tokens of standalone applications only; make one on dev.vk.com, and connect the account again with its token"
	case api.ErrGroupAuth:
		return "a community token may not do this; add a user's token as --user-token-file"
	case api.ErrAppAuth:
		return "a service token may not do this; add a user's token as --user-token-file"
	case api.ErrPermission:
		return "the token lacks the permission for this; make a new one that has it, and connect the account again"
	case api.ErrNeedConfirmation:
		return "VK wants this confirmed by hand; do it once on https://vk.com as the owner of the token, and try again"
	}
	return ""
}

// errOldClient is "client update needed", which vksdk does not name.
const errOldClient api.ErrorType = 35

// aboutThing are the codes of what was asked for.
func aboutThing(code api.ErrorType) string {
	switch code {
	case api.ErrAccess, api.ErrPrivateProfile, api.ErrAccessAlbum, api.ErrAccessAudio, api.ErrAccessVideo, api.ErrAccessMarket:
		return "VK does not show or allow us this: it is private, switched off in the community, or needs an administrator's token"
	case api.ErrBlocked:
		return "VK has blocked this page or post"
	case api.ErrUserDeleted, api.ErrUserDeactivated:
		return "the page has been deleted or blocked"
	case api.ErrParam, api.ErrRequest:
		return "VK does not take this as we ask for it; the group or the address may be wrong"
	case api.ErrParamUserID, api.ErrParamGroupID, api.ErrUnknownUser, api.ErrUnknownGroup, api.ErrParamPageID:
		return "VK knows no such page; check the number"
	case api.ErrAccessGroup:
		return "the community does not let us do this; its administrator has to allow it, or to make the token"
	case api.ErrNotFound:
		return "it is not there any more"
	}
	return ""
}

// aboutWall are the codes of what we wanted to say in public.
func aboutWall(code api.ErrorType) string {
	switch code {
	case api.ErrWallAccessPost, api.ErrWallAccessComment, api.ErrWallAccessReplies, api.ErrAccessComment:
		return "this post or its comments are closed to us"
	case api.ErrWallAccessAddReply:
		return "comments below this post are closed"
	case api.ErrVideoCommentsClosed, api.ErrMarketCommentsClosed:
		return "comments are closed here"
	case api.ErrWallAddPost:
		return "VK does not publish this: 50 posts a day are reached, another post stands at that minute, or the wall is closed to us"
	case api.ErrWallAdsPostLimitReached:
		return "VK does not publish this: the community has posted as many advertisements as it may"
	case api.ErrWallLinksForbidden:
		return "VK takes no links here; leave the link out"
	}
	return ""
}

// aboutMessage are the codes of what we wanted to say to somebody.
func aboutMessage(code api.ErrorType) string {
	switch code {
	case api.ErrMessagesUserBlocked:
		return "this person has put the community on their black list"
	case api.ErrMessagesDenySend:
		return "this person has not allowed the community to write first; answer where they wrote, or ask them to write a message"
	case api.ErrMessagesPrivacy:
		return "the privacy settings of this person do not let us write to them"
	case api.ErrMessagesTooBig, api.ErrMessagesTooLongMessage:
		return "the message is too long for VK; shorten it to 4096 characters"
	case api.ErrMessagesChatBotFeature:
		return "the community may not write to chats; switch that on under Manage, Messages, Bot settings"
	case api.ErrMessagesChatUserNoAccess, api.ErrMessagesGroupPeerAccess, api.ErrMessagesChatNotAdmin:
		return "the community is no member of this chat any more, or may not write there"
	case api.ErrMessagesChatNotExist, api.ErrMessagesContactNotFound, api.ErrMessagesChatDisabled, api.ErrMessagesChatNotSupported:
		return "there is no such conversation any more"
	case errTooLate:
		return "it is too late to answer this person here; they have to write once more"
	case api.ErrMessagesAccessDonutChat:
		return "this chat is for those who pay for it, and the community's token is none of them"
	}
	return ""
}

// errTooLate is messages_peer_blocked_reason_by_time of VK's schema, which vksdk does
// not name.
const errTooLate api.ErrorType = 950
