//go:build !unix || aix || solaris

package bolt

import "os"

// unlock has nothing to do where closing a file ends its lock.
func unlock(*os.File) {}

// lockFile does nothing where locks of files are not at hand.
func lockFile(*os.File, bool) error { return nil }
