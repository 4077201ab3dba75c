package office

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/event"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/office"
)

func TestPolicies_are_changed_with_a_preview_and_applied_to_what_is_open(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	form := o.as(o.Karin).Open("/office/settings").Click("Promise rules").Click("Everyone").Form("policy-form")
	p := form.Fill("first_normal", "2 h").Fill("why", "We are more now.").Press("See what it would do")
	p.Says("Normal, First reply: 4 h → 2 h", "1 open ticket would be promised by these rules.", "On 1 of them something becomes due sooner.")
	require.Equal(t, 4*time.Hour, o.rulesNow().FirstReply[2], "nothing is saved yet")
	p = p.Form("policy-preview").Choose("apply", "open").Press("Save the rules")
	require.Equal(t, "/desk/acts/1", p.Address, "where it says how far it is")
	require.Equal(t, 2*time.Hour, o.rulesNow().FirstReply[2])
	o.stepped(1)
	require.Len(t, o.Events(id, event.RulesChanged), 1)
	p = o.as(o.Karin).Open("/office/policies/1/changes")
	p.Says("Version 2", o.Karin.Name, "We are more now.", "Normal, First reply: 4 h → 2 h", "Version 1")
}

func TestPolicies_are_added_tried_moved_and_removed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	add := func(name, condition string) {
		p := o.as(o.Karin).Open("/office/policies").Click("Add rules").Form("policy-form").Fill("name", name).Choose("condition", condition).Press("See what it would do")
		require.Equal(t, "The rules are saved.", p.Form("policy-preview").Press("Save the rules").Note())
	}
	add("Greek", "language:el")
	add("Urgent", "priority:urgent")
	o.as(o.Karin).Open("/office/policies?try=yes&priority=urgent&language=el&channel=web").Says("It gets Greek.", "fits: Language: Ελληνικά")
	second := "policy-" + strconv.Itoa(3) + "-up"
	require.Equal(t, "The order is changed.", o.as(o.Karin).Open("/office/policies").Form(second).Press("").Note())
	o.as(o.Karin).Open("/office/policies?try=yes&priority=urgent&language=el&channel=web").Says("It gets Urgent.")
	renamed := o.as(o.Karin).Open("/office/policies/2").Form("policy-form").Fill("name", "Hellas").Press("See what it would do")
	renamed.Form("policy-preview").Press("Save the rules")
	o.as(o.Karin).Open("/office/audit").Says("changed promise rules", "Greek 1", "Hellas 2")
	o.as(o.Karin).Open("/office/policies?try=yes&priority=low&language=en&channel=web").Says("It gets Everyone.", "does not fit: Priority: Urgent")
	require.Equal(t, "The rules are removed.", o.as(o.Karin).Open("/office/policies/2").Form("policy-end").Press("Remove").Note())
	o.as(o.Karin).Open("/office/policies/2/changes").Says("Version 1")
	o.as(o.Karin).Open("/office/policies").Form("policy-try").Press("Try this ticket").Says("It gets")
}

func TestPolicies_know_every_company_however_many_there_are(t *testing.T) {
	t.Parallel()
	o := opened(t)
	o.exec(`insert into companies (name, created_at) select 'Company ' || lpad(n::text, 4, '0'), kept_now() from generate_series(1, 600) n`)
	var last int64
	require.NoError(t, o.DB.QueryRow(t.Context(), `select id from companies where name = 'Company 0600'`).Scan(&last))
	p := o.as(o.Karin).Open("/office/policies").Click("Add rules").Form("policy-form").Fill("name", "The last").
		Choose("condition", "company:"+strconv.FormatInt(last, 10)).Press("See what it would do")
	require.Equal(t, "The rules are saved.", p.Form("policy-preview").Press("Save the rules").Note())
	o.as(o.Karin).Open("/office/policies").Says("Company: Company 0600").Lacks("not there any more")
	o.as(o.Karin).Open("/office/policies/2").Lacks("not there any more")
	o.as(o.Karin).Open("/office/policies/2/changes").Lacks("not there any more")
}

func TestPolicies_refuse_at_the_field_and_lose_nothing_that_was_typed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	before := o.rulesNow()
	p := o.as(o.Karin).Open("/office/policies/1").Form("policy-form").Fill("first_urgent", "0").Fill("resolution_low", "3650 days").Fill("next_high", "soon").
		Fill("warn_left", "100").Fill("follow_up_1", "-3").Fill("why", "Because of the harbour.").Press("See what it would do")
	p.Refuses(http.StatusUnprocessableEntity, "Write how long it may take, at least a minute.", "That is too long for a promise.", "Write a time like 30 min, 2 h or 1 day.",
		"Write a number from 1 to 99.", "Write a whole number.")
	for _, typed := range []string{`value="3650 days"`, `value="soon"`, `value="-3"`, `value="Because of the harbour."`} {
		require.Contains(t, p.Body, typed)
	}
	require.Equal(t, before, o.rulesNow())
	p = o.as(o.Karin).Open("/office/policies/drafts/new").Form("policy-form").Fill("name", "Nothing").Press("See what it would do")
	p.Refuses(http.StatusUnprocessableEntity, "Say which tickets get these rules.")
}

func (o *office) rulesNow() sla.Rules {
	o.T.Helper()
	all, err := sla.Policies(o.T.Context(), o.DB, o.Karin.Acting())
	require.NoError(o.T, err)
	return all[len(all)-1].Rules
}

func TestReadSpan_reads_what_people_type_in_five_languages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"30": 30 * time.Minute, "30 min": 30 * time.Minute, "1 h 30 min": 90 * time.Minute, "2h": 2 * time.Hour, "2 tim": 2 * time.Hour, "3 t": 3 * time.Hour, "4 godz.": 4 * time.Hour,
		"5 ώρες": 5 * time.Hour, "20 λεπτά": 20 * time.Minute, "1 day": 8 * time.Hour, "2 dagar": 16 * time.Hour, "2 dni": 16 * time.Hour, "3 ημέρες": 24 * time.Hour, "1 dzień": 8 * time.Hour, "0": 0,
	} {
		got, ok := view.ReadSpan(text, false)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	whole, _ := view.ReadSpan("1 day", true)
	require.Equal(t, 24*time.Hour, whole, "where every hour counts")
	for _, text := range []string{"", "h", "soon", "-1 h", "1.5 h", "2 moons", strings.Repeat("9", 60), "99999999999999999999 h"} {
		_, ok := view.ReadSpan(text, false)
		require.False(t, ok, text)
	}
	long, ok := view.ReadSpan("999999999999999999 days", true)
	require.True(t, ok)
	require.Greater(t, long, 10*365*24*time.Hour, "and refused as too long")
}
