package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// stage is an empty database of the test's own, whose mail is taken at once.
func stage(t *testing.T) Stage {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	return Stage{DB: pgtest.DB(t), Files: files, Password: "hashed", Deliver: func(ctx context.Context, tx *pg.Tx, mail outbox.ID) error {
		m, mine, err := outbox.Claim(ctx, tx, mail, "nordby.example", time.Minute)
		if err != nil || !mine {
			return err
		}
		if err := ticket.MailLeft(ctx, tx, people.System, m); err != nil {
			return err
		}
		return outbox.Took(ctx, tx, mail)
	}}
}

func TestLoad_performs_what_the_law_says_and_goes_on_from_the_anchor(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-03-11 09:00", "2026-03-28 12:00"} { // a Wednesday; the Saturday before the clocks change
		t.Run(day, func(t *testing.T) {
			t.Parallel()
			ctx, s := t.Context(), stage(t)
			pgtest.Stop(t, s.DB, copenhagen(t, day))
			require.NoError(t, Load(ctx, s))

			anchor := Anchor(copenhagen(t, day), copenhagen(t, day).Location())
			now := clock(t, s.DB)
			require.WithinDuration(t, anchor, now, time.Minute)
			require.False(t, now.Before(anchor))
			for _, story := range Stories() {
				want, got := live(t, opening(t), story, anchor), read(t, s.DB, story.Subject)
				require.Equal(t, want.book.Status, got.Status, story.Subject)
				require.Equal(t, want.priority, got.Priority, story.Subject)
				require.Equal(t, string(story.Team), got.TeamName, story.Subject)
				require.Equal(t, want.owner == "", got.AssigneeID == nil, story.Subject)
				require.Equal(t, outcome(&want.book), outcome(got.Book()), story.Subject)
				require.Equal(t, want.book.OwedSince().UnixMicro(), got.Book().OwedSince().UnixMicro(), story.Subject)
			}
		})
	}
}

func TestLoad_leaves_questions_apologies_and_bells_behind(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	var byLocale []string
	rows, err := s.DB.Query(ctx, `select distinct t.locale from apologies a join tickets t on t.id = a.ticket_id where a.state = 'sent' order by 1`)
	require.NoError(t, err)
	byLocale, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Equal(t, []string{"da", "el", "en", "pl", "sv"}, byLocale, "an apology has left in each language")

	ingrid, err := people.ByAddress(ctx, s.DB, "ingrid@nordby.example")
	require.NoError(t, err)
	open, err := ticket.OpenQuestions(ctx, s.DB, ingrid.Acting())
	require.NoError(t, err)
	var asked []string
	for _, q := range open {
		asked = append(asked, q.Asker+": "+q.Skill)
	}
	require.Equal(t, []string{"Zofia Wiśniewska: " + Routers, "Jonas Berg: " + Refunds, "Freja Holm: " + Sites}, asked, "by when they are to be answered")
	for _, who := range []string{"ingrid@nordby.example", "maja@nordby.example"} {
		p, err := people.ByAddress(ctx, s.DB, who)
		require.NoError(t, err)
		unread, err := notify.Unread(ctx, s.DB, p.ID)
		require.NoError(t, err)
		require.True(t, unread >= 5 && unread <= 20, "%d under the bell of %s", unread, p.Name)
	}
	barn, student := read(t, s.DB, "Fibre to the barn on Klitvej"), read(t, s.DB, "Student price missing on the first bill")
	require.Equal(t, promise.CheckBack, barn.Next().Kind, "Maja looks again")
	require.Equal(t, "the municipality’s permit to dig under the road", barn.WaitingFor)
	require.Equal(t, "Ingrid Aaberg", student.Assignee.Name, "taken over")
	require.Equal(t, 1, student.HandOvers)
	require.Equal(t, promise.Confirmed, *student.CloseReason)
}

func TestLoad_names_owners_companies_and_files(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	harbour := read(t, s.DB, "Ingen forbindelse på havnekontoret")
	require.Equal(t, "Nordby Havn", harbour.Requester.Company)
	require.Equal(t, "Nikos Andreou", harbour.Assignee.Name)
	require.Equal(t, "Oskar Strand", harbour.Named(harbour.Next().Owner.Person), "the technician owns what was promised")
	lamps := read(t, s.DB, "No internet since last night").Messages[0].Files
	require.Len(t, lamps, 1)
	require.Equal(t, "router-lamps.png", lamps[0].Name)
	content, size, err := s.Files.Open(ctx, lamps[0].Blob)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	require.Equal(t, lamps[0].Size, size)
}

func TestLoad_lets_a_colleague_follow_and_leaves_an_invitation_open(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	hotel, harbour := read(t, s.DB, "Guests lose connection on second floor"), read(t, s.DB, "Ingen forbindelse på havnekontoret")
	require.Len(t, hotel.Followers, 1)
	porter := hotel.Followers[0]
	require.Equal(t, "Ruben Falk", porter.Name)
	require.NotNil(t, porter.ConfirmedAt)
	var company string
	require.NoError(t, s.DB.QueryRow(ctx, `select c.name from people p join companies c on c.id = p.company_id where p.id = $1`, porter.PersonID).Scan(&company))
	require.Equal(t, "Villa Strand Hotel", company, "by the domain of an address that he has confirmed")
	var copies int
	require.NoError(t, s.DB.QueryRow(ctx, `select count(*) from outbox where kind = 'copy' and person_id = $1 and ticket_id = $2`, porter.PersonID, hotel.ID).Scan(&copies))
	require.Equal(t, 3, copies, "of every answer since")
	require.Len(t, harbour.Followers, 1)
	require.Nil(t, harbour.Followers[0].ConfirmedAt, "the shop has not opened its mail")
}

