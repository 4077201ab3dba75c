package mail

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

const (
	user     = "desk@kept.example"
	password = `p@ss/w:rd "ł` // all that a URL, a quotation or ASCII could stumble over
	inURL    = "desk%40kept.example:p%40ss%2Fw%3Ard%20%22%C5%82@"
)

// post is one letter as the server took it.
type post struct {
	from, to string
	utf8     bool
	raw      []byte
}

// relay is a real SMTP server, in this process.
type relay struct {
	*smtp.Server
	mechanisms []string
	address    string
	trusted    *x509.CertPool // vouches for its certificate

	mu    sync.Mutex
	posts []post
}

// serve starts a relay; adjust may change it first. implicit encrypts from the first byte.
func serve(t *testing.T, implicit bool, adjust func(*relay)) *relay {
	t.Helper()
	certificate, pool := selfSigned(t)
	r := &relay{trusted: pool, mechanisms: []string{sasl.Plain, sasl.Login}}
	r.Server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{relay: r, conn: c}, nil
	}))
	r.Domain = "relay.example"
	r.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	r.ErrorLog = log.New(io.Discard, "", 0)
	if adjust != nil {
		adjust(r)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r.address = listener.Addr().String()
	if implicit {
		listener = tls.NewListener(listener, r.TLSConfig)
	}
	served := make(chan error, 1)
	go func() { served <- r.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, r.Close())
		require.NoError(t, <-served)
	})
	return r
}

// all are the letters that arrived.
func (r *relay) all() []post {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.posts)
}

// only is the one letter that arrived.
func (r *relay) only(t *testing.T) post {
	t.Helper()
	posts := r.all()
	require.Len(t, posts, 1)
	return posts[0]
}

type session struct {
	*relay
	conn     *smtp.Conn
	post     post
	signedIn bool
}

