// Package sso asks the company's own sign-in who somebody is: OpenID Connect, code flow, with PKCE, state and nonce. It
// believes nothing but what the provider has signed for us, now, for this browser. It knows no people and no database: whose
// account it is, is decided elsewhere.
package sso

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Settings are the provider's, as the operator gives them.
type Settings struct {
	Issuer       string // exactly as the provider names itself
	ClientID     string
	ClientSecret string
	Domains      []string // mail domains whose addresses may be linked to an account here
	Label        string   // what the button calls it
	Back         string   // our own address, to which the provider sends people back
}

// Provider is the company's sign-in. It is looked up when it is first needed: Kept starts, and lets people in by password,
// while it is away.
type Provider struct {
	settings Settings
	client   *http.Client

	mu    sync.Mutex
	found *oidc.Provider // nil: not looked up yet
}

var (
	// ErrAway says that the provider did not answer, or not as one does.
	ErrAway = errors.New("the company's sign-in is away")
	// ErrRefused says that what came back is worth nothing.
	ErrRefused = errors.New("the company's sign-in said nothing that can be believed")
)

// most is how much of an answer of the provider's is read.
const most = 1 << 20

// New is the provider of some settings.
func New(s Settings) *Provider {
	return &Provider{settings: s, client: &http.Client{
		Timeout:       10 * time.Second,
		Transport:     sipping{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// sipping reads no more of an answer than one needs.
type sipping struct{ inner http.RoundTripper }

// RoundTrip asks, and bounds the answer.
func (s sipping) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.inner.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, most), res.Body}
	return res, nil
}

// Label is what the button calls it.
func (p *Provider) Label() string { return p.settings.Label }

// Issuer is what the provider calls itself.
func (p *Provider) Issuer() string { return p.settings.Issuer }

// IsOurs reports whether an address is of one of the company's mail domains.
func (p *Provider) IsOurs(address string) bool {
	_, domain, found := strings.Cut(address, "@")
	return found && slices.ContainsFunc(p.settings.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// Try is one visit to the provider. It belongs to the browser that began it, and to nobody else.
type Try struct {
	State, Nonce, Verifier string
}

// NewTry draws what a visit needs: each 256 random bits.
func NewTry() Try {
	return Try{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier()}
}

// Address is where the provider asks somebody who they are. Anew asks them even if it knows.
func (p *Provider) Address(ctx context.Context, t Try, anew bool) (string, error) {
	config, _, err := p.lookUp(ctx)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)}
	if anew {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return config.AuthCodeURL(t.State, options...), nil
}

// lookUp finds the provider's addresses and keys. Its name must be exactly the one in the settings.
func (p *Provider) lookUp(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		// The keys are fetched again later, when this request is long over.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.settings.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrAway, err)
		}
		p.found = found
	}
	return &oauth2.Config{
		ClientID: p.settings.ClientID, ClientSecret: p.settings.ClientSecret,
		Endpoint: p.found.Endpoint(), RedirectURL: p.settings.Back, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}, p.found, nil
}

// Person is who somebody is, by the provider's word.
type Person struct {
	Issuer, Subject string // together they never change
	Address         string
	IsVerified      bool      // the provider has seen that the address is theirs
	ProvedAt        time.Time // when they last proved it there; zero: the provider does not say
}

// Finish exchanges what the provider has sent back for who it is. It must answer this very try.
func (p *Provider) Finish(ctx context.Context, t Try, back url.Values) (Person, error) {
	state := back.Get("state")
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(t.State)) != 1 {
		return Person{}, fmt.Errorf("%w: another state", ErrRefused)
	}
	// RFC 9207: a provider that names itself here must be ours.
	if issuer := back.Get("iss"); issuer != "" && issuer != p.settings.Issuer {
		return Person{}, fmt.Errorf("%w: another issuer", ErrRefused)
	}
	if back.Get("error") != "" || back.Get("code") == "" {
		return Person{}, fmt.Errorf("%w: no code", ErrRefused)
	}
	config, provider, err := p.lookUp(ctx)
	if err != nil {
		return Person{}, err
	}
	tokens, err := config.Exchange(oidc.ClientContext(ctx, p.client), back.Get("code"), oauth2.VerifierOption(t.Verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return Person{}, fmt.Errorf("%w: the code was not taken", ErrRefused)
	}
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrAway, err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: p.settings.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Nonce)) != 1 || id.Subject == "" || id.Issuer != p.settings.Issuer {
		return Person{}, fmt.Errorf("%w: it answers another question", ErrRefused)
	}
	return personOf(id)
}

func personOf(id *oidc.IDToken) (Person, error) {
	var claims struct {
		Address    string `json:"email"`
		IsVerified any    `json:"email_verified"` // some providers send a text
		AuthTime   int64  `json:"auth_time"`
	}
	if err := id.Claims(&claims); err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	who := Person{Issuer: id.Issuer, Subject: id.Subject, Address: claims.Address, IsVerified: claims.IsVerified == true || claims.IsVerified == "true"}
	if claims.AuthTime > 0 {
		who.ProvedAt = time.Unix(claims.AuthTime, 0)
	}
	return who, nil
}
