// Package demo is a network that does not exist: a fictional brand, Zernolla
// (coffee machines, kettles, a porridge cooker, beans by subscription, an app
// and a few shops), the hundred people who talk about it, and a clock. It
// shows what a community manager's day looks like without an account anywhere,
// and it sends nothing anywhere.
//
// It is a connector like any other. One account plays one network, named by
// the setting "as"; its mentions carry that network's name, so that the stream
// looks like life. Without "as" the account plays all of them under the name
// "demo".
//
// Everything follows from the seed and the time, by integer arithmetic only:
// the same seed and moment give the same mentions on any machine. Two weeks of
// history lie before the moment "at"; after it the brand is talked about at
// the given rate for as long as the clock of store.Env runs. A clock that
// stands still brings nothing new, which is what reproducible frames need.
//
// What we answer is kept in memory. The person answered answers back after 20
// to 90 seconds, content, curious or still angry.
//
// Settings of an account:
//
//	seed    which world, a whole number; 1
//	at      RFC 3339, where history ends; when the account was added
//	rate    mentions a minute over all networks, 0 to 6000; 6
//	as      mastodon, vk, telegram, bluesky, mail or feed; all of them
//	faults  "on" adds rare refusals and cut lines, to show how they are handled
package demo
