package audit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/pg/pgtest"
)

// log is an audit with some entries in it: three changes of a team's name, and one about Hanna.
type log struct {
	*testing.T
	db    *pg.DB
	hanna int64
	ids   []int64
}

func begun(t *testing.T) *log {
	t.Helper()
	l := &log{T: t, db: pgtest.DB(t)}
	l.hanna = l.person("Hanna Lund", "hanna@bakkehuset.example")
	for n := range 3 {
		l.write(audit.Entry{By: l.hanna, Kind: "team.renamed", Object: fmt.Sprint("team ", n), Was: "Lines", Became: "Broadband", Network: "192.0.2.7"})
	}
	l.write(audit.Entry{Kind: "person.moved", Person: l.hanna, Was: "Havnegade 2", Became: "Nordby, Ø 7: ένα"})
	return l
}

func (l *log) person(name, address string) (id int64) {
	l.Helper()
	require.NoError(l, l.db.Do(l.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		p, err := people.Add(ctx, tx, people.Newcomer{Role: people.Customer, Name: name, Address: address, Locale: i18n.EN})
		id = int64(p)
		return err
	}))
	return id
}

func (l *log) write(entries ...audit.Entry) {
	l.Helper()
	require.NoError(l, l.db.Do(l.Context(), func(ctx context.Context, tx *pg.Tx) error { return audit.Write(ctx, tx, entries...) }))
	l.ids = nil
	require.NoError(l, l.db.QueryRow(l.Context(), `select array_agg(entry_id order by position) from audit_chain`).Scan(&l.ids))
}

// exec does what only somebody can who may do everything with the database.
func (l *log) exec(statements ...string) {
	l.Helper()
	for _, s := range statements {
		_, err := l.db.Pool().Exec(l.Context(), s)
		require.NoError(l, err, s)
	}
}

// unguarded takes away all that protects the tables from their owner.
func (l *log) unguarded() {
	l.Helper()
	l.exec(`alter table audit disable trigger user`, `alter table audit_chain disable trigger user`,
		`alter table audit_chain drop constraint audit_chain_entry_id_fkey`, `alter table audit_chain drop constraint audit_chain_holds_each_once`)
}

func (l *log) verify(heads ...audit.Head) audit.Verdict {
	l.Helper()
	v, err := audit.Verify(l.Context(), l.db, heads...)
	require.NoError(l, err)
	return v
}

func TestVerify_finds_an_untouched_audit_whole(t *testing.T) {
	t.Parallel()
	l := begun(t)
	v := l.verify()
	require.Zero(t, v.Broken, v.Why)
	require.EqualValues(t, 4, v.Entries)
	head, err := audit.Newest(t.Context(), l.db)
	require.NoError(t, err)
	require.Equal(t, head, v.Head)
	require.Equal(t, l.ids[3], head.Entry)
	require.Equal(t, []audit.Head{head}, audit.Heads([]byte(`level=INFO msg="the audit's head" head=`+head.String())))
	l.write(audit.Entry{Kind: "team.added"})
	require.Zero(t, l.verify(head).Broken, "a head stays good while more is added")
}

func TestVerify_of_an_empty_audit_has_no_head(t *testing.T) {
	t.Parallel()
	l := &log{T: t, db: pgtest.DB(t)}
	require.Equal(t, audit.Verdict{}, l.verify())
	require.Empty(t, l.verify().Head.String())
}

func TestVerify_names_the_first_entry_that_somebody_who_may_do_everything_has_touched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do    string
		names int // which of the four
		why   string
	}{
		"a text":               {`update audit set became = 'Copper' where id = $1`, 1, "its texts were changed"},
		"two texts, joined":    {`update audit set was = was || became, became = '' where id = $1`, 1, "its texts were changed"},
		"who did it":           {`update audit set actor_id = null where id = $1`, 2, "by whom"},
		"when":                 {`update audit set at = at + interval '1 microsecond' where id = $1`, 0, "when"},
		"what":                 {`update audit set kind = 'team.added' where id = $1`, 0, "what"},
		"about whom":           {`update audit set person_id = actor_id where id = $1`, 1, "about whom"},
		"from where":           {`update audit set network = '198.51.100.1' where id = $1`, 1, "network"},
		"emptied without word": {`update audit set object = '', was = '', became = '', salt = null, network = '', network_salt = null, emptied_by = id where id = $1`, 1, "no entry tells"},
		"removed":              {`delete from audit where id = $1`, 2, "it was removed"},
		"removed with its link, the next is named": {`with gone as (delete from audit where id = $1 - 1) delete from audit_chain where entry_id = $1 - 1`, 2, "missing before it"},
		"moved":                    {`update audit_chain set entry_id = case when entry_id = $1::bigint then $1::bigint - 1 else $1::bigint end where entry_id in ($1::bigint, $1::bigint - 1)`, 2, "moved"},
		"its link hashed anew":     {`update audit_chain set hash = sha256(hash) where entry_id = $1`, 1, "moved"},
		"taken out of the chain":   {`delete from audit_chain where entry_id = $1`, 3, "not in the chain"},
		"put under another, above": {`update audit_chain set previous = sha256(previous) where entry_id = $1`, 1, "does not follow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			l.unguarded()
			_, err := l.db.Pool().Exec(t.Context(), c.do, l.ids[c.names])
			require.NoError(t, err)
			v := l.verify()
			require.Equal(t, l.ids[c.names], v.Broken)
			require.Contains(t, v.Why, c.why)
		})
	}
}

