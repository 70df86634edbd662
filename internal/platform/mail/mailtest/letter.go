package mailtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// Letter is a letter as a reader sees it: decoded.
type Letter struct {
	EnvelopeFrom, EnvelopeTo string // what the server was told, which decides where it goes
	Encrypted                bool
	Login                    string // empty: nobody logged in

	Header    mail.Header
	MessageID string // without angle brackets
	Subject   string
	Text      string
	HTML      string
	// Files are what goes with it, by their names.
	Files map[string]string
}

// Parse reads a letter, such as one from a folder of .eml files.
func Parse(raw []byte) (Letter, error) {
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Letter{}, fmt.Errorf("read letter: %w", err)
	}
	l := Letter{Header: message.Header, MessageID: strings.Trim(message.Header.Get("Message-ID"), "<>")}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return Letter{}, fmt.Errorf("read subject: %w", err)
	}
	return l, l.read(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body)
}

// read takes the text and the HTML out of a body or, one level down, out of its alternatives.
func (l *Letter) read(contentType, encoding string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("read content type %q: %w", contentType, err)
	}
	if kind == "multipart/alternative" || kind == "multipart/mixed" {
		return l.readAlternatives(multipart.NewReader(body, params["boundary"]))
	}
	switch encoding {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read %s: %w", kind, err)
	}
	switch text := strings.ReplaceAll(string(content), "\r\n", "\n"); kind {
	case "text/plain":
		l.Text = text
	case "text/html":
		l.HTML = text
	default:
		return fmt.Errorf("unexpected part %q", kind)
	}
	return nil
}

func (l *Letter) readAlternatives(parts *multipart.Reader) error {
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read parts: %w", err)
		}
		if name := part.FileName(); name != "" {
			if err := l.readFile(name, part); err != nil {
				return err
			}
			continue
		}
		if err := l.read(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part); err != nil {
			return err
		}
	}
}

// readFile keeps a file that goes with the letter.
func (l *Letter) readFile(name string, part *multipart.Part) error {
	content, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if l.Files == nil {
		l.Files = map[string]string{}
	}
	l.Files[name] = string(content)
	return nil
}
