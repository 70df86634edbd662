package canon

// OrZero is what is said, the zero value where nothing is.
func OrZero[T any](said *T) (value T) {
	if said != nil {
		value = *said
	}
	return value
}
