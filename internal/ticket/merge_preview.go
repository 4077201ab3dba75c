package ticket

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
)

// Candidate is a ticket that another one can be merged into.
type Candidate struct {
	Number   int64
	Subject  string
	Locale   string
	Customer string
	Company  string
	Status   promise.Status
	NextKind promise.Kind
	Words    string
	NextDue  time.Time
	IsTheirs bool // the same customer's
}

// MergeCandidates finds tickets to merge one into: by a number, or by words of the subject or the customer; without any,
// the other open tickets of the same customer. Those of the same customer stand first, then those of their company.
func MergeCandidates(ctx context.Context, r pg.Reader, by people.Actor, t Ticket, words string, limit int) ([]Candidate, error) {
	if err := by.May(people.Work, int64(t.ID)); err != nil {
		return nil, err
	}
	const q = `
		select t.number, t.subject, t.locale, c.name as customer, coalesce(co.name, '') as company, t.status, n.kind as next_kind, n.words, n.due_at as next_due,
			t.requester_id = @customer as is_theirs
		from tickets t join people c on c.id = t.requester_id left join companies co on co.id = c.company_id join promises n on n.id = t.next_promise_id
		where t.live and t.id <> @ticket and ` + people.InSight + ` and case
			when @words = '' then t.requester_id = @customer
			else t.number = @number or translate(lower(t.subject), @accents, @plain) like @words or translate(lower(c.name), @accents, @plain) like @words end
		order by t.number = @number desc, t.requester_id = @customer desc,
			coalesce(c.company_id = (select company_id from people where id = @customer), false) desc, t.id desc limit @limit`
	rows, err := r.Query(ctx, q, pgx.StrictNamedArgs{
		"ticket": t.ID, "customer": t.RequesterID, "words": pattern(words), "accents": accents, "plain": plain, "number": numberIn(words), "limit": limit, "reader": by.Reader(),
	})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Candidate])
}

// MergePreview is what a merging would do.
type MergePreview struct {
	From, Into Whole
	Messages   int                // that nobody has answered, and go along
	Then       []*promise.Promise // what would be promised on the ticket that stays
	IsLate     bool               // it would owe something
	IsAnother  bool               // the two are different customers'
}

// PreviewMerge works out what merging a ticket into another one would do now, by the same law. Nothing is changed.
func PreviewMerge(ctx context.Context, r pg.Reader, by people.Actor, from, into int64, now time.Time) (MergePreview, error) {
	if err := by.May(people.Work, 0); err != nil {
		return MergePreview{}, err
	}
	w, err := Get(ctx, r, by, from)
	if err != nil {
		return MergePreview{}, err
	}
	v, err := Get(ctx, r, by, into)
	if err != nil {
		return MergePreview{}, err
	}
	p := MergePreview{From: w, Into: v, IsAnother: w.RequesterID != v.RequesterID}
	if w.IsClosed() || v.IsClosed() || w.ID == v.ID {
		return p, nil
	}
	const waiting = `select count(*) from messages where ticket_id = $1 and not by_staff and answered_by_id is null`
	if err := r.QueryRow(ctx, waiting, w.ID).Scan(&p.Messages); err != nil {
		return p, err
	}
	gone, stays := w.Book(), v.Book()
	gone.Now, stays.Now = now, now
	gone.MergeInto(stays)
	for _, one := range stays.Pending() {
		if !one.Kind.IsInternal() && !one.Kind.IsWorkerKept() {
			p.Then = append(p.Then, one)
		}
	}
	p.IsLate = !stays.OwedSince().IsZero()
	return p, nil
}
