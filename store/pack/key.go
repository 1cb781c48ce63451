package pack

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
