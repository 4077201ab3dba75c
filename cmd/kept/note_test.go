package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/work"
)

// canary is in everything that a note is made of: its text, its file's name and content, its author's name.
const canary = "zzcanary"

// author is somebody who writes notes and does nothing else.
func (s *site) author() people.Token {
	s.T.Helper()
	var id people.ID
	s.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err = people.Add(ctx, tx, people.Newcomer{
			Role: people.Agent, Name: "Zzcanary Kanarek", Address: "zzcanary@nordby.example", Locale: i18n.EN,
		})
		return err
	})
	return s.signedIn(id)
}

// notes writes a note with a file by the desk's own form.
func (s *site) notes(t *testing.T, by people.Token, x things) {
	t.Helper()
	path := fmt.Sprintf("/desk/tickets/%d", x.number)
	a := s.send(t, call{
		method: http.MethodPost, path: path + "/notes", session: by,
		form:  url.Values{"key": {cast.Key()}, "body": {canary + " does not pay."}},
		files: []sending{{"files", canary + ".txt", canary + " in the file"}},
	})
	require.Equal(t, http.StatusSeeOther, a.StatusCode, a.body)
	shown := s.send(t, call{method: http.MethodGet, path: path, session: by})
	require.Contains(t, shown.body, canary+" does not pay.", "the staff sees the note")
	require.Contains(t, shown.body, canary+".txt", "the staff sees the note's file")
}

// formKey is what differs between two pages that are the same.
var formKey = regexp.MustCompile(`name="key" value="[^"]*"`)

// customersPages are what a ticket's customer can open, in every language.
func (s *site) customersPages(t *testing.T, x things) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, l := range i18n.Locales {
		for _, path := range []string{"/t/" + x.token, "/tickets/sent/" + x.key, "/", "/tickets/new", "/login", "/demo/mail"} {
			a := s.send(t, call{method: http.MethodGet, path: path, headers: []string{"Accept-Language", string(l)}})
			require.Equal(t, http.StatusOK, a.StatusCode, path)
			a.Header.Del("X-Request-Id")
			found[string(l)+" "+path] = fmt.Sprint(a.Header) + formKey.ReplaceAllString(a.body, "")
		}
	}
	return found
}

