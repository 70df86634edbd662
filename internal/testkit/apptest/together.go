package apptest

import "sync"

// Together sends the same request twice at once, and answers with the two in
// the ascending order of their statuses.
func Together(send func() *Answer) (low, high *Answer) {
	var wg sync.WaitGroup
	answers := make([]*Answer, 2)
	for i := range answers {
		wg.Go(func() { answers[i] = send() })
	}
	wg.Wait()
	if answers[0].Code > answers[1].Code {
		return answers[1], answers[0]
	}
	return answers[0], answers[1]
}
