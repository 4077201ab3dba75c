package portal

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
)

// stored keeps a content and makes it a file for a message.
func (d desk) stored(name, content string) (blob.Ref, []ticket.Upload) {
	d.T.Helper()
	ref, err := d.server.Blobs.Put(d.T.Context(), strings.NewReader(content), 1000)
	require.NoError(d.T, err)
	return ref, []ticket.Upload{{Name: name, Kind: "text/plain", Size: ref.Size, Blob: ref.Key}}
}

// archived are the files of an archive, by their place.
func archived(t *testing.T, p *visitor.Page) map[string]string {
	t.Helper()
	require.Equal(t, http.StatusOK, p.Status)
	require.Equal(t, "application/zip", p.Header.Get("Content-Type"))
	require.Contains(t, p.Header.Get("Content-Disposition"), `filename="my-data.zip"`)
	archive, err := zip.NewReader(strings.NewReader(p.Body), int64(len(p.Body)))
	require.NoError(t, err)
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		all[f.Name] = string(text)
	}
	return all
}

func TestData_of_a_customer_is_theirs_to_take_away_without_a_word_of_ours(t *testing.T) {
	t.Parallel()
	d := opened(t)
	var id ticket.ID
	_, files := d.stored("lamp.txt", "the lamp is red")
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		id, err = ticket.Ask(ctx, tx, people.Actor{}, d.Limits, ticket.Question{
			Key: cast.Key(), Name: d.Hanna.Name, Address: d.Hanna.Address, Subject: "No internet", Body: "Since last night.", Locale: "en", Files: files,
		})
		return err
	})
	d.Replies(d.Maja, id, "We look at it.", d.Promising("a technician comes", "Tue 10 Nov 10:00"))
	_, hidden := d.stored(secret+".txt", secret)
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := ticket.Note(ctx, tx, d.Maja.Acting(), d.Limits, id, ticket.Draft{Key: cast.Key(), Body: secret, Files: hidden})
		return err
	})
	d.Answers(d.Ingrid, d.AsksUp(d.Maja, id, secret), secret)
	d.Waits(d.Maja, id, promise.OnHold, secret)
	d.TakesOver(d.Ingrid, id, secret)
	d.exec(`update people set notes = $2, is_unrated = true, contact = 'phone', works_from = 540, works_to = 1020, works_days = '{1,2}' where id = $1`, d.Hanna.ID, secret)
	d.exec(`insert into phones (person_id, number) values ($1, '+45 70 10 20 30')`, d.Hanna.ID)
	other := d.Asks(d.Goran, "Somebody else's ticket")
	d.Do(func(ctx context.Context, tx *pg.Tx) error {
		return audit.Write(ctx, tx, audit.Entry{Kind: "customer.edited", Person: int64(d.Hanna.ID), Was: secret, Became: secret})
	})

	page := d.signedIn(d.Hanna).Open("/my/profile")
	all := archived(t, page.Form("export").Press("Download my data"))
	require.Len(t, all, 2)
	text := all["customer.json"]
	for place, content := range all {
		require.NotContains(t, place, secret)
		require.NotContains(t, content, secret)
	}
	require.NotContains(t, text, d.Goran.Name)
	require.NotContains(t, text, d.Whole(other).Subject)
	var got ticket.Dossier
	require.NoError(t, json.Unmarshal([]byte(text), &got))
	require.Equal(t, []string{"+45 70 10 20 30"}, got.Phones)
	require.Equal(t, people.ByPhone, got.Contact)
	require.Equal(t, &ticket.DossierHours{From: "09:00", To: "17:00", Days: []string{"monday", "tuesday"}}, got.Hours)
	require.Len(t, got.Tickets, 1)
	require.Len(t, got.Tickets[0].Messages, 2)
	require.Equal(t, "the lamp is red", all[got.Tickets[0].Messages[0].Files[0]])
	require.Contains(t, text, "a technician comes")

	found, err := audit.Latest(t.Context(), d.DB, 1, "customer")
	require.NoError(t, err)
	require.Equal(t, ticket.AuditOwnExported, found[0].Kind)
	require.EqualValues(t, d.Hanna.ID, *found[0].ActorID)
}

func TestData_is_what_an_admin_would_give_out(t *testing.T) {
	t.Parallel()
	d := opened(t)
	id := d.Asks(d.Hanna, "No internet")
	d.Replies(d.Maja, id, "We look at it.")
	var own, given ticket.Dossier
	d.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if own, _, err = ticket.CollectOwn(ctx, tx, d.Hanna.Acting()); err != nil {
			return err
		}
		given, _, err = ticket.Collect(ctx, tx, d.Karin.Acting(), d.Hanna.ID)
		return err
	})
	require.Equal(t, given, own)
}

func TestData_is_not_given_out_too_often_and_to_nobody_else(t *testing.T) {
	t.Parallel()
	d := opened(t)
	v := d.signedIn(d.Hanna)
	page := v.Open("/my/profile")
	for range 5 {
		archived(t, page.Form("export").Press("Download my data"))
	}
	refused := page.Form("export").Press("Download my data")
	require.Equal(t, http.StatusTooManyRequests, refused.Status)
	archived(t, d.signedIn(d.Goran).Open("/my/profile").Form("export").Press("Ladda ner mina uppgifter"))
	for _, by := range []people.Actor{{}, d.Holder(d.Asks(d.Hanna, "No internet")), d.Maja.Acting(), d.Karin.Acting()} {
		err := d.Try(func(ctx context.Context, tx *pg.Tx) error {
			_, _, err := ticket.CollectOwn(ctx, tx, by)
			return err
		})
		require.Error(t, err)
	}
}

func TestLimits_of_the_desk_come_before_those_that_the_program_was_started_with(t *testing.T) {
	t.Parallel()
	d := opened(t)
	d.exec(`update desk set links_per_address = 1, most_files = 0`)
	v := d.visitor()
	require.NotEmpty(t, d.asksToSignIn(v, d.Hanna.Address))
	refused := d.visitor().Open("/signin").Form("link-form").Fill("email", d.Hanna.Address).Press("Send me a sign-in link")
	require.Equal(t, http.StatusTooManyRequests, refused.Status)
}
