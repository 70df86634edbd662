package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	gomail "github.com/wneessen/go-mail"
)

// Folder writes letters into a directory as .eml files, for a trial without a mail server.
type Folder struct{ dir string }

// NewFolder makes the directory if it is not there; only its owner may read the letters.
func NewFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mail folder: %w", err)
	}
	return &Folder{dir}, nil
}

// Where names the directory.
func (f *Folder) Where() string { return "folder " + f.dir }

// Send writes the letter under a name made of its MessageID, whole or not at all: a letter sent twice is one file.
func (f *Folder) Send(ctx context.Context, l Letter) error {
	m, err := compose(l)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	temporary, err := f.write(m)
	if err != nil {
		return away{fmt.Errorf("mail folder: %w", err)}
	}
	// The id holds no more than a file name may, and PathEscape leaves no slash in it.
	if err := os.Rename(temporary, filepath.Join(f.dir, url.PathEscape(l.MessageID)+".eml")); err != nil {
		return away{fmt.Errorf("mail folder: %w", errors.Join(err, os.Remove(temporary)))}
	}
	return f.sync()
}

// Probe writes an empty file, and removes it.
func (f *Folder) Probe(context.Context) error {
	file, err := os.CreateTemp(f.dir, ".probe-*")
	if err == nil {
		_, err = file.WriteString("Letters are kept here.")
		err = errors.Join(err, file.Sync(), file.Close(), os.Remove(file.Name()))
	}
	if err != nil {
		return away{fmt.Errorf("mail folder: %w", err)}
	}
	return nil
}

// write leaves the letter safely on disk in a file no reader takes for one.
func (f *Folder) write(m *gomail.Msg) (name string, err error) {
	file, err := os.CreateTemp(f.dir, ".letter-*")
	if err != nil {
		return "", err
	}
	_, err = m.WriteTo(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

// sync makes the new name itself survive a power cut.
func (f *Folder) sync() error {
	dir, err := os.Open(f.dir)
	if err != nil {
		return fmt.Errorf("mail folder: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("mail folder: %w", err)
	}
	return nil
}
