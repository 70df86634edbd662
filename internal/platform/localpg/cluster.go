package localpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cluster makes sure that the folder holds a complete cluster and names the binaries that can serve it.
func (f *folder) cluster(ctx context.Context, o Options, from places, as *syscall.Credential) (bin string, err error) {
	if o.Fresh {
		if err := os.RemoveAll(f.data()); err != nil {
			return "", fmt.Errorf("throw away the old cluster: %w", err)
		}
	}
	found, err := from.find(ctx)
	if err != nil {
		return "", err
	}
	version, err := os.ReadFile(filepath.Join(f.data(), "PG_VERSION"))
	if errors.Is(err, os.ErrNotExist) {
		return found[0].bin, f.initdb(ctx, o, found[0].bin, as)
	}
	if err != nil {
		return "", fmt.Errorf("read the cluster's version: %w", err)
	}
	made := strings.TrimSpace(string(version))
	for _, i := range found {
		if strconv.Itoa(i.major) == made {
			return i.bin, nil
		}
	}
	return "", fmt.Errorf("the data in %s were made by PostgreSQL %s, but only %d is found: install %s, or start over with --fresh",
		f.path, made, found[0].major, made)
}

// initdb makes the cluster beside its place and moves it there when complete: a kill leaves no half cluster.
// The order of text is that of the code points wherever it runs; only the rules for upper and lower case come
// from the machine, and no one name for them exists everywhere.
func (f *folder) initdb(ctx context.Context, o Options, bin string, as *syscall.Credential) error {
	err := f.tryInitdb(ctx, o, bin, as, "C.UTF-8")
	if err != nil && strings.Contains(err.Error(), "invalid locale") {
		err = f.tryInitdb(ctx, o, bin, as, "en_US.UTF-8")
	}
	return err
}

func (f *folder) tryInitdb(ctx context.Context, o Options, bin string, as *syscall.Credential, ctype string) error {
	unfinished := f.data() + ".new"
	if err := errors.Join(os.RemoveAll(unfinished), makePrivate(unfinished, as)); err != nil {
		return fmt.Errorf("make the cluster's folder: %w", err)
	}
	args := []string{
		"--pgdata=" + unfinished, "--username=" + superuser, "--encoding=UTF8", "--locale=C", "--lc-ctype=" + ctype,
		"--auth=trust", // the socket's folder is closed to everyone else
	}
	if o.Temporary {
		args = append(args, "--no-sync")
	}
	if err := run(ctx, f.path, as, filepath.Join(bin, "initdb"), args...); err != nil {
		return errors.Join(fmt.Errorf("make a cluster in %s: %w", f.path, err), os.RemoveAll(unfinished))
	}
	return os.Rename(unfinished, f.data())
}

// run runs a program to its end; its error carries what the program complained about.
func run(ctx context.Context, dir string, as *syscall.Credential, program string, args ...string) error {
	cmd := command(ctx, dir, program, args...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	ended, err := launch(cmd, as)
	if err != nil {
		return err
	}
	if err := <-ended; err != nil {
		return fmt.Errorf("%s (%w)", lastComplaint(output.String()), err)
	}
	return nil
}

// complaint is the line of the server's log that says why it ended.
func complaint(log string) string {
	text, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	return lastComplaint(string(text))
}

// lastComplaint finds the last error among the lines, or else the last line: hints and farewells follow the error.
func lastComplaint(output string) string {
	last, found := "it said nothing", false
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		isError := strings.Contains(line, "error:") || strings.Contains(line, "FATAL:") || strings.Contains(line, "PANIC:")
		if line != "" && (isError || !found) {
			last, found = line, isError
		}
	}
	return last
}

// postmaster is what a server writes about itself into its data folder.
type postmaster struct {
	pid    int
	socket string
}

func readPostmaster(data string) (postmaster, bool) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 0 || len(lines) < 5 {
		return postmaster{}, false
	}
	return postmaster{pid: pid, socket: lines[4]}, true
}

// endOrphan ends the server of an owner who was killed, if it still runs. The caller holds the folder's lock, so no
// owner lives. PostgreSQL clears up after a dead process by itself, but not when the number now belongs to another.
func endOrphan(ctx context.Context, data string) error {
	pm, ok := readPostmaster(data)
	if !ok || errors.Is(syscall.Kill(pm.pid, 0), syscall.ESRCH) {
		return nil
	}
	serves := func() bool { return strings.Contains(commandLine(pm.pid), data) }
	if !serves() {
		return removeIfThere(filepath.Join(data, "postmaster.pid"))
	}
	if err := syscall.Kill(pm.pid, syscall.SIGQUIT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("end the old server (process %d): %w", pm.pid, err)
	}
	ctx, cancel := context.WithTimeout(ctx, stopLimit)
	defer cancel()
	if err := poll(ctx, func() bool { return !serves() }); err != nil {
		return fmt.Errorf("the old server (process %d) does not end: %w", pm.pid, err)
	}
	return nil
}

func removeIfThere(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// poll asks until it is done, or ctx is.
func poll(ctx context.Context, done func() bool) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}
