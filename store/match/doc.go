// Package match says what a query means: whether one mention answers it. Every
// engine asks it, so that a view, a rule, an export and the screen can never
// disagree; an index may only leave out what it would refuse.
//
// Text. Words are looked for in the title, the text and the content warning,
// by stem in Russian and English; =word by its very form, word* by its
// beginning, "a b" by the stems in this order and side by side. raw:X wants
// its letters with their case. A literal (#tag, @handle, address, time,
// smiley) stands in the text letter by letter, without case, not inside a
// longer word; a smiley also in its other shapes.
//
// The viewer. @me, @team and @brand stand for the names in store.Scope. In the
// text they mean those names or @names; in a field they mean any of them. @brand
// also means every mention that a monitor of one of these names has found.
//
// cluster:N is mention N and those whose cluster it heads, N being a number or
// network:id; is:dup are the members of a cluster without its head.
//
// is:vip is said of a person: the mark, or the tag vip, of any identity of theirs.
// segment: is a tag of the author's Identity, or a saved query on people
// (store.Segment) that any identity of the same person answers. campaign: is the
// campaign of a post that answers the mention, monitor: the judgement's monitors.
// score: is the priority, 0 to 100.
// is:influencer is said of a person, too: their influence makes them one, or somebody
// has said so (Identity.Influencer, Identity.Class). Followers do not count.
//
// A mention without an answer waits (wait:) while it is new or open, from its
// creation until now; one with an answer waited until then; one that is closed
// or put off without an answer waits not at all. A snooze whose end has passed
// counts as open.
//
// author:{...} asks about the person, not about the mention: words are looked
// for in name, handle, description and place, and only fields of people are
// allowed. thread:{...} asks whether any mention of the discussion answers.
//
// The index. Document and Person say what an index keeps of a mention and of a
// person, Plan what a query looks for there. An index finds two sets: what
// surely matches and what may match. Only what lies between them is read and
// asked. Words, fields, times and flags leave no doubt; phrases, NEAR, raw: and
// literals of several words leave the documents that hold all their parts; what
// our answers and snoozes decide leaves those few that have one; regular
// expressions on texts and names, and pieces of addresses, leave everything.
package match
