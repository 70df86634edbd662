package message

// Names are what the values of a type are called, such as its states.
type Names[T ~string] map[T]Text

// Say is what a value is called in a language. One without a name stays as it is.
func (n Names[T]) Say(in Language, value T) string {
	if name, ok := n[value]; ok {
		return name.Say(in)
	}
	return string(value)
}
