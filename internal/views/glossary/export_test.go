package glossary

// All are the terms as they are shown.
func All() (all []Term) {
	for _, t := range terms {
		all = append(all, t.shown())
	}
	return all
}
