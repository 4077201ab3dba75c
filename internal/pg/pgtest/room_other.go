//go:build !linux

package pgtest

import "io/fs"

// memory is not there: the temporary folder is used.
const memory = ""

func hasRoom(string) bool { return false }

// isOurs is true: the temporary folder of these systems is each user's own.
func isOurs(fs.FileInfo) bool { return true }
