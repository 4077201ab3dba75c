package people

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// AuditLinkUsed is a customer's sign-in by a mailed link, AuditCustomerSignedIn one by a password.
const (
	AuditLinkUsed         audit.Kind = "customer.signed_in_by_link"
	AuditCustomerSignedIn audit.Kind = "customer.signed_in"
)

// LinkMinutes is for how long a mailed sign-in link works after its letter has left, in real time.
const LinkMinutes = 10

// SignInRequest is what somebody sends who wants a sign-in link mailed.
type SignInRequest struct {
	Address string
	Browser Token  // of the cookie that binds the link to the browser that asked
	Next    string // where to go on to, a path of this site
}

// AskSignIn writes down that a sign-in link is to be mailed, and returns the request's number. Whether anybody has the
// address is not looked at here, so that nobody can find it out by the time that it takes.
func AskSignIn(ctx context.Context, tx *pg.Tx, maxAddress int, q SignInRequest) (id int64, err error) {
	if err := fault.Join(field.Address("email", q.Address, maxAddress)); err != nil {
		return 0, err
	}
	const old = `delete from signin_requests where asked_at < clock_timestamp() - interval '7 days'`
	const write = `insert into signin_requests (address, browser_hash, next) values ($1, $2, $3) returning id`
	batch := &pgx.Batch{}
	batch.Queue(old)
	batch.Queue(write, strings.TrimSpace(q.Address), q.Browser.hash(), q.Next).QueryRow(func(row pgx.Row) error { return row.Scan(&id) })
	return id, tx.SendBatch(ctx, batch).Close()
}

// SignInAsked is the address for which a browser has asked for a link last, within the hour. Not found: it has not.
func SignInAsked(ctx context.Context, r pg.Reader, browser Token) (address string, err error) {
	const q = `select address::text from signin_requests where browser_hash = $1 and asked_at > clock_timestamp() - interval '1 hour' order by id desc limit 1`
	err = r.QueryRow(ctx, q, browser.hash()).Scan(&address)
	return address, pg.Found(err)
}

// SignInLetter is what a letter with a sign-in link needs. To somebody who works here no link is made.
type SignInLetter struct {
	Person  Person
	Address string // to which it goes: any of theirs
	Token   Token
}

// DrawSignIn makes the link of a request as its letter leaves. Not found: nobody who may sign in has the address, the link
// was used, or the request is older than an hour, which nobody waits for any more.
func DrawSignIn(ctx context.Context, tx *pg.Tx, request int64) (l SignInLetter, err error) {
	const find = `select a.person_id, q.address::text from signin_requests q join addresses a on a.address = q.address
		where q.id = $1 and q.used_at is null and q.asked_at > clock_timestamp() - interval '1 hour'`
	var id ID
	if err := tx.QueryRow(ctx, find, request).Scan(&id, &l.Address); err != nil {
		return l, pg.Found(err)
	}
	if l.Person, err = Get(ctx, tx, id); err != nil {
		return l, err
	}
	if !l.Person.IsActive {
		return l, fault.NotFound()
	}
	if l.Person.Role.IsStaff() {
		return l, nil
	}
	l.Token = NewToken()
	_, err = tx.Exec(ctx, `update signin_requests set token_hash = $2, drawn_at = clock_timestamp() where id = $1`, request, l.Token.hash())
	return l, err
}

// mailedLink are the links that work: not used, not older than LinkMinutes, and of an address whose owner may sign in.
const mailedLink = `
	from signin_requests q join addresses a on a.address = q.address join people p on p.id = a.person_id
	where q.token_hash = @token and q.used_at is null and q.drawn_at > clock_timestamp() - interval '10 minutes'
		and p.is_active and p.role = 'customer'`

// SignInLink is a mailed link that was opened.
type SignInLink struct {
	Address     string
	Name        string
	IsElsewhere bool // in another browser than the one that asked: there it does not work
}

// OpenSignIn looks at a mailed link without using it: what reads mails opens links too. Gone: it was used, its time is over,
// or it was never made.
func OpenSignIn(ctx context.Context, r pg.Reader, t, browser Token) (l SignInLink, err error) {
	const q = `select q.address::text, p.name, q.browser_hash <> @browser` + mailedLink
	err = r.QueryRow(ctx, q, pgx.StrictNamedArgs{"token": t.hash(), "browser": browser.hash()}).Scan(&l.Address, &l.Name, &l.IsElsewhere)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, fault.Gone("fault.link_gone")
	}
	return l, err
}

// Visit is the browser from which somebody signs in.
type Visit struct {
	Before  Token  // its session until now, which ends
	Browser string // what it calls itself
	Network string
}

// SignInByLink uses a mailed link up, in the browser that has asked for it: the session begins, and the address is
// confirmed. It returns where to go on to.
func SignInByLink(ctx context.Context, tx *pg.Tx, t, browser Token, v Visit) (session Token, next string, err error) {
	const use = `
		with u as (select q.id, p.id as person, q.address, q.next` + mailedLink + ` and q.browser_hash = @browser for update of q),
			used as (update signin_requests set used_at = clock_timestamp() where id = (select id from u))
		select person, address::text, next from u`
	var id ID
	var address string
	err = tx.QueryRow(ctx, use, pgx.StrictNamedArgs{"token": t.hash(), "browser": browser.hash()}).Scan(&id, &address, &next)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", "", fault.Gone("fault.link_gone")
	}
	if err != nil {
		return "", "", err
	}
	if err := ConfirmOwn(ctx, tx, id, address); err != nil {
		return "", "", err
	}
	session, err = beginOwn(ctx, tx, id, ByMailedLink, v)
	if err != nil {
		return "", "", err
	}
	return session, next, audit.Write(ctx, tx, audit.Entry{By: int64(id), Kind: AuditLinkUsed, Person: int64(id), Network: v.Network})
}
