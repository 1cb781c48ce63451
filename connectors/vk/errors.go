package vk

import (
	"fmt"
	"strings"
	"time"

	"github.com/SevereCloud/vksdk/v2/api"

	"earshot/connectors/fault"
	"earshot/store/clean"
)

// Waits that VK's refusals ask for without naming a time.
const (
	secondLimit = time.Second      // 6: calls in a second
	floodWait   = time.Minute      // 9: the same thing again and again
	quotaWait   = time.Hour        // 29: a method's share of the day
	captchaWait = 10 * time.Minute // 14: until a person has looked
)

// refusal says in plain words what VK refuses, and what helps.
// Source: dev.vk.com/ru/reference/errors and the errors of VK's schema.
func (c *caller) refusal(op, method string, e *api.Error) error {
	f := &fault.Fault{Op: op, Err: e, Unsent: true}
	f.Kind, f.What = c.verdict(method, e)
	switch e.Code {
	case api.ErrTooMany:
		f.RetryAfter = secondLimit
	case api.ErrFlood:
		f.RetryAfter = floodWait
	case api.ErrRateLimit, api.ErrWeightedFlood:
		f.RetryAfter = quotaWait
	case api.ErrCaptcha:
		f.RetryAfter = captchaWait
	case api.ErrUnknown, api.ErrServer, api.ErrExecutionTimeout:
		f.Unsent = false // it may have been done before it broke
	}
	return f
}

// verdict judges an error code.
func (c *caller) verdict(method string, e *api.Error) (fault.Kind, string) {
	switch e.Code {
	case api.ErrUnknown, api.ErrServer, api.ErrExecutionTimeout:
		return fault.Transient, fmt.Sprintf("VK is in trouble (error %d)", e.Code)
	case api.ErrSignature, api.ErrAuth:
		return fault.Unauthorized, "VK does not accept our token any more (error 5); connect the account again with a new one"
	case api.ErrTooMany:
		return fault.Limited, "VK asks us to slow down (error 6)"
	case api.ErrFlood:
		return fault.Limited, "VK takes this for a flood of the same thing (error 9)"
	case api.ErrRateLimit, api.ErrWeightedFlood:
		return fault.Limited, fmt.Sprintf("VK's share of such calls for today is used up (error %d)", e.Code)
	case api.ErrCaptcha:
		return c.captcha(method, e)
	case api.ErrAuthValidation:
		return fault.Unauthorized, "VK wants to be sure that it is you (error 17): open " + c.address(e.RedirectURI) + ", and connect the account again with the token that you get there"
	case api.ErrGroupAuth:
		return fault.Permanent, "a community token may not do this (error 27); add a user's token as --user-token-file"
	case api.ErrAppAuth:
		return fault.Permanent, "a service token may not do this (error 28); add a user's token as --user-token-file"
	}
	if words := sentence(e.Code); words != "" {
		return fault.Permanent, fmt.Sprintf("%s (error %d)", words, e.Code)
	}
	return fault.Permanent, fmt.Sprintf("VK refuses: %s (error %d)", firstOf(c.words(e.Message), "no reason given"), e.Code)
}

// captcha asks a person. A reading waits; what was to be sent is handed back.
func (c *caller) captcha(method string, e *api.Error) (fault.Kind, string) {
	what := "VK wants to see that a person is at work (captcha, error 14): open " +
		c.address(firstOf(e.RedirectURI, e.CaptchaImg)) + " as the owner of the token, write something there by hand, and try again"
	if writes(method) {
		return fault.Permanent, what
	}
	return fault.Limited, what
}

// writes tells whether a method leaves something behind that others see.
func writes(method string) bool {
	switch method {
	case "messages.send", "wall.post", "board.createComment",
		commentMethod(kindWall), commentMethod(kindPhoto), commentMethod(kindVideo), commentMethod(kindMarket):
		return true
	}
	return false
}

// sentence says what a refusal of one thing means; "" = VK's own words must do.
func sentence(code api.ErrorType) string {
	switch code {
	case api.ErrDisabled:
		return "the VK application of this token is switched off; switch it on in its settings on dev.vk.com"
	case api.ErrPermission:
		return "the token lacks the permission for this; make a new one that has it, and connect the account again"
	case api.ErrAccess, api.ErrPrivateProfile:
		return "VK does not show or allow us this: it is private, switched off in the community, or needs an administrator's token"
	case api.ErrUserDeleted:
		return "the page has been deleted or blocked"
	case api.ErrParam, api.ErrRequest:
		return "VK does not take this as we ask for it; the group or the address may be wrong"
	case api.ErrParamUserID, api.ErrParamGroupID:
		return "VK knows no such page; check the number"
	case api.ErrAccessGroup:
		return "the community does not let us do this; its administrator has to allow it, or to make the token"
	case api.ErrNotFound:
		return "it is not there any more"
	}
	return sendSentence(code)
}

// sendSentence is about what we wanted to say.
func sendSentence(code api.ErrorType) string {
	switch code {
	case api.ErrWallAccessPost, api.ErrWallAccessComment, api.ErrWallAccessReplies:
		return "this post or its comments are closed to us"
	case api.ErrWallAccessAddReply:
		return "comments below this post are closed"
	case api.ErrWallAddPost:
		return "VK does not publish this: 50 posts a day are reached, another post stands at that minute, or the wall is closed to us"
	case api.ErrWallAdsPublished:
		return "VK does not publish this: an advertisement stands there since less than an hour; try later"
	case api.ErrWallTooManyRecipients:
		return "VK does not publish this now: too many were reached at once; try later"
	case api.ErrWallReplyOwnerFlood:
		return "VK takes no more comments from us here for now; try later"
	case api.ErrWallLinksForbidden:
		return "VK takes no links here; leave the link out"
	case api.ErrMessagesUserBlocked:
		return "this person has put the community on their black list"
	case api.ErrMessagesDenySend:
		return "this person has not allowed the community to write first; answer where they wrote, or ask them to write a message"
	case api.ErrMessagesPrivacy:
		return "the privacy settings of this person do not let us write to them"
	case api.ErrMessagesTooLongMessage:
		return "the message is too long for VK; shorten it to 4096 characters"
	case api.ErrMessagesChatUserNoAccess:
		return "the community is no member of this chat any more"
	case api.ErrMessagesContactNotFound:
		return "there is no such conversation any more"
	}
	return ""
}

// address shows an address of VK's, or says where else to look.
func (c *caller) address(s string) string {
	if len(s) > maxURL || !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return "https://vk.com"
	}
	return clean.Line(s, maxURL)
}

// maxWords caps what is shown of VK's own words, in bytes.
const maxWords = 400

// words makes VK's own words fit for a message.
func (c *caller) words(s string) string { return clean.Line(c.http.Redact(s), maxWords) }
