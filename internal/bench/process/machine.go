package process

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// Machine is what the figures were measured on.
type Machine struct {
	System  string  `json:"system"`
	Kernel  string  `json:"kernel"`
	CPU     string  `json:"cpu"`
	Cores   int     `json:"cores"`
	Memory  int64   `json:"memory_bytes"`
	Load    float64 `json:"load_at_start"`
	Version string  `json:"go"`
	Commit  string  `json:"commit"`
}

// ThisMachine describes the machine, and the commit of the folder; what cannot be
// read stays empty.
func ThisMachine(ctx context.Context) Machine {
	m := Machine{System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Version: runtime.Version(), Load: load()}
	if raw, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.Kernel = strings.TrimSpace(string(raw))
	}
	if raw, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		m.CPU = model(raw)
	}
	if raw, err := os.ReadFile("/proc/meminfo"); err == nil {
		m.Memory = kilobytes(raw, "MemTotal:")
	}
	if out, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=12").Output(); err == nil {
		m.Commit = strings.TrimSpace(string(out))
	}
	return m
}

func model(cpuinfo []byte) string {
	for line := range bytes.Lines(cpuinfo) {
		if name, value, ok := strings.Cut(string(line), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// load is how many programs wanted to run in the last minute.
func load() float64 {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(raw), " ")
	n, _ := strconv.ParseFloat(first, 64)
	return n
}

// MustHaveRoom refuses a folder on a disk with too little room.
func MustHaveRoom(dir string, bytes int64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return fmt.Errorf("look at the disk of %s: %w", dir, err)
	}
	if free := int64(disk.Bavail) * int64(disk.Bsize); free < bytes { //nolint:unconvert // their types differ between systems
		return fmt.Errorf("there is too little room in %s: %d MB are free, and %d MB are needed", dir, free>>20, bytes>>20)
	}
	return nil
}
