package intent

import "slices"

// Occasions gives the names of all personal occasions, sorted. The caller owns
// the list.
func Occasions() []string {
	var list []string
	for _, name := range rules().occasion {
		list = append(list, name...)
	}
	slices.Sort(list)
	return list
}
