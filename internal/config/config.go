// Package config turns the command line and the environment into one checked struct. Every flag has an
// environment twin; nothing else in Kept reads the environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/seal"
	"github.com/kepthq/kept/internal/sso"
)

// Common are the settings of every command.
type Common struct {
	DatabaseURL string `name:"database-url" env:"KEPT_DATABASE_URL" placeholder:"URL" help:"Postgres 15 or newer. Without it Kept runs a private one in its data directory."`
	OwnerURL    string `name:"owner-database-url" env:"KEPT_OWNER_DATABASE_URL" placeholder:"URL" help:"The same database by the role that owns its tables, for migrations and the demo. Without it --database-url is for everything, and the audit is not safe from it."`
	Data        string `name:"data" env:"KEPT_DATA" placeholder:"DIR" help:"Where files, and the private Postgres, lie: ./.kept, as root a directory below /var/lib/kept."`
	Log         string `name:"log" env:"KEPT_LOG" enum:"text,json" default:"text" help:"How the log is written: text or json."`
}

// DataDir is the data directory: the one that was named, or the default of this checkout.
func (c Common) DataDir() string {
	if c.Data != "" {
		return c.Data
	}
	return embedded.DefaultDataDir(".", os.Geteuid() == 0)
}

// Logger writes to standard error in the form that was chosen.
func (c Common) Logger() *slog.Logger {
	if c.Log == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// Mail says how mail leaves.
type Mail struct {
	SMTPURL  string `name:"smtp-url" env:"KEPT_SMTP_URL" placeholder:"URL" help:"Mail server, smtp://user:password@host:port or smtps://…; ?tls=none for one without TLS. Without it mail is held."`
	MailFrom string `name:"mail-from" env:"KEPT_MAIL_FROM" placeholder:"ADDRESS" help:"The address that customers get mail from."`
}

// Domain is what follows the @ of the sender's address; it ends every Message-ID.
func (m Mail) Domain() string {
	if _, domain, found := strings.Cut(m.MailFrom, "@"); found && domain != "" {
		return domain
	}
	return "kept.invalid"
}

func (m Mail) check() error {
	if m.SMTPURL == "" && m.MailFrom == "" {
		return nil
	}
	// A server would refuse every mail from anything else, one by one, long after the start.
	if a, err := mail.ParseAddress(m.MailFrom); err != nil || a.Address != m.MailFrom {
		return errors.New("KEPT_MAIL_FROM must say from which address mail is sent, for example help@example.com")
	}
	return nil
}

// Web says where pages are served.
type Web struct {
	Addr        string   `name:"addr" env:"KEPT_ADDR" default:"127.0.0.1:8080" help:"Address and port to listen on."`
	BaseURL     string   `name:"base-url" env:"KEPT_BASE_URL" placeholder:"URL" help:"How people reach Kept, for the links in mails; without it http:// and the address."`
	MetricsAddr string   `name:"metrics-addr" env:"KEPT_METRICS_ADDR" placeholder:"ADDR" help:"Address and port of /metrics; off by default."`
	Proxies     []string `name:"trusted-proxies" env:"KEPT_TRUSTED_PROXIES" placeholder:"CIDR" help:"Networks of proxies whose X-Forwarded-For is believed."`
}

// Base is the address that stands in links.
func (w Web) Base() (*url.URL, error) {
	if w.BaseURL == "" {
		host, port, err := net.SplitHostPort(w.Addr)
		if err != nil {
			return nil, fmt.Errorf("KEPT_ADDR: %w", err)
		}
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, nil
	}
	u, err := url.Parse(w.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, errors.New("KEPT_BASE_URL must look like https://help.example.com")
	}
	u.Path = ""
	return u, nil
}

// TrustedProxies are the networks whose word on a client's address is believed.
func (w Web) TrustedProxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range w.Proxies {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("KEPT_TRUSTED_PROXIES: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

// OnLoopback reports whether Kept would listen on this machine's loopback only. A demo refuses anything else.
func (w Web) OnLoopback() bool {
	host, _, err := net.SplitHostPort(w.Addr)
	if err != nil {
		return false
	}
	return isLoopback(host)
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Limits are how much a form may carry. Characters are UTF-16 units, as a browser's maxlength counts.
type Limits struct {
	Name         int   `name:"limit-name" env:"KEPT_LIMIT_NAME" default:"200" help:"Characters of a name."`
	Address      int   `name:"limit-address" env:"KEPT_LIMIT_ADDRESS" default:"254" help:"Characters of a mail address."`
	Subject      int   `name:"limit-subject" env:"KEPT_LIMIT_SUBJECT" default:"200" help:"Characters of a subject."`
	Text         int   `name:"limit-text" env:"KEPT_LIMIT_TEXT" default:"50000" help:"Characters of a message."`
	LinkDays     int   `name:"link-days" env:"KEPT_LINK_DAYS" default:"90" help:"Days after closing for which the links in mails open a ticket."`
	Files        int   `name:"limit-files" env:"KEPT_LIMIT_FILES" default:"10" help:"Files of one message."`
	FileBytes    int64 `name:"limit-file-bytes" env:"KEPT_LIMIT_FILE_BYTES" default:"26214400" help:"Bytes of one file."`
	RequestBytes int64 `name:"limit-request-bytes" env:"KEPT_LIMIT_REQUEST_BYTES" default:"62914560" help:"Bytes of one request."`
}

// Rates are how often somebody may try.
type Rates struct {
	AskPerAddress    int `name:"rate-ask-address" env:"KEPT_RATE_ASK_ADDRESS" default:"5" help:"Tickets that one mail address may open in an hour."`
	AskPerNetwork    int `name:"rate-ask-network" env:"KEPT_RATE_ASK_NETWORK" default:"20" help:"Tickets that one network may open in an hour."`
	PostPerNetwork   int `name:"rate-post-network" env:"KEPT_RATE_POST_NETWORK" default:"120" help:"Forms, with their files, that customers of one network may send in an hour."`
	Burst            int `name:"burst" env:"KEPT_BURST" default:"30" help:"Questions in a minute over the whole desk from which on each browser solves a short sum first; 0: never."`
	SignInPerAccount int `name:"rate-signin-account" env:"KEPT_RATE_SIGNIN_ACCOUNT" default:"10" help:"Wrong sign-ins of one account in a quarter of an hour."`
	SignInPerNetwork int `name:"rate-signin-network" env:"KEPT_RATE_SIGNIN_NETWORK" default:"50" help:"Wrong sign-ins of one network in a quarter of an hour."`
	LinksPerAddress  int `name:"rate-link-address" env:"KEPT_RATE_LINK_ADDRESS" default:"5" help:"Sign-in links that are mailed to one address in an hour."`
	LinksPerNetwork  int `name:"rate-link-network" env:"KEPT_RATE_LINK_NETWORK" default:"20" help:"Sign-in links that one network may have mailed in an hour."`
	FollowPerPerson  int `name:"rate-follow-person" env:"KEPT_RATE_FOLLOW_PERSON" default:"20" help:"Colleagues whom one customer may ask in an hour to see a ticket."`
	ExportsPerPerson int `name:"rate-export-person" env:"KEPT_RATE_EXPORT_PERSON" default:"5" help:"Archives of their own data that one customer may download in an hour."`
	ForgotPerAddress int `name:"rate-forgot-address" env:"KEPT_RATE_FORGOT_ADDRESS" default:"3" help:"Wishes of one address for a new password in an hour."`
	ForgotPerNetwork int `name:"rate-forgot-network" env:"KEPT_RATE_FORGOT_NETWORK" default:"20" help:"Wishes of one network for a new password in an hour."`
	ProofPerPerson   int `name:"rate-proof" env:"KEPT_RATE_PROOF" default:"10" help:"Wrong second steps of one person in a quarter of an hour."`
}

// Secrets says with which key the database's secrets are sealed.
type Secrets struct {
	SecretKey string `name:"secret-key" env:"KEPT_SECRET_KEY" placeholder:"KEY" help:"Seals secrets in the database: 32 random bytes in base64. Several with commas between them: the first seals, the others still open. Without it Kept makes one in its data directory."`
}

// keyFile is where the key lies that Kept has made itself, in its data directory.
const keyFile = "secret.key"

// Box is what seals and opens secrets: with the key that was given, else with the one in a data directory.
func (s Secrets) Box(dir string) (*seal.Box, error) {
	if s.SecretKey != "" {
		box, err := seal.Parse(s.SecretKey)
		if err != nil {
			return nil, fmt.Errorf("KEPT_SECRET_KEY: %w", err)
		}
		return box, nil
	}
	return seal.File(filepath.Join(dir, keyFile))
}

// SignOn says where the company's own sign-in is.
type SignOn struct {
	OIDCIssuer  string   `name:"oidc-issuer" env:"KEPT_OIDC_ISSUER" placeholder:"URL" help:"The company's sign-in (OpenID Connect), exactly as it names itself; without it there is none."`
	OIDCClient  string   `name:"oidc-client-id" env:"KEPT_OIDC_CLIENT_ID" placeholder:"ID" help:"What Kept is called there."`
	OIDCSecret  string   `name:"oidc-client-secret" env:"KEPT_OIDC_CLIENT_SECRET" placeholder:"SECRET" help:"How Kept proves itself there."`
	OIDCDomains []string `name:"oidc-domains" env:"KEPT_OIDC_DOMAINS" placeholder:"DOMAIN" help:"Mail domains whose people may be linked to their account here."`
	OIDCCalled  string   `name:"oidc-label" env:"KEPT_OIDC_LABEL" placeholder:"NAME" help:"What the button calls it; without it the issuer's host."`
}

// Provider is the company's sign-in, nil where there is none. base is where visitors reach Kept.
func (s SignOn) Provider(base *url.URL) *sso.Provider {
	if s.OIDCIssuer == "" {
		return nil
	}
	called := s.OIDCCalled
	if u, err := url.Parse(s.OIDCIssuer); err == nil && called == "" {
		called = u.Hostname()
	}
	return sso.New(sso.Settings{
		Issuer: s.OIDCIssuer, ClientID: s.OIDCClient, ClientSecret: s.OIDCSecret, Domains: s.OIDCDomains,
		Label: called, Back: base.JoinPath("login", "company", "back").String(),
	})
}

func (s SignOn) check() error {
	if s.OIDCIssuer == "" {
		if s.OIDCClient != "" || s.OIDCSecret != "" {
			return errors.New("KEPT_OIDC_ISSUER must say where the company's sign-in is")
		}
		return nil
	}
	u, err := url.Parse(s.OIDCIssuer)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return errors.New("KEPT_OIDC_ISSUER must look like https://login.example.com")
	}
	if s.OIDCClient == "" || s.OIDCSecret == "" {
		return errors.New("KEPT_OIDC_CLIENT_ID and KEPT_OIDC_CLIENT_SECRET must say what Kept is called at the company's sign-in, and how it proves itself")
	}
	return nil
}

// Serve are the settings of the command that serves pages.
type Serve struct {
	Common
	Web
	Mail
	Limits
	Rates
	Secrets
	SignOn
	Undo     time.Duration `name:"undo" env:"KEPT_UNDO" default:"10s" help:"How long a reply can be taken back before it leaves, at most 60s; 0 sends at once."`
	Demo     bool          `name:"demo" env:"KEPT_DEMO" help:"Fill an empty database with the demo desk, and serve it on loopback only."`
	NoWorker bool          `name:"no-worker" env:"KEPT_NO_WORKER" help:"Serve pages only; a worker runs elsewhere (kept work)."`
}

// longestUndo is how long a reply may wait at most before it leaves.
const longestUndo = time.Minute

// Check finds settings that contradict each other, before anything is started.
func (s Serve) Check() error {
	if _, err := s.Base(); err != nil {
		return err
	}
	if _, err := s.TrustedProxies(); err != nil {
		return err
	}
	for _, n := range []int{s.Limits.Name, s.Limits.Address, s.Limits.Subject, s.Limits.Text, s.LinkDays, s.AskPerAddress, s.AskPerNetwork, s.PostPerNetwork, s.SignInPerAccount, s.SignInPerNetwork, s.ProofPerPerson, s.LinksPerAddress, s.LinksPerNetwork, s.FollowPerPerson, s.ExportsPerPerson, s.ForgotPerAddress, s.ForgotPerNetwork} {
		if n < 1 {
			return errors.New("a limit must be at least 1")
		}
	}
	if s.Burst < 0 {
		return errors.New("KEPT_BURST must be 0 or more questions a minute")
	}
	if s.Files < 0 || s.FileBytes < 1 || s.RequestBytes < 1<<20 {
		return errors.New("a request must be allowed at least one mebibyte (KEPT_LIMIT_REQUEST_BYTES), and a file at least one byte")
	}
	if s.Undo < 0 || s.Undo > longestUndo {
		return errors.New("KEPT_UNDO must be between 0s and 60s: a reply that waits has not reached anybody")
	}
	if err := s.SignOn.check(); err != nil {
		return err
	}
	return s.Mail.check()
}

// Work are the settings of a worker on its own.
type Work struct {
	Common
	Mail
	BaseURL string `name:"base-url" env:"KEPT_BASE_URL" placeholder:"URL" required:"" help:"How people reach Kept, for the links in mails."`
}

// Check finds settings that contradict each other.
func (w Work) Check() error {
	if _, err := (Web{BaseURL: w.BaseURL}).Base(); err != nil {
		return err
	}
	return w.Mail.check()
}
