package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// addressee is somebody whose notices are to go by mail now.
type addressee struct {
	ID          people.ID
	MailNotices people.MailNotices
}

// MailDue posts one letter to everybody whose unread notices are to go by mail now: within their own hours, or those of
// the desk (nil: always open), else when these begin. It returns how many letters. Two workers at once is harmless: each leaves
// the people to the other that the other is at.
func MailDue(ctx context.Context, tx *pg.Tx, open *calendar.Calendar) (int, error) {
	if err := tx.ReadClock(ctx); err != nil {
		return 0, err
	}
	const q = `
		select id, mail_notices from people
		where id in (select person_id from notices where mail_id is null and read_at is null and mail_at <= $1)
		order by id for no key update skip locked`
	rows, err := tx.Query(ctx, q, tx.Now)
	if err != nil {
		return 0, fmt.Errorf("look whose notices are to be mailed: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[addressee])
	if err != nil || len(all) == 0 {
		return 0, err
	}
	roster, err := people.ReadRoster(ctx, tx)
	if err != nil {
		return 0, err
	}
	posted := 0
	for _, a := range all {
		done, err := a.mail(ctx, tx, roster, open)
		if err != nil {
			return 0, fmt.Errorf("mail notices to person %d: %w", a.ID, err)
		}
		if done {
			posted++
		}
	}
	return posted, nil
}

// mail posts the letter, or says when it is to be looked at again. It reports whether it was posted.
func (a addressee) mail(ctx context.Context, tx *pg.Tx, roster people.Roster, open *calendar.Calendar) (bool, error) {
	c, worksHere := roster.Find(a.ID)
	if !worksHere || a.MailNotices == people.Never {
		return false, a.wait(ctx, tx, nil)
	}
	if c.Away { // by mail too they are left alone until they are back
		return false, a.wait(ctx, tx, c.Back)
	}
	if a.MailNotices == people.InHours && !c.IsThere(tx.Now, open) {
		begin := c.NextThere(tx.Now, open)
		return false, a.wait(ctx, tx, &begin)
	}
	tells, err := a.forget(ctx, tx)
	if err != nil || !tells {
		return false, err
	}
	id, err := outbox.PostNotices(ctx, tx, a.ID)
	if err != nil {
		return false, err
	}
	const q = `update notices set mail_id = $2 where person_id = $1 and mail_id is null and read_at is null and mail_at is not null`
	_, err = tx.Exec(ctx, q, a.ID, id)
	return true, err
}

// forget leaves out what they may not see any more, and reports whether something is left to be mailed.
func (a addressee) forget(ctx context.Context, tx *pg.Tx) (bool, error) {
	const unseen = `
		update notices n set mail_at = null where n.person_id = @me and n.mail_id is null and n.read_at is null and n.mail_at is not null and not ` + seen
	if _, err := tx.Exec(ctx, unseen, pgx.StrictNamedArgs{"me": a.ID}); err != nil {
		return false, err
	}
	const left = `select exists (select from notices where person_id = $1 and mail_id is null and read_at is null and mail_at is not null)`
	var tells bool
	err := tx.QueryRow(ctx, left, a.ID).Scan(&tells)
	return tells, err
}

// wait lets everything that is to be mailed wait until then; nil: for ever.
func (a addressee) wait(ctx context.Context, tx *pg.Tx, until *time.Time) error {
	const q = `
		update notices set mail_at = case when $2::timestamptz is not null then greatest(mail_at, $2) end
		where person_id = $1 and mail_id is null and read_at is null and mail_at is not null`
	_, err := tx.Exec(ctx, q, a.ID, until)
	return err
}

// Wake lets what waits for somebody be looked at now: they are there sooner, since they are back, are put on duty or have other
// hours. What must wait after all waits anew.
func Wake(ctx context.Context, tx *pg.Tx, id people.ID) error {
	const q = `update notices set mail_at = $2 where person_id = $1 and mail_id is null and read_at is null and mail_at > $2`
	_, err := tx.Exec(ctx, q, id, tx.Now)
	return err
}

// NextMail is how long it is, in the desk's time, until the next notice is to go by mail; nil when none waits.
func NextMail(ctx context.Context, r pg.Reader) (*time.Duration, error) {
	const q = `
		select extract(epoch from (
			select min(mail_at) from notices where mail_id is null and read_at is null and mail_at is not null) - (select kept_now()))::float8`
	var seconds *float64
	if err := r.QueryRow(ctx, q).Scan(&seconds); err != nil || seconds == nil {
		return nil, err
	}
	wait := time.Duration(*seconds * float64(time.Second))
	return &wait, nil
}

// Digest is what a letter tells now, the most urgent first: what was read in the app by then is left out, and what its
// reader may not see any more. When nothing
// is left, the letter is taken out of the outbox.
func Digest(ctx context.Context, tx *pg.Tx, mail outbox.ID) ([]Entry, error) {
	const q = `select ` + entryColumns + ` from notices n` + entryJoins + ` where n.mail_id = @mail and n.read_at is null
		and (n.ticket_id is null or t.team_id in (select v from visible_teams(n.person_id) v)) order by n.id`
	rows, err := tx.Query(ctx, q, pgx.StrictNamedArgs{"mail": mail})
	if err != nil {
		return nil, fmt.Errorf("read what a letter tells: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
	if err != nil {
		return nil, fmt.Errorf("read what a letter tells: %w", err)
	}
	if len(all) > 0 {
		byUrgency(all)
		return all, nil
	}
	if _, err := tx.Exec(ctx, `update notices set mail_id = null where mail_id = $1`, mail); err != nil {
		return nil, err
	}
	return nil, outbox.DropNotices(ctx, tx, mail)
}
