package process

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tickTime is the kernel's unit of CPU time (USER_HZ), the same on all Linux that
// Go runs on.
const tickTime = 10 * time.Millisecond

// Usage is what a process has used so far.
type Usage struct {
	// CPU is the time of its threads, in user and kernel.
	CPU time.Duration
	// Resident and Peak are bytes of memory.
	Resident, Peak int64
}

// UsageOf reads what a process has used.
func UsageOf(pid int) (u Usage, err error) {
	stat, err := readStat(pid)
	if err != nil {
		return u, err
	}
	u.CPU = stat.own
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return u, err
	}
	u.Resident, u.Peak = kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:")
	return u, nil
}

// FamilyCPU is the CPU time of a process and of its children, those that have
// ended among them: of PostgreSQL by its first process.
func FamilyCPU(pid int) (time.Duration, error) {
	first, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	sum := first.own + first.children
	folders, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, f := range folders {
		other, err := strconv.Atoi(filepath.Base(f))
		if err != nil {
			continue
		}
		if stat, err := readStat(other); err == nil && stat.parent == pid { // it may just have ended
			sum += stat.own
		}
	}
	return sum, nil
}

// Parent is the number of a process's parent.
func Parent(pid int) (int, error) {
	stat, err := readStat(pid)
	return stat.parent, err
}

// stat is what is used here of /proc/<pid>/stat.
type stat struct {
	parent        int
	own, children time.Duration
}

func readStat(pid int) (stat, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	return parseStat(string(raw))
}

// parseStat reads a line of /proc/<pid>/stat. The program's name, the second
// field, may hold blanks and brackets: what is counted comes after the last one.
func parseStat(line string) (s stat, err error) {
	const parent, user, kernel, childUser, childKernel = 1, 11, 12, 13, 14
	_, rest, ok := cutLast(line, ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) <= childKernel {
		return s, errors.New("read the state of a process: it has another form than expected")
	}
	ticks := func(i int) time.Duration {
		n, failed := strconv.ParseInt(fields[i], 10, 64)
		err = errors.Join(err, failed)
		return time.Duration(n) * tickTime
	}
	s.parent, err = strconv.Atoi(fields[parent])
	s.own, s.children = ticks(user)+ticks(kernel), ticks(childUser)+ticks(childKernel)
	return s, err
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// kilobytes is a value of /proc/<pid>/status in bytes.
func kilobytes(status []byte, name string) int64 {
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) == 3 && string(fields[0]) == name {
			n, _ := strconv.ParseInt(string(fields[1]), 10, 64)
			return n << 10
		}
	}
	return 0
}

// Times are how the machine has spent its CPU time so far.
type Times struct{ Busy, Idle, Stolen time.Duration }

// MachineTimes reads them.
func MachineTimes() (Times, error) {
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return Times{}, err
	}
	return parseTimes(string(raw))
}

// parseTimes reads the first line of /proc/stat: user, nice, system, idle, iowait,
// irq, softirq and steal.
func parseTimes(text string) (t Times, err error) {
	first, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(first)
	if len(fields) < 9 || fields[0] != "cpu" {
		return t, errors.New("read /proc/stat: it has another form than expected")
	}
	for i, f := range fields[1:9] {
		n, failed := strconv.ParseInt(f, 10, 64)
		err = errors.Join(err, failed)
		spent := time.Duration(n) * tickTime
		switch {
		case i == 7:
			t.Stolen += spent
		case slices.Contains([]int{3, 4}, i):
			t.Idle += spent
		default:
			t.Busy += spent
		}
	}
	return t, err
}

// Since is what was spent after an earlier reading.
func (t Times) Since(before Times) Times {
	return Times{Busy: t.Busy - before.Busy, Idle: t.Idle - before.Idle, Stolen: t.Stolen - before.Stolen}
}
