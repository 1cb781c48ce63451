package emotion

import (
	"hash/crc32"

	"earshot/scoring/linear"
)

// Seal names what this package judges by, models and lists: another one, another
// name. It costs next to nothing, because of a model it reads the checksum alone.
func Seal() []uint32 {
	return []uint32{linear.Seal(russianWeights), linear.Seal(englishWeights), crc32.ChecksumIEEE([]byte(wordLists))}
}
