package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/blob"
	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/embedded"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/work"
)

// bird is a word that is nowhere but where the person stands who is erased.
const bird = "quetzalcoatlus"

// dump is everything that the database holds, as text: by the pg_dump that came with the server. Packages that ship a server
// without it have none on the machine either; there every table is copied out, and the large objects beside them.
func (s *site) dump(t *testing.T) string {
	t.Helper()
	binaries, err := embedded.Find(t.TempDir())
	require.NoError(t, err)
	program := binaries.Path("pg_dump")
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
		return s.copied(t)
	}
	c := s.DB.Pool().Config().ConnConfig
	dump := exec.CommandContext(t.Context(), program, "-b", "--host", c.Host, "--port", fmt.Sprint(c.Port), "--username", c.User, c.Database)
	dump.Env = append(os.Environ(), "PGPASSWORD="+c.Password)
	var said strings.Builder
	dump.Stderr = &said
	out, err := dump.Output()
	require.NoError(t, err, said.String())
	return string(out)
}

// copied is every table and every large object, as a dump would hold them.
func (s *site) copied(t *testing.T) string {
	t.Helper()
	rows, err := s.DB.Query(t.Context(), `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var all strings.Builder
	conn, err := s.DB.Pool().Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for _, from := range append(tables, `(select oid, encode(lo_get(oid), 'escape') from pg_largeobject_metadata)`) {
		_, err := conn.Conn().PgConn().CopyTo(t.Context(), &all, `copy `+from+` to stdout`)
		require.NoError(t, err, from)
	}
	return all.String()
}

// remains are the lines of a text in which the bird stands, in one way of writing it or another.
func remains(text string) (found []string) {
	for line := range strings.Lines(text) {
		plain := strings.ToLower(line)
		if strings.Contains(plain, bird) || strings.Contains(plain, hex.EncodeToString([]byte(bird))) || strings.Contains(plain, hex.EncodeToString([]byte(strings.ToUpper(bird[:1])+bird[1:]))) {
			found = append(found, fmt.Sprintf("%.300s", line))
		}
	}
	return found
}

// inFiles are the files of a folder that hold the bird, in their names or in themselves.
func inFiles(t *testing.T, dir string) (found []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if len(remains(string(content))) > 0 || len(remains(d.Name())) > 0 {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// flown is a desk on which one customer has done, and had done to them, all that leaves a trace.
type flown struct {
	*site
	h      http.Handler
	dir    string // of the files
	person people.ID
	name   string
	mine   things // a ticket of Hanna's that they follow
	token  string
}

// lived lets them live.
func lived(t *testing.T) *flown {
	t.Helper()
	s := opened(t)
	f := &flown{site: s, dir: t.TempDir(), name: "Quetzalcoatlus Nielsen"}
	files, err := blob.Open(f.dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	s.files = files
	f.h = s.handler(s.DB, false)
	base, err := url.Parse(origin)
	require.NoError(t, err)
	s.Mail = func(ctx context.Context, tx *pg.Tx, id outbox.ID) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		return work.CaptureNow(ctx, tx, id, work.Options{BaseURL: base, Domain: "desk.example", From: "help@desk.example"})
	}
	f.asks(t)
	f.isKnown(t)
	f.followsHanna(t)
	f.isJoined(t)
	f.knocks(t)
	s.Sweep() // mails leave
	f.knocks(t)
	f.exec(`update outbox set error = '550 no ' || $1 where person_id = $2`, bird, f.person)
	return f
}

func (f *flown) exec(q string, args ...any) {
	f.T.Helper()
	_, err := f.DB.Pool().Exec(f.T.Context(), q, args...)
	require.NoError(f.T, err)
}

// press sends a form, which is taken.
func (f *flown) press(t *testing.T, c call) answer {
	t.Helper()
	c.method = http.MethodPost
	if c.headers == nil {
		c.headers = []string{"User-Agent", "Browser of " + bird}
	}
	a := sendTo(t, f.h, c)
	require.Equal(t, http.StatusSeeOther, a.StatusCode, "%s: %s", c.path, said(a.body))
	return a
}

// asks asks two questions with files, is answered, promised something and let down, and writes again.
func (f *flown) asks(t *testing.T) {
	t.Helper()
	for i := range 2 {
		f.press(t, call{path: "/tickets", form: url.Values{
			"key": {cast.Key()}, "name": {f.name}, "email": {bird + "@mail.example"}, "subject": {bird + " is offline"},
			"body": {fmt.Sprint(i, " I am ", bird)}, "language": {"da"},
		}, files: []sending{{"files", bird + ".txt", fmt.Sprint(i, " the papers of ", bird)}}})
	}
	var id ticket.ID
	require.NoError(t, f.DB.QueryRow(t.Context(), `select max(id), max(requester_id) from tickets`).Scan(&id, &f.person))
	f.Replies(f.Maja, id, "Dear "+bird, f.Promising("call "+bird, "Mon 9 Nov 12:00"))
	f.Notes(f.Maja, id, bird+" is in a hurry")
	q := f.AsksUp(f.Maja, id, "What does "+bird+" have?")
	f.Answers(f.Ingrid, q, bird+" has fibre")
	f.TakesOver(f.Ingrid, id, bird+" is a friend")
	f.Until("Mon 9 Nov 12:05")
	f.Apologises(f.Ingrid, id, "Sorry, "+bird)
	f.isVisited(id)
	f.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		f.token, err = ticket.NewLink(ctx, tx, id, f.person)
		return err
	})
	f.press(t, call{
		path: "/t/" + f.token + "/messages", form: url.Values{"key": {cast.Key()}, "body": {"Still " + bird}},
		files: []sending{{"files", bird + "-2.txt", "more papers of " + bird}},
	})
}

// isVisited is promised a visit at a place, which is moved; is rung, in vain and then not.
func (f *flown) isVisited(id ticket.ID) {
	f.T.Helper()
	visit := f.Window(promise.Visit, "Tue 10 Nov 10:00", time.Hour)
	visit.Words, visit.Place, visit.Bring = "we look at "+bird, bird+" street 1", "the key of "+bird
	p := f.Agrees(f.Ingrid, id, visit)
	f.Do(func(ctx context.Context, tx *pg.Tx) error {
		m := ticket.Moving{Opens: f.Time("Tue 10 Nov 12:00"), Due: f.Time("Tue 10 Nov 13:00"), Place: bird + " street 2", Bring: "both keys of " + bird, Reason: bird + " is out"}
		return ticket.Move(ctx, tx, f.Ingrid.Acting(), f.Limits, id, p, m)
	})
	for _, how := range []promise.Outcome{promise.LeftMessage, promise.Reached} {
		f.Do(func(ctx context.Context, tx *pg.Tx) error {
			return ticket.LogCall(ctx, tx, f.Ingrid.Acting(), f.Limits, id, ticket.CallLog{Key: cast.Key(), Outcome: how, Words: string(how) + " of " + bird})
		})
	}
}

// isKnown is all that stands on their card: phones, notes, addresses asked about and theirs, a profile that they changed, sessions.
func (f *flown) isKnown(t *testing.T) {
	t.Helper()
	maja := f.signedIn(f.Maja.ID)
	f.Do(func(ctx context.Context, tx *pg.Tx) error {
		for _, q := range []string{
			`insert into phones (person_id, number) values ($1, '123 ` + bird + `')`,
			`update people set notes = 'they say ` + bird + `' where id = $1`,
			`insert into sessions (token_hash, person_id, browser) values ('x', $1, 'Browser of ` + bird + `')`,
		} {
			if _, err := tx.Exec(ctx, q, f.person); err != nil {
				return err
			}
		}
		return nil
	})
	for _, address := range []string{bird + "@second.example", bird + "@third.example", bird + "@dropped.example"} {
		f.press(t, call{path: fmt.Sprintf("/desk/customers/%d/addresses", f.person), session: maja, form: url.Values{"address": {address}}})
	}
	f.Do(func(ctx context.Context, tx *pg.Tx) error {
		if _, err := people.VouchAddress(ctx, tx, f.Karin.Acting(), f.person, bird+"@second.example"); err != nil {
			return err
		}
		link, err := people.NewAddressLink(ctx, tx, f.person, bird+"@second.example")
		if err != nil {
			return err
		}
		_, err = people.ConfirmAddress(ctx, tx, link)
		return err
	})
	own := f.signedIn(f.person)
	f.press(t, call{path: "/my/profile", session: own, form: url.Values{"name": {"Old " + bird}, "locale": {"da"}, "zone": {""}}})
	f.press(t, call{path: "/my/profile", session: own, form: url.Values{"name": {f.name}, "locale": {"da"}, "zone": {""}}})
	f.press(t, call{path: "/my/password", session: own, form: url.Values{"old": {""}, "password": {"a horse that answers"}}})
}

// followsHanna is asked along to a ticket of Hanna's, says yes, writes there and leaves; is asked along again; asks Hanna's
// friend along to their own.
func (f *flown) followsHanna(t *testing.T) {
	t.Helper()
	f.mine = f.make(f.Hanna, true)
	hanna := f.signedIn(f.Hanna.ID)
	mine := fmt.Sprintf("/my/tickets/%d", f.mine.number)
	f.press(t, call{path: mine + "/followers", session: hanna, form: url.Values{"address": {bird + "@mail.example"}}})
	f.exec(`update followers set confirmed_at = kept_now() where person_id = $1`, f.person)
	own := f.signedIn(f.person)
	f.press(t, call{
		path: mine + "/messages", session: own, form: url.Values{"key": {cast.Key()}, "body": {"I have it too: " + bird}},
		files: []sending{{"files", bird + "-3.txt", "what " + bird + " sees"}},
	})
	f.Replies(f.Maja, f.mine.id, "Thank you both.")
	f.press(t, call{path: fmt.Sprintf("%s/followers/%d/removals", mine, f.person), session: own})
	f.exec(`update followers set added_at = added_at - interval '1 hour'`)
	f.press(t, call{path: mine + "/followers", session: hanna, form: url.Values{"address": {bird + "@second.example"}}})
	var number int64
	require.NoError(t, f.DB.QueryRow(t.Context(), `select max(number) from tickets where requester_id = $1`, f.person).Scan(&number))
	f.press(t, call{path: fmt.Sprintf("/my/tickets/%d/followers", number), session: own, form: url.Values{"address": {f.Goran.Address}}})
}

// isJoined takes in somebody who turns out to be the same, with a ticket, an address that was asked about, and a link to it.
func (f *flown) isJoined(t *testing.T) {
	t.Helper()
	f.Do(func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err := ticket.Ask(ctx, tx, people.Actor{}, f.Limits, ticket.Question{
			Key: cast.Key(), Name: "Q. " + bird, Address: "twin." + bird + "@mail.example", Subject: bird + " again", Body: bird, Locale: "da",
		})
		if err != nil {
			return err
		}
		var twin people.ID
		if err := tx.QueryRow(ctx, `select requester_id from tickets where id = $1`, id).Scan(&twin); err != nil {
			return err
		}
		for _, address := range []string{"twin.asked." + bird + "@mail.example", bird + "@third.example"} { // the second is asked about by both
			asked, err := people.AskAddress(ctx, tx, f.Maja.Acting(), twin, people.Sizes{Name: 200, Address: 254, Line: 200}, address)
			if err != nil {
				return err
			}
			if _, err := people.NewWordLink(ctx, tx, twin, asked.Address, "twin."+bird+"@mail.example"); err != nil {
				return err
			}
		}
		_, err = ticket.JoinCustomers(ctx, tx, f.Maja.Acting(), f.person, twin)
		return err
	})
}

// knocks wants to sign in and has forgotten a password, at both doors, with every address of theirs.
func (f *flown) knocks(t *testing.T) {
	t.Helper()
	addresses := []string{bird + "@mail.example", bird + "@second.example", "twin." + bird + "@mail.example", "twin.asked." + bird + "@mail.example"}
	var isThere bool
	require.NoError(t, f.DB.QueryRow(t.Context(), `select exists (select from asked_addresses where address = $1)`, bird+"@dropped.example").Scan(&isThere))
	if isThere {
		addresses = append(addresses, bird+"@dropped.example")
	}
	for _, address := range addresses {
		f.press(t, call{path: "/signin/links", form: url.Values{"email": {address}, "next": {"/my/tickets?words=" + bird}}})
		f.press(t, call{path: "/login/forgotten", form: url.Values{"email": {address}}})
	}
	session := f.signedIn(f.Maja.ID)
	a := sendTo(t, f.h, call{method: http.MethodPost, path: fmt.Sprintf("/desk/customers/%d/addresses/removals", f.person), session: session, form: url.Values{"address": {bird + "@dropped.example"}}})
	require.Contains(t, []int{http.StatusSeeOther, http.StatusNotFound}, a.StatusCode, "the second time it is gone")
}

// figures are what reports count, and what pages show of them.
func (f *flown) figures(t *testing.T) []string {
	t.Helper()
	const numbers = `
		select 'tickets ' || team_id || ' ' || priority || ' ' || cycle || ' ' || count(*) from tickets group by team_id, priority, cycle union all
		select 'messages ' || audience || by_staff || count(*) from messages group by audience, by_staff union all
		select 'mails ' || kind || ' ' || count(*) from outbox where state = 'sent' group by kind union all
		select 'apologies ' || count(*) from apologies union all select 'questions ' || count(*) from questions union all
		select 'escalations ' || count(*) from escalations union all
		select kind || ' ' || id || ' ' || state || ' ' || due_at || ' ' || coalesce(ended_at::text, '') from promises where state in ('kept', 'broken')
		order by 1`
	rows, err := f.DB.Query(t.Context(), numbers)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	points, err := ticket.Day(t.Context(), f.DB, people.System, f.Now().Add(-24*time.Hour), f.Now())
	require.NoError(t, err)
	for _, p := range points {
		if p.State != "pending" {
			found = append(found, fmt.Sprint("point ", p.State, " ", p.At.UTC()))
		}
	}
	return found
}

// TestErased_person_is_in_no_dump_and_in_no_file_and_every_figure_is_as_it_was erases them by the admin's page.
func TestErased_person_is_in_no_dump_and_in_no_file_and_every_figure_is_as_it_was(t *testing.T) {
	t.Parallel()
	f := lived(t)
	require.Greater(t, len(remains(f.dump(t))), 50, "the dump would show them")
	require.Len(t, inFiles(t, f.dir), 4)
	require.NotEmpty(t, remains(f.copied(t)))
	long := time.Now().Add(-48 * time.Hour)
	require.NoError(t, filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(path, long, long)
	}))
	before := f.figures(t)
	require.Greater(t, len(before), 10)

	session := f.signedIn(f.Karin.ID)
	f.press(t, call{path: fmt.Sprintf("/office/customers/%d/erasures", f.person), session: session, form: url.Values{"name": {f.name}}})

	require.Empty(t, remains(f.dump(t)))
	require.Empty(t, remains(f.copied(t)))
	require.Empty(t, inFiles(t, f.dir))
	require.Equal(t, before, f.figures(t))
	f.hannaIsThere(t)
	verdict, err := audit.Verify(t.Context(), f.DB)
	require.NoError(t, err)
	require.Zero(t, verdict.Broken, verdict.Why)
	f.Sweep() // what was still under way to them has nobody to go to
	require.Empty(t, remains(f.dump(t)))
	f.healthy(t)
}

// hannaIsThere requires that what others have is as it was: her ticket, its file, and what we wrote to her.
func (f *flown) hannaIsThere(t *testing.T) {
	t.Helper()
	a := sendTo(t, f.h, call{method: http.MethodGet, path: "/t/" + f.mine.token})
	require.Equal(t, http.StatusOK, a.StatusCode)
	require.Contains(t, a.body, "Thank you both.")
	require.Contains(t, a.body, f.mine.secret)
	require.Equal(t, http.StatusNotFound, sendTo(t, f.h, call{method: http.MethodGet, path: "/t/" + f.token}).StatusCode)
}
