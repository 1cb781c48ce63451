//go:build !unix

package bolt

import "time"

// processTime is not known here.
func processTime() time.Duration { return 0 }