// read is a ticket as a supervisor sees it.
func read(t *testing.T, db *pg.DB, subject string) ticket.Whole {
	t.Helper()
	ingrid, err := people.ByAddress(t.Context(), db, "ingrid@nordby.example")
	require.NoError(t, err)
	var number int64
	require.NoError(t, db.QueryRow(t.Context(), `select number from tickets where subject = $1`, subject).Scan(&number))
	whole, err := ticket.Get(t.Context(), db, ingrid.Acting(), number)
	require.NoError(t, err)
	return whole
}

// clock is the desk's time.
func clock(t *testing.T, db *pg.DB) time.Time {
	t.Helper()
	var now time.Time
	require.NoError(t, db.QueryRow(t.Context(), `select kept_now()`).Scan(&now))
	return now
}

// outcome is how many of a ticket's promises stand where, and the next one's kind and due time.
func outcome(b *promise.Book) string {
	count := map[promise.State]int{}
	for _, p := range b.Promises {
		count[p.State]++
	}
	said := fmt.Sprint(count)
	if next := b.Next(); next != nil {
		said += fmt.Sprint(next.Kind, next.Step, next.Words, next.Due.UTC().Truncate(time.Millisecond)) // a worker notices a little late, and another time is counted from then
	}
	return said
}

func TestLoad_fills_an_empty_database_only_and_clear_empties_it_again(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.ErrorIs(t, Clear(ctx, s.DB), ErrNotDemo)
	empty, err := Empty(ctx, s.DB)
	require.NoError(t, err)
	require.True(t, empty)
	require.NoError(t, Load(ctx, s))
	require.ErrorIs(t, Load(ctx, s), ErrNotEmpty)

	require.NoError(t, Clear(ctx, s.DB))
	empty, err = Empty(ctx, s.DB)
	require.NoError(t, err)
	require.True(t, empty)
	require.NoError(t, Load(ctx, s))
	var first int64
	require.NoError(t, s.DB.QueryRow(ctx, `select min(number) from tickets`).Scan(&first))
	require.Equal(t, int64(4701), first, "tickets are numbered from the beginning again")
}

func TestLoad_that_fails_leaves_an_empty_database(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	mails := 0
	s.Deliver = func(context.Context, *pg.Tx, outbox.ID) error {
		if mails++; mails > 40 {
			return io.ErrUnexpectedEOF
		}
		return nil
	}
	require.ErrorIs(t, Load(ctx, s), io.ErrUnexpectedEOF)
	empty, err := Empty(ctx, s.DB)
	require.NoError(t, err)
	require.True(t, empty)
}

func TestClear_leaves_a_real_desk_alone(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, s.DB.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return people.SetUp(ctx, tx, people.Desk{Name: "Real", Locale: i18n.EN, Zone: Zone})
	}))
	require.ErrorIs(t, Clear(ctx, s.DB), ErrNotDemo)
	desk, err := people.TheDesk(ctx, s.DB)
	require.NoError(t, err)
	require.Equal(t, "Real", desk.Name)
}

func TestLoad_leaves_a_block_and_two_forms_that_somebody_is_to_look_at(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	ingrid, err := people.ByAddress(ctx, s.DB, "ingrid@nordby.example")
	require.NoError(t, err)
	held, err := ticket.Suspended(ctx, s.DB, ingrid.Acting(), 0, 10)
	require.NoError(t, err)
	require.Len(t, held, 2)
	require.Equal(t, []ticket.Cause{ticket.Honeypot, ticket.FromBlocked}, []ticket.Cause{held[0].Cause, held[1].Cause})
	blocks, err := ticket.Blocks(ctx, s.DB, ingrid.Acting(), held[0].CameAt)
	require.NoError(t, err)
	require.Len(t, blocks, 1)
	require.NoError(t, Clear(ctx, s.DB))
	n, err := ticket.CountSuspended(ctx, s.DB, ingrid.Acting())
	require.NoError(t, err)
	require.Zero(t, n)
}

func TestLoad_has_somebody_on_duty_and_says_when_nobody_is(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), stage(t)
	require.NoError(t, Load(ctx, s))
	now := clock(t, s.DB)
	roster, err := people.ReadRoster(ctx, s.DB)
	require.NoError(t, err)
	duties, err := people.Duties(ctx, s.DB, people.Actor{Role: people.Admin}, now, now.AddDate(0, 0, 35))
	require.NoError(t, err)
	away, err := people.ReadAbsences(ctx, s.DB)
	require.NoError(t, err)
	kinds := map[people.Answers]int{}
	most := 0
	for _, c := range roster.OnRoster(duties).Covers(now, now.AddDate(0, 0, 35), opening(t), away) {
		kinds[c.By]++
		most = max(most, len(c.Who))
	}
	require.Positive(t, kinds[people.ByRoster])
	require.Positive(t, kinds[people.ByHours]+kinds[people.ByAdmins], "while Nikos is away in a week of his")
	require.Equal(t, 2, most, "in the night of the work on the line")
}
