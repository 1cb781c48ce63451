// Package pack is the form of a mention on the disk: small, read in about a
// microsecond, and sure to notice a flipped bit. It knows nothing of where the
// bytes are kept. A mention has three parts, since they change at different
// times:
//
//	Body    what was said: everything but the two others; rarely changes
//	Author  who said it, without the three numbers, which are in the body;
//	        one description is shared by all mentions that carry it
//	Work    our side; changes often, and is no bytes at all for a new mention
//
// What comes back equals what was put in, whatever its strings hold, with a nil
// list told from an empty one; times are kept in microseconds, in UTC.
//
// # Layout
//
// uvarint and varint are those of encoding/binary.
//
//	Body    version (1 byte, now 1)
//	        checksum (4 bytes, little-endian): CRC-32C (RFC 3720) of all that
//	        follows, begun with the number of the mention instead of 0
//	        flags (3 bytes, little-endian): which of the optional parts follow
//	        slot, person, version of the description (uvarint each), see Head
//	        Created (varint, microseconds or seconds since 1970, see flags)
//	        the parts in the order of body.go
//	Author  version (1 byte, now 1)
//	        checksum (4 bytes): the same, begun with person and version
//	        flags (2 bytes, little-endian), then the strings in order
//	Work    version and state (1 byte: 1 << 3 | state), flags (1 byte), parts
//
// A string is a uvarint n<<2|form and n bytes:
//
//	form 0  the bytes as they are
//	form 1  text packed by packText: a byte a letter in Russian, see text.go
//	form 2  a decimal number without leading zeros, big-endian
//	form 3  text with references, see refs.go: "https://m.example/@ivan/1138"
//	        is the address of its author, a slash and its own id
//
// Words that return in most mentions (networks, kinds, languages, labels) are
// one byte, the place in a list; 0 is followed by a string. Other times are
// differences. A number with a fraction is a uvarint zigzag(n)<<3|d for n/10^d,
// or 7 and the 8 bytes of the float64 where that is not exact.
//
// The bytes come from a file that may be broken: no length in them is trusted,
// and every error is store.ErrDamaged.
package pack
