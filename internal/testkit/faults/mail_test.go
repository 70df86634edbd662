//go:build faults

package faults_test

import (
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailDir has a foreign mail server, of npm.
const mailDir = "../../../.ci/mail"

// mailServer is a running one.
type mailServer struct {
	*instance
	port int
	told io.WriteCloser

	mu      sync.Mutex
	took    []string // the Message-IDs, in order
	stalled int
	refused int // for now
	denied  int // for good
	behaves chan string
}

var installMail = sync.OnceValue(func() error {
	if _, err := os.Stat(mailDir + "/node_modules/smtp-server"); err == nil {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--loglevel=error")
	cmd.Dir, cmd.Stderr = mailDir, os.Stderr
	return cmd.Run()
})

// startMail starts a mail server that takes every letter.
func startMail(t testing.TB) *mailServer {
	t.Helper()
	if err := installMail(); err != nil {
		t.Fatalf("install the mail server of npm: %v", err)
	}
	m := &mailServer{behaves: make(chan string, 1)}
	cmd := exec.CommandContext(t.Context(), "node", mailDir+"/server.js")
	var err error
	if m.told, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	m.instance = start(t, cmd, (*exec.Cmd).StdoutPipe, func(_ *instance, line string) bool {
		word, value, _ := strings.Cut(line, " ")
		m.mu.Lock()
		defer m.mu.Unlock()
		switch word {
		case "listening":
			m.port, _ = strconv.Atoi(value)
			return true
		case "took":
			m.took = append(m.took, value)
		case "stalled":
			m.stalled++
		case "refused":
			m.refused++
		case "denied":
			m.denied++
		case "behaves":
			m.behaves <- value
		}
		return false
	})
	return m
}

// behave tells it how to behave, and waits until it does.
func (m *mailServer) behave(how string) {
	m.t.Helper()
	if _, err := io.WriteString(m.told, how+"\n"); err != nil {
		m.t.Fatal(err)
	}
	select {
	case <-m.behaves:
	case <-time.After(10 * time.Second):
		m.t.Fatalf("the mail server does not %s", how)
	}
}

// settings lead the service to it.
func (m *mailServer) settings() []string {
	return []string{"FORANKRING_SMTP_HOST=127.0.0.1", "FORANKRING_SMTP_PORT=" + strconv.Itoa(m.port), "FORANKRING_SMTP_TLS=none"}
}

// letters are how many it took, and how many of them are different.
func (m *mailServer) letters() (all, different int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := map[string]bool{}
	for _, id := range m.took {
		seen[id] = true
	}
	return len(m.took), len(seen)
}
