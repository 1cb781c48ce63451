package main

import (
	"slices"
	"testing"
)

func TestSizesAreReadAsPeopleWriteThem(t *testing.T) {
	f, err := parse([]string{"--sizes", "500,10k, 5M", "--queries", "9"})
	if err != nil || !slices.Equal(f.options.Sizes, []int{500, 10_000, 5_000_000}) || f.options.Queries != 9 {
		t.Errorf("%+v, %v", f, err)
	}
	for _, args := range [][]string{{"--sizes", "many"}, {"--sizes", "0"}, {"--sizes", "1000M"}, {"--queries", "0"}, {"more"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}
