package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

const (
	sendTimeout = 40 * time.Second // for one letter, connecting included; below the 45 s of a job
	quitTimeout = 2 * time.Second  // for the good-bye, when the letter has already been taken
)

// Options are what the URL of a mail server cannot say. The zero value is right nearly everywhere.
type Options struct {
	Timeout time.Duration  // for one letter from connecting to the last reply; 0 means 40 s
	RootCAs *x509.CertPool // who may vouch for the server; nil means those whom the machine trusts
}

// SMTP sends letters through a mail server, one connection a letter. It is safe for concurrent use, and its password
// appears in no error and in no print of it.
type SMTP struct {
	server  server
	timeout time.Duration
	roots   *x509.CertPool
}

// NewSMTP makes a Sender for smtp://user:password@host:port (port 587 by default) or smtps://… (465, encrypted from
// the first byte). For smtp, ?tls=required (the default) sends nothing unless STARTTLS works with a trusted
// certificate; tls=starttls encrypts when the server offers it and never sends a password otherwise; tls=none never
// encrypts. It does not connect. Its errors never contain the URL.
func NewSMTP(url string, options Options) (*SMTP, error) {
	server, err := parse(url)
	if err != nil {
		return nil, err
	}
	if options.Timeout <= 0 {
		options.Timeout = sendTimeout
	}
	return &SMTP{server: server, timeout: options.Timeout, roots: options.RootCAs}, nil
}

// String is the server's URL without its password.
func (s *SMTP) String() string { return s.server.String() }

// GoString is the server's URL without its password.
func (s *SMTP) GoString() string { return s.server.String() }

// Send sends one letter. It ends when ctx ends; a letter whose end had gone out by then is [ErrUncertain].
func (s *SMTP) Send(ctx context.Context, m Message) error {
	l, err := compose(m)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()

	conn, err := dial(ctx, s.server.address())
	if err != nil {
		return s.failed(ctx, ErrTemporary, "connect", err)
	}
	defer conn.Close() // errors of closing change nothing: the outcome is known by then
	release := conn.bind(ctx)
	defer release()

	client, err := s.greet(ctx, conn, l.domain)
	if err != nil {
		return err
	}
	if err := s.envelope(ctx, client, l); err != nil {
		return err
	}
	if err := s.content(ctx, client, conn, l); err != nil {
		return err
	}
	release()
	s.leave(ctx, client, conn)
	return nil
}

// greet brings the connection to where it takes letters. Whatever fails here says nothing about the letter.
func (s *SMTP) greet(ctx context.Context, conn *conn, domain string) (*smtp.Client, error) {
	config := &tls.Config{ServerName: s.server.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
	var stream net.Conn = conn
	if s.server.tls == tlsImplicit {
		stream = tls.Client(conn, config)
	}
	client, err := smtp.NewClient(stream, s.server.host)
	if err != nil {
		return nil, s.failed(ctx, ErrTemporary, "greeting", err)
	}
	if err := client.Hello(domain); err != nil {
		return nil, s.failed(ctx, ErrTemporary, "hello", err)
	}
	offered, _ := client.Extension("STARTTLS")
	switch {
	case s.server.tls == tlsRequired && !offered:
		return nil, s.failed(ctx, ErrTemporary, "encrypt", errors.New("the server does not offer STARTTLS"))
	case s.server.tls == tlsRequired, s.server.tls == tlsStart && offered:
		if err := client.StartTLS(config); err != nil {
			return nil, s.failed(ctx, ErrTemporary, "encrypt", err)
		}
	}
	if s.server.user != "" {
		if err := s.signIn(client); err != nil {
			return nil, s.failed(ctx, ErrTemporary, "sign in", err)
		}
	}
	return client, nil
}

// signIn proves who we are. A password goes out readable only if the operator asked for tls=none.
func (s *SMTP) signIn(client *smtp.Client) error {
	if _, encrypted := client.TLSConnectionState(); !encrypted && s.server.tls != tlsNone {
		return errors.New("the connection is not encrypted: the password was not sent")
	}
	_, offered := client.Extension("AUTH")
	switch mechanisms := strings.Fields(strings.ToUpper(offered)); {
	case slices.Contains(mechanisms, "PLAIN"):
		return client.Auth(smtp.PlainAuth("", s.server.user, s.server.password, s.server.host, true))
	case slices.Contains(mechanisms, "LOGIN"):
		return client.Auth(smtp.LoginAuth(s.server.user, s.server.password, s.server.host, true))
	}
	return errors.New("the server offers neither PLAIN nor LOGIN")
}

// envelope says from whom and to whom. A permanent reply refuses the letter.
func (s *SMTP) envelope(ctx context.Context, client *smtp.Client, l letter) error {
	// Asked for only when needed: relays pass such letters on to fewer servers.
	client.SkipSMTPUTF8(!l.utf8)
	if offered, _ := client.Extension("SMTPUTF8"); l.utf8 && !offered {
		return s.failed(ctx, ErrRefused, "address", errors.New("the server takes no letters beyond ASCII before the @"))
	}
	if err := client.Mail(l.sender); err != nil {
		return s.failed(ctx, afterReply(err), "sender", err)
	}
	if err := client.Rcpt(l.recipient); err != nil {
		return s.failed(ctx, afterReply(err), "recipient", err)
	}
	return nil
}

// content sends the letter itself. Its last bytes are written, and the reply to them read, by Close alone.
func (s *SMTP) content(ctx context.Context, client *smtp.Client, conn *conn, l letter) error {
	writer, err := client.Data()
	if err != nil {
		return s.failed(ctx, afterReply(err), "data", err)
	}
	// A server that refuses half-way replies and closes: then the write fails, and Close still reads the reply.
	_, unsent := writer.Write(l.raw)
	err = writer.Close()
	outcome := afterEnd(err, conn.broken.Load())
	if outcome == nil {
		return nil
	}
	if err == nil {
		err = errors.New("a reply to a letter whose end did not go out")
	}
	return s.failed(ctx, outcome, "content", errors.Join(unsent, err))
}

// leave says good-bye. The letter has been taken, so nothing that goes wrong here matters.
func (s *SMTP) leave(ctx context.Context, client *smtp.Client, conn *conn) {
	ctx, cancel := context.WithTimeout(ctx, quitTimeout)
	defer cancel()
	defer conn.bind(ctx)()
	_ = client.Quit()
}

// failed makes the error of one step. It keeps the text of err, not err itself, so that nothing that a server echoed
// can bring the password into a log.
func (s *SMTP) failed(ctx context.Context, outcome error, step string, err error) error {
	text := err.Error()
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		text = fmt.Sprintf("%d %s", reply.Code, reply.Msg)
	}
	text = line(s.server.hide(text))
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w: %s: %w (%s)", outcome, step, cause, text)
	}
	return fmt.Errorf("%w: %s: %s", outcome, step, text)
}
