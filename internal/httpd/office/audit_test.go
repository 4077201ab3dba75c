package office

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/topic"
)

// noted writes entries into the audit, each in a change of its own.
func (o office) noted(entries ...audit.Entry) {
	o.T.Helper()
	for _, e := range entries {
		o.Do(func(ctx context.Context, tx *pg.Tx) error { return audit.Write(ctx, tx, e) })
	}
}

func TestAudit_tells_an_admin_who_did_what_to_whom(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Karin).Open("/office/audit").Says("Karin Sjöström signed in.")
	o.noted(
		audit.Entry{By: int64(o.Karin.ID), Kind: "person.role_changed", Person: int64(o.Maja.ID), Was: "agent", Became: "supervisor", Network: "192.0.2.7"},
		audit.Entry{Kind: "moon.painted_blue", Object: "<script>alert(1)</script>"},
		audit.Entry{By: int64(o.Maja.ID), Kind: "person.signed_in", Person: int64(o.Maja.ID)},
	)
	p := o.as(o.Karin).Open("/office/audit")
	p.Says(o.Karin.Name+" changed the role of "+o.Maja.Name, "from 192.0.2.7", "Kept: moon: painted blue", o.Maja.Name+" signed in.", "<script>alert(1)</script>")
	require.NotContains(t, p.Body, "<script>alert")
	require.Less(t, strings.Index(p.Body, "signed in"), strings.Index(p.Body, "changed the role"), "newest first")

	only := func(q url.Values) string { return o.as(o.Karin).Open("/office/audit?" + q.Encode()).Body }
	require.NotContains(t, only(url.Values{"who": {o.Maja.Name}}), "painted")
	require.Contains(t, only(url.Values{"who": {string(o.Maja.Address)}}), "</a> signed in.")
	require.NotContains(t, only(url.Values{"kind": {"moon"}}), "changed the role")
	require.Contains(t, only(url.Values{"about": {"maja"}}), "changed the role")
	require.Contains(t, only(url.Values{"from": {"2001-01-01"}, "to": {"2001-01-02"}}), "Nothing was found.")
}

// TestAudit_names_what_is_still_there names things of every kind in one page, as they are called now and in the reader's language, and what is
// gone by its number.
func TestAudit_names_what_is_still_there(t *testing.T) {
	t.Parallel()
	o := opened(t)
	var company people.CompanyID
	o.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		company, err = people.AddCompany(ctx, tx, o.Karin.Acting(), people.Sizes{Name: 200, Address: 254, Line: 200}, people.CompanyForm{Name: "Nordby Havn"})
		return err
	})
	insert := func(q string) (id int64) {
		require.NoError(t, o.DB.QueryRow(t.Context(), q).Scan(&id))
		return id
	}
	tag := insert(`insert into tags (name, colour) values ('winter', 'sea') returning id`)
	tree := insert(`insert into topics (level, names, icon, position) values (1, '{"en": "Television", "da": "Fjernsyn"}', 'inbox', 90) returning id`)
	o.noted(
		audit.Entry{Kind: people.AuditTeamChanged, Object: fmt.Sprint("team ", o.Second)},
		audit.Entry{Kind: people.AuditTeamRemoved, Object: "team 987654"},
		audit.Entry{Kind: people.AuditTeamRemoved, Object: "team 98765432109876543210"},
		audit.Entry{Kind: people.AuditCompanyEdited, Object: fmt.Sprintf("company %d notes", company)},
		audit.Entry{Kind: people.AuditCustomersJoined, Object: fmt.Sprint("customer ", o.Goran.ID)},
		audit.Entry{Kind: people.AuditCustomersJoined, Object: fmt.Sprint("customer ", o.Hanna.ID)},
		audit.Entry{Kind: topic.AuditTagChanged, Object: fmt.Sprint("tag ", tag)},
		audit.Entry{Kind: topic.AuditTopicChanged, Object: fmt.Sprint("topic ", tree)},
	)
	_, err := o.DB.Pool().Exec(t.Context(), `update people set name = '#' || id, erased_at = now(), is_active = false where id = $1`, o.Hanna.ID)
	require.NoError(t, err)
	var second string
	require.NoError(t, o.DB.QueryRow(t.Context(), `select name from teams where id = $1`, o.Second).Scan(&second))
	o.as(o.Karin).Open("/office/audit").Says("Team “"+second+"”", "Team no. 987654", "Team no. 98765432109876543210", "Company “Nordby Havn” · Notes",
		"Customer "+o.Goran.Name, fmt.Sprintf("Customer no. %d", o.Hanna.ID), "Tag “winter”", "Topic “Television”")
}

func TestAudit_is_for_admins_alone(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.as(o.Ingrid).Open("/office/audit").Refuses(http.StatusNotFound)
	o.as(o.Maja).Open("/office/audit").Refuses(http.StatusNotFound)
	require.Equal(t, http.StatusNotFound, o.as(o.Ingrid).Send(http.MethodPost, "/office/audit/exports", "application/x-www-form-urlencoded", strings.NewReader("")).Status)
}

func TestAudit_goes_on_behind_its_first_page(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.Do(func(ctx context.Context, tx *pg.Tx) error {
		all := make([]audit.Entry, 2*pageOfEntries+1)
		for i := range all {
			all[i] = audit.Entry{Kind: "team.changed", Object: fmt.Sprintf("team no. %d.", i)}
		}
		return audit.Write(ctx, tx, all...)
	})
	seen := map[string]bool{}
	p := o.as(o.Karin).Open("/office/audit?kind=team")
	for range 3 {
		for i := range 2*pageOfEntries + 1 {
			if name := fmt.Sprintf("team no. %d.", i); strings.Contains(p.Body, name) {
				require.False(t, seen[name], "%s twice", name)
				seen[name] = true
			}
		}
		if strings.Contains(p.Body, "rel=\"next\"") {
			p = p.Click("Older")
		}
	}
	require.Len(t, seen, 2*pageOfEntries+1)
}

func TestAudit_refuses_what_is_no_day_and_no_entry(t *testing.T) {
	t.Parallel()
	o := opened(t)
	page := o.as(o.Karin)
	page.Open("/office/audit?from=17-03-2026").Refuses(http.StatusUnprocessableEntity, "Write a day as 2026-03-17.")
	page.Open("/office/audit?from=2026-03-18&to=2026-03-17").Refuses(http.StatusUnprocessableEntity, "The last day is before the first.")
	page.Open("/office/audit?who=" + strings.Repeat("x", 255)).Refuses(http.StatusUnprocessableEntity)
	page.Open("/office/audit?who=%00").Refuses(http.StatusUnprocessableEntity)
	page.Open("/office/audit?kind=%ff").Refuses(http.StatusUnprocessableEntity)
	page.Open("/office/audit?before=nonsense").Refuses(http.StatusNotFound)
}

func TestAudit_can_be_taken_away_as_a_table_and_says_so(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.noted(audit.Entry{Kind: "team.changed", Object: "=HYPERLINK(1)"}, audit.Entry{Kind: "person.added"})
	p := o.as(o.Karin).Send(http.MethodPost, "/office/audit/exports", "application/x-www-form-urlencoded", strings.NewReader("kind=team"))
	require.Equal(t, http.StatusOK, p.Status)
	lines, err := csv.NewReader(strings.NewReader(p.Body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 2, "the heads and one entry")
	require.Equal(t, "'=HYPERLINK(1)", lines[1][6])
	o.as(o.Karin).Open("/office/audit").Says(o.Karin.Name + " downloaded this log as a table.")
}
