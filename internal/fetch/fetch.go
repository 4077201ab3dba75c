// Package fetch reads what stands at an address of the web that somebody typed into a form. Whoever types may not be a
// friend, so it reads from public addresses alone, looked at when the connection is made and not before, little, and not
// for long. It must never know what it reads for.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Why nothing was read.
var (
	ErrAway    = errors.New("no answer")
	ErrPrivate = errors.New("an address that is not public")
	ErrAnswer  = errors.New("an answer that is none")
	ErrLarge   = errors.New("the answer is too large")
)

// Options are a reader's settings.
type Options struct {
	Most    int64                     // bytes of an answer, after unpacking; 0: 1 MB
	Timeout time.Duration             // for everything, redirects included; 0: 15 s
	Allows  func(netip.AddrPort) bool // where it may connect; nil: IsPublic
}

// Reader reads addresses.
type Reader struct {
	client *http.Client
	most   int64
}

// mostRedirects is how often an answer may say that it stands elsewhere.
const mostRedirects = 5

// New is a reader.
func New(o Options) *Reader {
	if o.Most == 0 {
		o.Most = 1 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Allows == nil {
		o.Allows = func(a netip.AddrPort) bool { return IsPublic(a.Addr()) }
	}
	dialer := &net.Dialer{Timeout: o.Timeout, Control: func(_, address string, _ syscall.RawConn) error {
		// The name has been looked up by now: what is allowed here is what is connected to.
		to, err := netip.ParseAddrPort(address)
		if err != nil || !o.Allows(to) {
			return fmt.Errorf("%w: %s", ErrPrivate, address)
		}
		return nil
	}}
	return &Reader{most: o.Most, client: &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true, Proxy: nil, MaxResponseHeaderBytes: 64 << 10,
			TLSHandshakeTimeout: o.Timeout, ResponseHeaderTimeout: o.Timeout,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > mostRedirects || r.URL.Scheme != "https" && r.URL.Scheme != "http" {
				return ErrAnswer
			}
			return nil
		},
	}}
}

// Get reads what stands at an address.
func (r *Reader) Get(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	request.Header.Set("User-Agent", "Kept")
	request.Header.Set("Accept", "text/calendar, */*;q=0.5")
	response, err := r.client.Do(request)
	switch {
	case errors.Is(err, ErrPrivate), errors.Is(err, ErrAnswer):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	}
	content, err := r.read(response)
	if closed := response.Body.Close(); err == nil && closed != nil {
		err = fmt.Errorf("%w: %w", ErrAway, closed)
	}
	return content, err
}

func (r *Reader) read(response *http.Response) ([]byte, error) {
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: %s", ErrAnswer, response.Status)
	case response.ContentLength > r.most:
		return nil, ErrLarge
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, r.most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrAway, err)
	case int64(len(content)) > r.most:
		return nil, ErrLarge
	}
	return content, nil
}

// inside are the ranges that lead into a house or nowhere, beside those that netip knows (RFC 6890, the registries of IANA
// for special addresses), and those in which an address of version 4 hides in one of version 6.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("fec0::/10"),
}

// IsPublic reports whether an address is one of the open net.
func IsPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(a) })
}

// IsInside reports whether a host says by itself, before anybody looks it up, that it is not of the open net: an address that
// is not public, this machine's own names, and figures that some resolvers take for an address (127.1, 0x7f000001). What any
// other name leads to is known only when the connection is made.
func IsInside(host string) bool {
	host = strings.ToLower(strings.TrimRight(host, "."))
	if a, err := netip.ParseAddr(host); err == nil {
		return !IsPublic(a)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "localhost" || strings.HasPrefix(host, "localhost.") {
		return true
	}
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}
