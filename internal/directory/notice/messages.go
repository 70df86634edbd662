package notice

import "forankring.no/forankring/internal/platform/message"

var msgReadAlready = message.New("notice.read_already", "The notice is marked as read already.")
