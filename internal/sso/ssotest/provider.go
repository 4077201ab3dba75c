// Package ssotest is a company's sign-in for tests: a provider of OpenID Connect in the test's own process.
package ssotest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
)

// Provider is a company's sign-in as OpenID Connect 1.0 describes it: discovery, keys, an authorization endpoint that hands
// out codes, and a token endpoint that takes each once, from its client, with its PKCE verifier.
type Provider struct {
	t      testing.TB
	server *httptest.Server
	keys   map[string]any // by their names, as they sign
	Signs  string         // the key that signs
	Alg    jose.SignatureAlgorithm

	mu     sync.Mutex
	codes  map[string]url.Values // what was asked, by the code that was handed out
	claims map[string]any        // who signs in there, in place of what is usual
	Down   bool                  // it answers nothing
}

// What its only client is called there, and how it proves itself.
const (
	ClientID     = "kept-desk"
	ClientSecret = "the client's own secret"
)

// New starts one, and ends it with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	p := &Provider{
		t: t, keys: map[string]any{"rsa": rsaKey, "ec": ecKey, "stranger": stranger}, Signs: "rsa", Alg: jose.RS256,
		codes: map[string]url.Values{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.published)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

// Issuer is what it calls itself: its address.
func (p *Provider) Issuer() string { return p.server.URL }

// Is says who signs in there next, in place of what is usual.
func (p *Provider) Is(claims map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims = claims
}

func (p *Provider) answers(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	if p.Down {
		p.answers(w, http.StatusServiceUnavailable, map[string]string{"error": "temporarily_unavailable"})
		return
	}
	p.answers(w, http.StatusOK, map[string]any{
		"issuer": p.server.URL, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
		"jwks_uri": p.server.URL + "/keys", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256", "ES256"}, "code_challenge_methods_supported": []string{"S256"},
	})
}

func (p *Provider) published(w http.ResponseWriter, _ *http.Request) {
	var set jose.JSONWebKeySet
	for name, private := range p.keys {
		if name != "stranger" {
			set.Keys = append(set.Keys, (&jose.JSONWebKey{Key: private, KeyID: name, Use: "sig"}).Public())
		}
	}
	p.answers(w, http.StatusOK, set)
}

// authorize asks nobody anything: whoever comes is who signs in there. It sends them back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	if asked.Get("client_id") != ClientID || asked.Get("response_type") != "code" || asked.Get("code_challenge_method") != "S256" || asked.Get("code_challenge") == "" {
		p.answers(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = asked
	p.mu.Unlock()
	back, err := url.Parse(asked.Get("redirect_uri"))
	if err != nil {
		p.t.Error(err)
	}
	back.RawQuery = url.Values{"code": {code}, "state": {asked.Get("state")}, "iss": {p.server.URL}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, isBasic := r.BasicAuth()
	if decoded, err := url.QueryUnescape(secret); err == nil {
		secret = decoded
	}
	if !isBasic || id != ClientID || secret != ClientSecret {
		p.answers(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	asked, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || r.PostFormValue("grant_type") != "authorization_code" || asked.Get("redirect_uri") != r.PostFormValue("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(challenge[:]) != asked.Get("code_challenge") {
		p.answers(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	p.answers(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": p.signed(asked)})
}

// signed is the identity token that answers a question.
func (p *Provider) signed(asked url.Values) string {
	now := time.Now()
	claims := map[string]any{
		"iss": p.server.URL, "aud": ClientID, "sub": "maja-at-the-company", "exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(),
		"nonce": asked.Get("nonce"), "email": "maja@nordby.example", "email_verified": true,
	}
	if asked.Get("prompt") == "login" {
		claims["auth_time"] = now.Unix()
	}
	p.mu.Lock()
	maps.Copy(claims, p.claims)
	p.mu.Unlock()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: p.Alg, Key: jose.JSONWebKey{Key: p.keys[p.Signs], KeyID: p.named()}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		p.t.Error(err)
		return ""
	}
	body, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	token, err := signer.Sign(body)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := token.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}

// named is the name of the key that signs; a stranger's pretends to be the one that is published.
func (p *Provider) named() string {
	if p.Signs == "stranger" {
		return "rsa"
	}
	return p.Signs
}
