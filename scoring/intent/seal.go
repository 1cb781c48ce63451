package intent

import (
	"hash/crc32"

	"earshot/scoring/linear"
)

// Seal names what this package judges by, models and lists: another one, another
// name. It costs next to nothing, because of a model it reads the checksum alone.
func Seal() []uint32 {
	seal := []uint32{linear.Seal(aimsFile), linear.Seal(leadsFile)}
	for _, list := range []string{things, russian, english, trouble, plainTrouble, personal} {
		seal = append(seal, crc32.ChecksumIEEE([]byte(list)))
	}
	return seal
}
