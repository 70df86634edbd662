package feed

import "testing"

func TestWhatAFeedIsOfIsSaidWhole(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in FeedInput
		ok bool
	}{
		{FeedInput{Kind: Mine}, true}, {FeedInput{Kind: OfCase, Region: "r", Case: "2024-1"}, true}, {FeedInput{Kind: OfBody, Organisation: "o", Body: "b"}, true}, {FeedInput{Kind: OfOrganisation, Organisation: "o"}, true},
		{FeedInput{Kind: Mine, Case: "2024-1"}, false}, {FeedInput{Kind: OfCase, Case: "2024-1"}, false}, {FeedInput{Kind: OfBody, Body: "b"}, false}, {FeedInput{Kind: OfOrganisation, Organisation: "o", Body: "b"}, false},
	} {
		if err := tt.in.check(); (err == nil) != tt.ok {
			t.Errorf("%+v: %v", tt.in, err)
		}
	}
}
