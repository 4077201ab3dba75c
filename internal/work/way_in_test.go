package work_test

import (
	"context"
	"mime"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

var sizes = people.Sizes{Name: 200, Address: 254, Line: 200}

// forgets asks for a new password as the door does.
func (d *desk) forgets(address string) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := people.ForgetPassword(ctx, tx, sizes, address, "192.0.2.0/24")
		if err != nil {
			return err
		}
		return outbox.PostPassword(ctx, tx, int64(id))
	})
}

// invites invites somebody as the office does.
func (d *desk) invites(address string) (id people.InvitationID) {
	d.t.Helper()
	d.do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		karin, err := people.Add(ctx, tx, people.Newcomer{Role: people.Admin, Name: "Karin Sjöström", Address: "karin@office.example", Locale: i18n.SV})
		if err != nil {
			return err
		}
		n := people.Invitee{Address: address, Role: people.Agent, Locale: i18n.DA}
		if id, err = people.InviteStaff(ctx, tx, people.Person{ID: karin, Role: people.Admin}.Acting(), sizes, n); err != nil {
			return err
		}
		return outbox.PostInvitation(ctx, tx, int64(id))
	})
	return id
}

func TestDeliver_writes_an_invitation_in_the_invitees_language_with_a_link_that_works(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	d.invites("freja@office.example")
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.eventually("the invitation has left", func() bool { return d.mails("sent") == 1 })
	post := relay.all()[0]
	subject, err := new(mime.WordDecoder).DecodeHeader(post.header(t, "Subject"))
	require.NoError(t, err)
	require.Contains(t, subject, "Karin Sjöström inviterer dig til")
	require.Equal(t, "da", post.header(t, "Content-Language"))
	require.Contains(t, post.header(t, "To"), "freja@office.example")
	require.Equal(t, 1, one[int](d, `select count(*) from staff_links where invitation_id is not null`))
	require.NotContains(t, l.String(), "level=ERROR")
	require.NotRegexp(t, regexp.MustCompile(`/join/[A-Za-z0-9_-]{20}`), l.String(), "no link stands in the log")
}

func TestDeliver_writes_no_invitation_that_was_withdrawn_meanwhile(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	id := d.invites("freja@office.example")
	d.exec(`update staff_invitations set withdrawn_at = clock_timestamp() where id = $1`, id)
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.eventually("the letter is no more", func() bool { return one[int](d, `select count(*) from outbox where kind = 'invitation'`) == 0 })
	require.Empty(t, relay.all())
	require.NotContains(t, l.String(), "level=ERROR")
}

func TestDeliver_writes_to_whoever_forgot_their_password_and_to_nobody_else(t *testing.T) {
	t.Parallel()
	d, relay := newDesk(t), newRelay(t)
	address := one[string](d, `select address::text from people where id = $1`, d.maja.ID)
	d.forgets("nobody@office.example")
	d.forgets(address)
	l := &log{}
	d.start(options(l, relay.sender(t)))
	d.eventually("both are dealt with", func() bool { return one[int](d, `select count(*) from outbox where state <> 'sent'`) == 0 })
	require.Len(t, relay.all(), 1)
	require.Contains(t, relay.all()[0].header(t, "To"), address)
	require.Equal(t, 1, one[int](d, `select count(*) from password_resets`), "of whom nobody knows, nothing is kept")
	require.NotContains(t, l.String(), "level=ERROR")
}
