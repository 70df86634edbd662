package document

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// partSize is how much of a file is kept in a row: what of a file is in memory at a
// time, whoever sends or reads it.
const partSize = 512 << 10

// storing is how long the database may take to store a file, and to wait for its case
// afterwards.
const storing = 30 * time.Second

// insertContent stores the bytes of a file in parts, in one statement, and gives the row
// to which they belong.
func insertContent(ctx context.Context, tx pgx.Tx, f httpapi.File) (id int64, err error) {
	if _, err := tx.Exec(ctx, `SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)`,
		fmt.Sprint(storing.Milliseconds()), fmt.Sprint((storing / 3).Milliseconds())); err != nil {
		return 0, fmt.Errorf("take time to store a file: %w", err)
	}
	if err := tx.QueryRow(ctx, `INSERT INTO document_content (sha256, size) VALUES ($1, $2) RETURNING id`, f.SHA256, f.Size).Scan(&id); err != nil {
		return 0, fmt.Errorf("insert a file: %w", err)
	}
	parts := &parting{content: id, file: f.Open(), part: -1, buffer: make([]byte, partSize)}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"document_part"}, []string{"content_id", "part", "bytes"}, parts); err != nil {
		return 0, fmt.Errorf("store a file: %w", err)
	}
	return id, nil
}

// parting parts a file into rows, one of which is in memory at a time.
type parting struct {
	content int64
	file    io.Reader
	part    int
	buffer  []byte
	filled  int
	err     error
}

// Next reads the next part.
func (p *parting) Next() bool {
	p.part++
	p.filled, p.err = io.ReadFull(p.file, p.buffer)
	if errors.Is(p.err, io.EOF) || errors.Is(p.err, io.ErrUnexpectedEOF) {
		p.err = nil
	}
	return p.err == nil && p.filled > 0
}

// Values is the row of the part.
func (p *parting) Values() ([]any, error) {
	return []any{p.content, p.part, p.buffer[:p.filled]}, nil
}

// Err is why the file could not be read.
func (p *parting) Err() error { return p.err }

// pieces reads the file of a version as it is asked for, a part at a time: while a
// reader is slow no connection waits for them.
type pieces struct {
	fetch func(part int) ([]byte, error)
	size  int64
	at    int64
	part  int
	bytes []byte
	err   error
}

func piecesOf(ctx context.Context, q pgdb.Querier, d *Document, v *Version) *pieces {
	return &pieces{size: v.Size, part: -1, fetch: func(part int) ([]byte, error) {
		return pgdb.One[[]byte](ctx, q, "read a file", `
			SELECT p.bytes FROM document_version v JOIN document_part p ON p.content_id = v.content_id
			WHERE v.case_id = $1 AND v.document = $2 AND v.number = $3 AND p.part = $4`, d.CaseID, d.Number, v.Number, part)
	}}
}

// Read reads what comes next of the part where the reader is.
func (p *pieces) Read(to []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	part, within := int(p.at/partSize), int(p.at%partSize)
	if part != p.part {
		if p.bytes, p.err = p.fetch(part); p.err != nil {
			return 0, p.err
		}
		p.part = part
	}
	if within >= len(p.bytes) {
		p.err = fmt.Errorf("read a file: part %d is short", part)
		return 0, p.err
	}
	n := copy(to, p.bytes[within:])
	p.at += int64(n)
	return n, nil
}

// Seek goes to a place in the file.
func (p *pieces) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += p.at
	case io.SeekEnd:
		offset += p.size
	}
	if offset < 0 {
		return 0, errors.New("read a file: a place before its beginning")
	}
	p.at = offset
	return offset, nil
}

// failed is why the file could not be read to its end.
func (p *pieces) failed() error { return p.err }

// ContentOf gives the bytes of a version of a document of a case, to whoever has found
// that they may be read.
func ContentOf(ctx context.Context, q pgdb.Querier, caseID int64, number, version int) (*httpapi.Content, error) {
	d, err := find(ctx, q, caseID, number)
	if err != nil {
		return nil, err
	}
	v := d.numbered(version)
	if v == nil || v.Address != "" || !d.Gives(v) {
		return nil, httpapi.ErrNotFound
	}
	return contentOf(ctx, q, d, v), nil
}

func contentOf(ctx context.Context, q pgdb.Querier, d *Document, v *Version) *httpapi.Content {
	bytes := piecesOf(ctx, q, d, v)
	return &httpapi.Content{Name: v.FileName, Type: v.MediaType, SHA256: v.SHA256, Bytes: bytes, Failed: bytes.failed}
}
