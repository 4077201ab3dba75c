package mail

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// How the connection to the server is encrypted.
const (
	tlsNone     = "none"     // never; a password goes out readable
	tlsStart    = "starttls" // by STARTTLS when the server offers it; without it a password is not sent
	tlsRequired = "required" // by STARTTLS, or nothing is sent
	tlsImplicit = "implicit" // from the first byte: smtps
)

// server is what an SMTP URL says.
type server struct {
	host, port     string
	user, password string
	tls            string
}

// parse reads an SMTP URL. Its errors never quote the URL, since a password stands in it.
func parse(raw string) (server, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return server{}, errors.New("mail server: not a URL (write special characters of the password as %XX)")
	}
	s := server{host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	s.password, _ = u.User.Password()
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return server{}, errors.New("mail server: the part after ? cannot be read")
	}
	s.tls = query.Get("tls")
	query.Del("tls")

	switch u.Scheme {
	case "smtp":
		if s.tls == "" {
			s.tls = tlsRequired
		}
		if s.tls != tlsNone && s.tls != tlsStart && s.tls != tlsRequired {
			return server{}, errors.New("mail server: tls must be none, starttls or required")
		}
		s.port = cmp.Or(s.port, "587")
	case "smtps":
		if s.tls != "" && s.tls != tlsRequired {
			return server{}, errors.New("mail server: smtps is always encrypted; leave tls out")
		}
		s.tls = tlsImplicit
		s.port = cmp.Or(s.port, "465")
	default:
		return server{}, errors.New("mail server: the URL must begin with smtp:// or smtps://")
	}
	switch port, err := strconv.Atoi(s.port); {
	case s.host == "":
		return server{}, errors.New("mail server: no host")
	case err != nil || port < 1 || port > 65535:
		return server{}, errors.New("mail server: the port must be from 1 to 65535")
	case (s.user == "") != (s.password == ""):
		return server{}, errors.New("mail server: user and password come together or not at all")
	case u.Path != "" && u.Path != "/", u.Fragment != "", len(query) > 0:
		return server{}, errors.New("mail server: only ?tls= may follow host and port")
	}
	return s, nil
}

// address is where to connect to.
func (s server) address() string { return net.JoinHostPort(s.host, s.port) }

// String is the URL without its password.
func (s server) String() string {
	scheme, tls, user := "smtp", "?tls="+s.tls, ""
	if s.tls == tlsImplicit {
		scheme, tls = "smtps", ""
	}
	if s.user != "" {
		user = url.User(s.user).String() + ":***@"
	}
	return fmt.Sprintf("%s://%s%s%s", scheme, user, s.address(), tls)
}

// hide takes the password out of text, also as it goes over the wire and as errors quote it.
func (s server) hide(text string) string {
	if s.password == "" {
		return text
	}
	return strings.NewReplacer(
		base64.StdEncoding.EncodeToString([]byte("\x00"+s.user+"\x00"+s.password)), "***",
		base64.StdEncoding.EncodeToString([]byte(s.password)), "***",
		s.password, "***",
		strings.Trim(strconv.Quote(s.password), `"`), "***",
	).Replace(text)
}