func TestVerify_finds_a_cut_off_end_only_by_a_head_that_was_written_down(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]string{
		"the end":    `with gone as (delete from audit where id >= $1) delete from audit_chain where entry_id >= $1`,
		"everything": `with gone as (delete from audit where $1 > 0) delete from audit_chain`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := begun(t)
			early, late := l.ids[0], l.verify().Head
			l.unguarded()
			_, err := l.db.Pool().Exec(t.Context(), cut, l.ids[2])
			require.NoError(t, err)
			require.Zero(t, l.verify().Broken, "nobody can tell it from its own beginning")
			v := l.verify(late)
			require.Equal(t, late.Entry, v.Broken)
			require.Contains(t, v.Why, "removed")
			require.NotEqual(t, early, v.Broken)
		})
	}
}

func TestVerify_finds_a_chain_that_was_hashed_anew_by_a_head_that_was_written_down(t *testing.T) {
	t.Parallel()
	l := begun(t)
	head := l.verify().Head
	l.unguarded()
	l.exec(`delete from audit_chain`, `create table kept_audit as select * from audit order by id`, `delete from audit`,
		`update kept_audit set became = 'Copper'`, `alter table audit enable trigger audit_is_chained`,
		`insert into audit overriding system value select * from kept_audit order by id`)
	require.Zero(t, l.verify().Broken, "it holds together, and is another")
	require.Equal(t, head.Entry, l.verify(head).Broken)
}

func TestVerify_goes_on_over_pages(t *testing.T) {
	t.Parallel()
	l := &log{T: t, db: pgtest.DB(t)}
	entries := make([]audit.Entry, 2100)
	for i := range entries {
		entries[i] = audit.Entry{Kind: "team.renamed", Object: fmt.Sprint(i)}
	}
	l.write(entries...)
	require.EqualValues(t, len(entries), l.verify().Entries)
	l.unguarded()
	l.exec(fmt.Sprintf(`update audit set object = '' where id = %d`, l.ids[1999]))
	v := l.verify()
	require.Equal(t, l.ids[1999], v.Broken)
	require.EqualValues(t, 1999, v.Entries)
}

func TestWrite_by_many_at_once_makes_one_chain(t *testing.T) {
	t.Parallel()
	l := begun(t)
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			err := l.db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
				return audit.Write(ctx, tx, audit.Entry{Kind: "team.added", Object: fmt.Sprint(n)}, audit.Entry{Kind: "team.renamed"})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	v := l.verify()
	require.Zero(t, v.Broken, v.Why)
	require.EqualValues(t, 44, v.Entries)
}

func TestWrite_of_a_change_that_is_taken_back_leaves_nothing(t *testing.T) {
	t.Parallel()
	l := begun(t)
	err := l.db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := audit.Write(ctx, tx, audit.Entry{Kind: "team.added"}); err != nil {
			return err
		}
		return context.Canceled
	})
	require.ErrorIs(t, err, context.Canceled)
	l.write(audit.Entry{Kind: "team.added"})
	require.EqualValues(t, 5, l.verify().Entries)
}

func TestWrite_makes_nobody_wait_before_the_commit(t *testing.T) {
	t.Parallel()
	l := begun(t)
	require.NoError(t, l.db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		if err := audit.Write(ctx, tx, audit.Entry{Kind: "team.added"}); err != nil {
			return err
		}
		l.write(audit.Entry{Kind: "team.renamed"}) // in another connection, while this change is open
		return nil
	}))
	require.EqualValues(t, 6, l.verify().Entries)
}

func TestAudit_refuses_every_change_even_its_owners(t *testing.T) {
	t.Parallel()
	l := begun(t)
	for _, q := range []string{
		`update audit set was = ''`, `delete from audit`, `truncate audit cascade`, `update audit set kind = kind`,
		`update audit_chain set position = position`, `delete from audit_chain`, `truncate audit_chain`, `truncate people cascade`,
		`update audit set object = '', was = '', became = '', salt = null, network = '', network_salt = null, emptied_by = (select max(id) from audit)`,
	} {
		_, err := l.db.Pool().Exec(t.Context(), q)
		require.ErrorContains(t, err, "the audit is only added to", q)
	}
	require.EqualValues(t, 4, l.verify().Entries)
}

func TestEmpty_leaves_a_chain_that_holds_and_an_entry_that_tells_of_it(t *testing.T) {
	t.Parallel()
	l := begun(t)
	head := l.verify().Head
	goran := l.person("Göran Ek", "goran@ek.example")
	l.write(audit.Entry{By: goran, Kind: "person.moved", Person: goran, Became: "Storgatan 1", Network: "203.0.113.9"})
	require.NoError(t, l.db.Do(t.Context(), func(ctx context.Context, tx *pg.Tx) error {
		n, err := audit.Empty(ctx, tx, l.hanna, goran)
		require.EqualValues(t, 4, n, "three by her, one about her")
		return err
	}))
	v := l.verify(head)
	require.Zero(t, v.Broken, v.Why)
	require.EqualValues(t, 6, v.Entries)
	var dump string
	require.NoError(t, l.db.QueryRow(t.Context(), `select string_agg(a::text, ' ') || (select string_agg(c::text, ' ') from audit_chain c) from audit a`).Scan(&dump))
	for _, gone := range []string{"Havnegade", "Nordby", "192.0.2.7"} {
		require.NotContains(t, dump, gone)
	}
	for _, stays := range []string{"Lines", "Broadband", "Storgatan 1", "203.0.113.9", "audit.emptied"} {
		require.Contains(t, dump, stays)
	}
	l.unguarded()
	l.exec(`update audit set emptied_by = emptied_by - 1 where kind = 'person.moved' and emptied_by is not null`)
	require.Equal(t, l.ids[3], l.verify().Broken, "another entry does not tell of it")
}
