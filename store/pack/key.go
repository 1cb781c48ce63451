package pack

import "strconv"

// AppendKey adds the short form of a name that a network gives: the code of
// the network (or 0, its length and itself), then for a decimal number its
// length in bytes and the number, big-endian, and 0 and the text for all else.
// No two names have one form, and the numbers of a network keep their order
// where they have one length, so that ids that rise make keys that rise.
func AppendKey(dst []byte, network, id string) []byte {
	code := codes()[network]
	dst = append(dst, code)
	if code == 0 {
		dst = append(append(dst, byte(len(network))), network...)
	}
	v, ok := decimal(id)
	if !ok {
		return append(append(dst, 0), id...)
	}
	n := bytesOf(v)
	dst = append(dst, byte(n))
	for i := n - 1; i >= 0; i-- {
		dst = append(dst, byte(v>>(8*i)))
	}
	return dst
}

// ReadKey is the way back from AppendKey; false for what it never wrote.
func ReadKey(b []byte) (network, id string, ok bool) {
	if len(b) == 0 {
		return "", "", false
	}
	code, rest := b[0], b[1:]
	if code == 0 {
		if len(rest) == 0 || len(rest) <= int(rest[0]) {
			return "", "", false
		}
		network, rest = string(rest[1:1+rest[0]]), rest[1+rest[0]:]
	} else if network, ok = wordOf(code); !ok {
		return "", "", false
	}
	if len(rest) == 0 || rest[0] > 8 || rest[0] > 0 && len(rest) != 1+int(rest[0]) {
		return "", "", false
	}
	if rest[0] == 0 {
		return network, string(rest[1:]), true
	}
	v := uint64(0)
	for _, c := range rest[1:] {
		v = v<<8 | uint64(c)
	}
	return network, strconv.FormatUint(v, 10), true
}
