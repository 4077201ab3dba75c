package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ownThings are what hangs on a ticket by its customers' own doing.
type ownThings struct {
	invitation string    // the link of somebody who is asked to see it, and has not said yes
	follower   people.ID // they
	session    int64     // one of its customer's
}

// own lets a ticket's customer ask somebody new to see it, and be signed in somewhere else.
func (x *things) asksAlong(ctx context.Context, tx *pg.Tx, customer people.ID) error {
	x.invitation = strings.ToLower(cast.Key())
	hash, browser := sha256.Sum256([]byte(x.invitation)), sha256.Sum256([]byte(cast.Key()))
	const invite = `
		with p as (insert into people (role, name, address, locale, created_at) values ('customer', 'peter', $3, 'en', kept_now()) returning id, address),
			a as (insert into addresses (address, person_id, added_at) select address, id, kept_now() from p)
		insert into followers (ticket_id, person_id, added_by_id, added_at, address, token_hash, drawn_at)
		select $1, id, $2, kept_now() - interval '1 hour', address, $4, clock_timestamp() from p returning person_id`
	address := fmt.Sprintf("peter%d@elsewhere.example", x.id)
	if err := tx.QueryRow(ctx, invite, x.id, customer, address, hash[:]).Scan(&x.follower); err != nil {
		return err
	}
	return tx.QueryRow(ctx, `insert into sessions (token_hash, person_id) values ($1, $2) returning id`, browser[:], customer).Scan(&x.session)
}

// rights gives Hanna a password and an address that is hers.
func (w *site) givesHannaPassword() {
	w.T.Helper()
	hash, err := people.HashPassword(w.T.Context(), "correct horse battery")
	require.NoError(w.T, err)
	for _, q := range []string{`update people set password = '` + hash + `' where id = $1`, `update addresses set confirmed_at = kept_now() where person_id = $1`} {
		_, err := w.DB.Pool().Exec(w.T.Context(), q, w.Hanna.ID)
		require.NoError(w.T, err)
	}
}

// isOnce reports whether a form makes something of its own at each press, or is taken once and never again, so that twenty
// presses cannot leave what one does: signing in, asking for a link, using one up, setting a password, ending what is there.
func isOnce(route string) bool {
	switch route {
	case "/signin/links", "/signin/links/{token}", "/signin/passwords", "/my/password", "/my/sessions/ends", "/follow/{token}",
		"/t/{token}/followers/{person}/removals", "/my/sessions/{session}/ends":
		return true
	default:
		return false
	}
}
