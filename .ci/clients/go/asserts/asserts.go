// Package asserts ends a script at the first thing that is not as its client's users expect it.
package asserts

// NoError panics with the error, if there is one.
func NoError(err error) {
	if err != nil {
		panic(err)
	}
}

// That panics with what was found instead, unless the condition holds.
func That(holds bool, found any) {
	if !holds {
		panic(found)
	}
}