// deliver lets the mails that wait go into the demo's mailbox, as its worker writes them.
func (s *site) deliver(t *testing.T) {
	t.Helper()
	base, err := url.Parse(origin)
	require.NoError(t, err)
	s.Do(func(ctx context.Context, tx *pg.Tx) error {
		rows, err := tx.Query(ctx, `select id from outbox where state = 'queued' order by id`)
		if err != nil {
			return err
		}
		waiting, err := pgx.CollectRows(rows, pgx.RowTo[outbox.ID])
		if err != nil {
			return err
		}
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		for _, id := range waiting {
			if err := work.CaptureNow(ctx, tx, id, work.Options{BaseURL: base, Domain: "nordby.example", From: "help@nordby.example"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestNote_reaches_no_customer lets a ticket of each language live through everything that a ticket can, with a note at
// each step, and then reads all that a customer can get.
func TestNote_reaches_no_customer(t *testing.T) {
	t.Parallel()
	s := opened(t)
	by := s.author()
	var all []things
	for _, customer := range []people.Person{s.Hanna, s.Goran, s.Mette, s.Piotr, s.Eleni} {
		x := s.make(customer, true)
		all = append(all, x)
		before := s.customersPages(t, x)
		s.notes(t, by, x)
		require.Equal(t, before, s.customersPages(t, x), "a note changes nothing that a customer sees")
		s.live(t, by, x)
	}
	s.deliver(t)
	for _, x := range all {
		for page, body := range s.customersPages(t, x) {
			silent(t, page, body)
		}
		s.keepsFiles(t, x)
	}
	s.mailIsSilent(t)
}

// live is everything that can happen to a ticket, with a note after each step.
func (s *site) live(t *testing.T, by people.Token, x things) {
	t.Helper()
	at := func(hours int) string { return s.Show(s.Now().Add(time.Duration(hours) * time.Hour)) }
	for _, step := range []func(){
		func() { s.Writes(x.id, "And now the phone.") },
		func() { s.Replies(s.Maja, x.id, "I see.", s.Promising("we call", at(5))) },
		func() { s.Moves(s.Maja, x.id, x.promise, at(7)) },
		func() { s.Promises(s.Maja, x.id, "the bill is corrected", at(4)) },
		func() { s.SetsPriority(s.Maja, x.id, "high") },
		func() { s.Solves(s.Maja, x.id) },
		func() { s.SaysNotYet(x.id) },
		func() { s.Reopens(s.Ingrid, x.id) },
		func() {
			var standing []promise.ID
			for _, p := range s.Whole(x.id).Book().Pending() {
				if p.Kind.IsAgreed() {
					standing = append(standing, p.ID)
				}
			}
			s.Replies(s.Maja, x.id, "Done.", cast.Keeping(standing...), cast.Solving())
		},
		func() { s.Confirms(x.id) },
	} {
		step()
		s.notes(t, by, x)
	}
	s.Status(x.id, promise.Closed)
	silent(t, "the closed ticket", s.send(t, call{method: http.MethodGet, path: "/t/" + x.token}).body)
	s.Writes(x.id, "It is back.")
	s.notes(t, by, x)
}

// silent requires that there is no trace of a note.
func silent(t *testing.T, what, text string) {
	t.Helper()
	require.NotContains(t, strings.ToLower(text), canary, what)
	require.NotContains(t, strings.ToLower(text), "kanarek", what)
}

// keepsFiles asks for every file that there is by a customer's link.
func (s *site) keepsFiles(t *testing.T, x things) {
	t.Helper()
	const q = `select a.id, m.audience = 'public' and m.ticket_id = $1 as theirs from attachments a join messages m on m.id = a.message_id`
	rows, err := s.DB.Query(t.Context(), q, x.id)
	require.NoError(t, err)
	var id int64
	var isTheirs bool
	files := map[int64]bool{}
	_, err = pgx.ForEachRow(rows, []any{&id, &isTheirs}, func() error {
		files[id] = isTheirs
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, len(files), 10)
	for id, isTheirs := range files {
		a := s.send(t, call{method: http.MethodGet, path: fmt.Sprintf("/t/%s/files/%d", x.token, id)})
		want := http.StatusNotFound
		if isTheirs {
			want = http.StatusOK
		}
		require.Equal(t, want, a.StatusCode, "file %d", id)
		silent(t, "a file's answer", fmt.Sprint(a.Header)+a.body)
	}
}

// mailIsSilent reads every mail: as it is in the outbox and the mailbox, and as the demo shows it.
func (s *site) mailIsSilent(t *testing.T) {
	t.Helper()
	rows, err := s.DB.Query(t.Context(), `select id, (to_jsonb(m))::text as whole from sent_mails m`)
	require.NoError(t, err)
	var id int64
	var whole string
	mails := map[int64]string{}
	_, err = pgx.ForEachRow(rows, []any{&id, &whole}, func() error {
		mails[id] = whole
		return nil
	})
	require.NoError(t, err)
	kinds, err := s.DB.Query(t.Context(), `select distinct kind from outbox where state = 'sent' order by kind`)
	require.NoError(t, err)
	sent, err := pgx.CollectRows(kinds, pgx.RowTo[outbox.Kind])
	require.NoError(t, err)
	require.ElementsMatch(t, []outbox.Kind{outbox.Moved, outbox.Promised, outbox.Receipt, outbox.Reply, outbox.Solved}, sent, "every kind of mail has left")
	for id, whole := range mails {
		silent(t, "a mail", whole)
		for _, path := range []string{fmt.Sprintf("/demo/mail/%d", id), fmt.Sprintf("/demo/mail/%d/html", id)} {
			a := s.send(t, call{method: http.MethodGet, path: path})
			require.Equal(t, http.StatusOK, a.StatusCode, path)
			silent(t, path, a.body)
		}
	}
	var queued string
	require.NoError(t, s.DB.QueryRow(t.Context(), `select coalesce(string_agg(to_jsonb(o)::text, ' '), '') from outbox o`).Scan(&queued))
	silent(t, "the outbox", queued)
	require.NotEmpty(t, mails)
	s.healthy(t)
}
