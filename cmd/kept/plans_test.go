package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/load"
	"github.com/kepthq/kept/internal/visitor"
)

// large are the tables that grow for ever: no page may read one of them whole.
var large = []string{"tickets", "messages", "promises", "events"}

// TestPlans_of_no_page_read_a_large_table_whole opens the pages as an agent, a supervisor and a customer, does there what
// is done all day, and looks at the plan of every statement that came of it.
func TestPlans_of_no_page_read_a_large_table_whole(t *testing.T) {
	t.Parallel()
	l := loadedDesk(t, load.Order{Tickets: 8000, Live: 400, Seed: 3})
	issued := l.visit()
	require.Greater(t, len(issued), 60)
	conn, err := l.db.Pool().Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), `set plan_cache_mode = force_generic_plan; set enable_seqscan = off`)
	require.NoError(t, err)
	whole := map[string][]string{}
	for _, sql := range issued {
		if found := wholeReads(t, conn.Conn(), sql); len(found) > 0 {
			whole[sql] = found
		}
	}
	require.Empty(t, whole)

	// The look itself must find what is wrong: without an index that a page needs there is such a plan.
	for _, index := range []string{"tickets_of_requester", "messages_of_ticket", "tickets_solved"} {
		t.Run("without "+index, func(t *testing.T) {
			tx, err := conn.Begin(t.Context())
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback(t.Context())) }()
			_, err = tx.Exec(t.Context(), `drop index `+index)
			require.NoError(t, err)
			var found []string
			for _, sql := range issued {
				found = append(found, wholeReads(t, conn.Conn(), sql)...)
			}
			require.NotEmpty(t, found)
		})
	}
}

// visit opens the pages and does what is done there; it returns every statement that was issued, each once.
func (l *loaded) visit() []string {
	l.t.Helper()
	live, long := l.numberOf(`t.status = 'open' and t.assignee_id is not null`), l.numberOf(`t.last_event > 200`)
	fresh, customer := l.numberOf(`t.assignee_id is null and t.owed_since is null and t.live`), scan[int64](l, `select requester_id from tickets where live order by id desc limit 1`)
	company := scan[int64](l, `select company_id from people where company_id is not null order by id limit 1`)
	agent, supervisor := l.staff("agent-1@load.example"), l.staff("supervisor-1@load.example")
	agent.Open("/desk").Says()
	l.heard.Since()
	for _, path := range []string{
		"", "?view=mine", "?view=unassigned", "?view=waiting", "?view=solved", "?status=closed", "?status=open", "?team=1", "?topic=1", "?tag=1", "?tag=1&topic=1",
		"?owner=me&priority=high", "?view=late", "?view=all",
	} {
		page := agent.Open("/desk" + path).Says()
		if m := nextPage.FindStringSubmatch(page.Body); m != nil {
			agent.Open(strings.ReplaceAll(m[1], "&amp;", "&")).Says()
		}
	}
	for _, path := range []string{
		"/desk/tickets/" + live, "/desk/tickets/" + long, "/desk/notices", "/desk/profile", "/desk/customers", "/desk/customers?q=anna", "/desk/companies", "/desk/callers?q=anna",
		"/desk/palette?lately=" + live + "," + long, fmt.Sprint("/desk/customers/", customer), fmt.Sprint("/desk/customers/", customer, "/profile"), fmt.Sprint("/desk/companies/", company),
	} {
		agent.Open(path).Says()
		supervisor.Open(path).Says()
	}
	for _, path := range []string{
		"/office", "/office/promises", "/office/promises?kind=commitment&state=owed", "/office/promises?owner=2&team=1&from=2026-01-01&to=2026-12-31", "/office/promises?unsorry=yes",
		"/office/promises?later=yes", "/office/promises?undelivered=yes", "/office/mail", "/office/questions", "/office/spam", "/office/people", "/office/teams", "/office/settings/tags", "/office/settings/topics",
	} {
		supervisor.Open(path)
	}
	agent.Open("/desk/tickets/" + fresh).Form("take-form").Press("Take").Says()
	agent.Open("/desk/tickets/"+fresh).Form("reply-form").Fill("body", "It works from here.").Press("Send").Says()
	l.customer(customer)
	l.lives()
	return issued(l.heard.Since().Statements)
}

// customer asks, signs in, looks at what they have, and writes.
func (l *loaded) customer(id int64) {
	l.t.Helper()
	v := visitor.New(l.t, l.h)
	v.Open("/tickets/new").Form("question").Choose("topic", "6").Fill("name", "Hanna Lund").Fill("email", "hanna@example.com").
		Fill("subject", "No internet").Fill("body", "Since last night.").Press("Send").Says()
	form := url.Values{"email": {scan[string](l, `select address::text from people where id = $1`, id)}, "password": {load.Password}}
	v.Send(http.MethodPost, "/signin/passwords", "application/x-www-form-urlencoded", strings.NewReader(form.Encode())).Says()
	v.Open("/my/tickets").Says()
	v.Open("/my/profile").Says()
	v.Open("/my/tickets/" + strconv.FormatInt(scan[int64](l, `select number from tickets where requester_id = $1 and live order by id desc limit 1`, id), 10)).Says()
}

var (
	nextPage   = regexp.MustCompile(`href="(/desk\?[^"]*after=[^"]*)"`)
	plannable  = regexp.MustCompile(`(?is)^\s*(select|with|insert|update|delete)\b`)
	parameters = regexp.MustCompile(`\$([0-9]+)`)
)

// node is a step of a plan.
type node struct {
	Type  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Index string `json:"Index Name"`
	Cond  string `json:"Index Cond"`
	Plans []node `json:"Plans"`
}

// wholeReads are the steps of a statement's generic plan that read a large table, or an index over all of it, from one
// end to the other. A partial index is as small as what it is of.
func wholeReads(t *testing.T, conn *pgx.Conn, sql string) []string {
	t.Helper()
	ctx := t.Context()
	_, err := conn.Exec(ctx, `prepare looked_at as `+sql, pgx.QueryExecModeSimpleProtocol)
	require.NoError(t, err, sql)
	defer func() {
		_, err := conn.Exec(ctx, `deallocate looked_at`)
		require.NoError(t, err)
	}()
	most := 0
	for _, m := range parameters.FindAllStringSubmatch(sql, -1) {
		n, err := strconv.Atoi(m[1])
		require.NoError(t, err)
		most = max(most, n)
	}
	execute := `explain (format json) execute looked_at`
	if most > 0 {
		execute += `(null` + strings.Repeat(`, null`, most-1) + `)`
	}
	var text []byte
	require.NoError(t, conn.QueryRow(ctx, execute, pgx.QueryExecModeSimpleProtocol).Scan(&text), sql)
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal(text, &plans))
	var partial []string
	rows, err := conn.Query(ctx, `select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indpred is not null`)
	require.NoError(t, err)
	partial, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return plans[0].Plan.wholeReads(partial, false)
}

func (n node) wholeReads(partial []string, stops bool) (found []string) {
	stops = stops || n.Type == "Limit"
	switch {
	case !slices.Contains(large, n.Table):
	case n.Type == "Seq Scan":
		found = append(found, n.Type+" of "+n.Table)
	case strings.HasPrefix(n.Type, "Index") && n.Cond == "" && !stops && !slices.Contains(partial, n.Index):
		found = append(found, n.Type+" of all of "+n.Table+" by "+n.Index)
	}
	for _, p := range n.Plans {
		found = append(found, p.wholeReads(partial, stops)...)
	}
	return found
}
