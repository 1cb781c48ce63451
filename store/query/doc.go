// Package query reads and prints earshot's query language: text in, syntax
// tree out, and back. It knows nothing about storage, stems or time zones; an
// evaluator walks the tree.
//
//	query = or [ "|" tail ] ; or = and { "OR" and } ; and = not { ["AND"] not }
//	not   = [ "-" | "NOT" ] atom
//	atom  = prim [ ("NEAR/" n ["f"] | "/" n) prim ]
//	prim  = "(" or ")" | field ":" value | phrase | word | "*"
//	value = word | phrase | /regex/ | a,b,c | a..b | >n | >=n | <n | <=n
//	      | "(" or ")" | "{" query "}"
//
// What the tree promises, so that an evaluator stays simple:
//
//   - Field names are canonical (network: becomes net:), and so are values of
//     closed sets, networks and languages (sent:Negative becomes sent:neg,
//     net:rss becomes net:feed). Numbers, dates and spans are checked.
//   - age:1d is stored as age:<=1d and wait:2h as wait:>=2h.
//   - Two positive plain values of an any-of field (net, account, lang, sent,
//     intent, kind, assignee) in one AND are folded into one list, because a
//     mention has only one of each and people mean "either":
//     net:vk net:mail becomes net:vk,mail. A plain value is a word, a phrase,
//     a list or a group of only those; ranges, comparisons, regular
//     expressions and negated values stay apart and mean AND.
//   - NEAR joins only text: words, phrases, literals and AND/OR/NEAR of them.
//   - And and Or have at least two members; parentheses leave no other trace.
//   - A smiley with many mouths, such as ":)))", is stored with one.
//   - Control characters count as spaces, so none ever enters the tree.
//
// The tree prints back to a query that parses to an equal tree:
// Parse(Print(Parse(s))) == Parse(s).
package query

const (
	// MaxLength is the greatest length of a query, in bytes.
	MaxLength = 64 << 10
	// MaxDepth is the greatest depth of nested brackets of any kind.
	MaxDepth = 100
	// MaxNear is the greatest distance of NEAR, in words.
	MaxNear = 1000
	// MaxRegex is the greatest length of one regular expression, in characters.
	MaxRegex = 1000
	// MinPrefix is the least number of characters before the "*" of word*.
	MinPrefix = 3
)