func (s *session) AuthMechanisms() []string { return s.mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(u, p string) error {
		if u != user || p != password {
			return &smtp.SMTPError{Code: 535, Message: "no such password: " + p}
		}
		s.signedIn = true
		return nil
	}
	if !slices.Contains(s.mechanisms, mechanism) {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	if mechanism == sasl.Login {
		return &login{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, u, p string) error { return check(u, p) }), nil
}

func (s *session) Mail(from string, options *smtp.MailOptions) error {
	s.post = post{from: from, utf8: options.UTF8}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.post.to = to
	return nil
}

func (s *session) Data(r io.Reader) (err error) {
	if strings.HasPrefix(s.post.to, "cut-within") {
		return s.conn.Conn().Close()
	}
	if s.post.raw, err = io.ReadAll(r); err != nil {
		return err
	}
	if strings.Contains(s.post.to, "signed-in") && !s.signedIn {
		return errors.New("not signed in")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = append(s.posts, s.post)
	if strings.HasPrefix(s.post.to, "cut-after") {
		return s.conn.Conn().Close()
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// login is the server's half of AUTH LOGIN.
type login struct {
	check func(user, password string) error
	asked int
	user  string
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(l.user, string(response))
	}
}

// selfSigned makes a certificate for 127.0.0.1 that nobody vouches for but its own pool.
func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func signedInLetter() Message {
	m := reply()
	m.To.Address = "signed-in@customer.example"
	return m
}

func TestSMTP_signs_in_over_STARTTLS_with_a_trusted_certificate(t *testing.T) {
	t.Parallel()
	for _, mechanism := range []string{sasl.Plain, sasl.Login} {
		r := serve(t, false, func(r *relay) { r.mechanisms = []string{mechanism} })
		s := open(t, "smtp://"+inURL+r.address, Options{RootCAs: r.trusted})
		require.NoError(t, s.Send(t.Context(), signedInLetter()))
		require.Equal(t, "signed-in@customer.example", r.only(t).to)
	}
}

func TestSMTP_signs_in_over_smtps(t *testing.T) {
	t.Parallel()
	r := serve(t, true, nil)
	s := open(t, "smtps://"+inURL+r.address, Options{RootCAs: r.trusted})
	require.NoError(t, s.Send(t.Context(), signedInLetter()))
	require.Equal(t, "desk@kept.example", r.only(t).from)
}

func TestSMTP_tells_uncertain_from_temporary_under_encryption_too(t *testing.T) {
	t.Parallel()
	for _, implicit := range []bool{false, true} {
		r := serve(t, implicit, nil)
		scheme := map[bool]string{false: "smtp://", true: "smtps://"}[implicit]
		s := open(t, scheme+r.address, Options{RootCAs: r.trusted})
		m := huge()
		m.To.Address = "cut-within@customer.example"
		requireOutcome(t, ErrTemporary, s.Send(t.Context(), m))
		require.Empty(t, r.all())

		m = reply()
		m.To.Address = "cut-after@customer.example"
		requireOutcome(t, ErrUncertain, s.Send(t.Context(), m))
		r.only(t)
	}
}

func TestSMTP_trusts_no_certificate_that_nobody_vouches_for(t *testing.T) {
	t.Parallel()
	r := serve(t, false, nil)
	for _, query := range []string{"", "?tls=required", "?tls=starttls"} {
		err := open(t, "smtp://"+r.address+query, Options{}).Send(t.Context(), reply())
		requireOutcome(t, ErrTemporary, err)
		require.ErrorContains(t, err, "encrypt: tls: failed to verify certificate")
	}
	err := open(t, "smtps://"+serve(t, true, nil).address, Options{}).Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.Empty(t, r.all())

	require.NoError(t, open(t, "smtp://"+r.address+"?tls=none", Options{}).Send(t.Context(), reply()))
	r.only(t)
}

func TestSMTP_sends_nothing_readable_where_encryption_is_required(t *testing.T) {
	t.Parallel()
	r := serve(t, false, func(r *relay) { r.TLSConfig = nil })
	err := open(t, "smtp://"+r.address, Options{}).Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorContains(t, err, "does not offer STARTTLS")

	require.NoError(t, open(t, "smtp://"+r.address+"?tls=starttls", Options{}).Send(t.Context(), reply()))
	r.only(t)
}

func TestSMTP_sends_a_password_readable_only_when_told_so(t *testing.T) {
	t.Parallel()
	r := serve(t, false, func(r *relay) { r.TLSConfig, r.AllowInsecureAuth = nil, true })
	err := open(t, "smtp://"+inURL+r.address+"?tls=starttls", Options{}).Send(t.Context(), signedInLetter())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorContains(t, err, "the password was not sent")
	require.NoError(t, open(t, "smtp://"+inURL+r.address+"?tls=none", Options{}).Send(t.Context(), signedInLetter()))
}

func TestSMTP_says_when_it_knows_no_way_to_sign_in(t *testing.T) {
	t.Parallel()
	r := serve(t, false, func(r *relay) { r.mechanisms = []string{"CRAM-MD5"} })
	err := open(t, "smtp://"+inURL+r.address, Options{RootCAs: r.trusted}).Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorContains(t, err, "neither PLAIN nor LOGIN")
}

func TestSMTP_keeps_its_letters_when_the_password_is_wrong_and_never_shows_it(t *testing.T) {
	t.Parallel()
	r := serve(t, false, nil)
	url := "smtp://" + strings.Replace(inURL, "p%40ss", "wr0ng", 1) + r.address
	s := open(t, url, Options{RootCAs: r.trusted})
	err := s.Send(t.Context(), reply())
	requireOutcome(t, ErrTemporary, err)
	require.ErrorContains(t, err, "sign in: 535 5.0.0 no such password: ***")

	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Error("mail", "error", err, "server", s)
	for _, text := range []string{
		err.Error(), fmt.Sprintf("%#v %+v", err, err), s.String(),
		fmt.Sprintf("%v %+v %#v %s", s, s, s, s), logged.String(),
	} {
		require.NotContains(t, text, "wr0ng")
	}
	require.Equal(t, "smtp://desk%40kept.example:***@"+r.address+"?tls=required", s.String())
}

func TestSMTP_uses_SMTPUTF8_only_for_an_address_that_needs_it(t *testing.T) {
	t.Parallel()
	can := serve(t, false, func(r *relay) { r.EnableSMTPUTF8 = true })
	cannot := serve(t, false, nil)
	m := reply()
	m.To.Address = "żółw@sklep.example"
	require.NoError(t, open(t, "smtp://"+can.address+"?tls=none", Options{}).Send(t.Context(), m))
	require.Equal(t, "żółw@sklep.example", can.only(t).to)
	require.True(t, can.only(t).utf8)
	requireOutcome(t, ErrRefused, open(t, "smtp://"+cannot.address+"?tls=none", Options{}).Send(t.Context(), m))

	m.To.Address = "zolw@żółw.example" // a domain has a spelling in ASCII
	require.NoError(t, open(t, "smtp://"+cannot.address+"?tls=none", Options{}).Send(t.Context(), m))
	require.Equal(t, "zolw@xn--w-uga1v8h.example", cannot.only(t).to)
	require.False(t, cannot.only(t).utf8)
}

func TestNewSMTP_refuses_a_wrong_URL_without_quoting_it(t *testing.T) {
	t.Parallel()
	for url, says := range map[string]string{
		"smtp://desk:s3cret/x@host:25":           "port", // the slash ends the host: "s3cret" would be the port
		"smtp://desk:s3cret@host:port":           "not a URL",
		"smtp://desk:s3cret%zz@host":             "not a URL",
		"http://desk:s3cret@host":                "must begin with smtp",
		"desk:s3cret@host":                       "must begin with smtp",
		"smtp://desk:s3cret@":                    "no host",
		"smtp://desk:s3cret@host:0":              "port",
		"smtp://desk:s3cret@host:70000":          "port",
		"smtp://desk@host":                       "come together",
		"smtp://:s3cret@host":                    "come together",
		"smtp://desk:s3cret@host?tls=maybe":      "tls must be",
		"smtps://desk:s3cret@host?tls=none":      "always encrypted",
		"smtp://desk:s3cret@host?s3cret=1":       "only ?tls=",
		"smtp://desk:s3cret@host/s3cret":         "only ?tls=",
		"smtp://desk:s3cret@host?tls=none&%zz=1": "cannot be read",
	} {
		_, err := NewSMTP(url, Options{})
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), "s3cret")
		if !strings.Contains(url, "/x@") {
			require.ErrorContains(t, err, says, url)
		}
	}
}

func TestNewSMTP_knows_the_usual_ports(t *testing.T) {
	t.Parallel()
	require.Equal(t, "smtp://mail.example:587?tls=required", open(t, "smtp://mail.example", Options{}).String())
	require.Equal(t, "smtps://mail.example:465", open(t, "smtps://mail.example", Options{}).String())
	require.Equal(t, "smtp://[::1]:25?tls=none", open(t, "smtp://[::1]:25/?tls=none", Options{}).String())
}
