package office

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/topic"
)

func TestAudit_tells_what_it_keeps_by_short_names_in_words(t *testing.T) {
	t.Parallel()
	ctx := i18n.With(t.Context(), i18n.For(i18n.EN, time.UTC))
	for _, c := range []struct {
		kind         audit.Kind
		object, text string
		said, valued string
	}{
		{people.AuditTeamChanged, "team 4", "Billing", "Team no. 4", "Billing"},
		{people.AuditCompanyEdited, "company 2 domains", "a.example", "Company no. 2 · Mail domains", "a.example"},
		{people.AuditCompanyEdited, "company 2 may_reply", "true", "Company no. 2 · Who sees all of its tickets may write on them too", "Yes"},
		{people.AuditCustomerEdited, "sees_company", "false", "May see all tickets of the company", "No"},
		{people.AuditCustomerEdited, "language", "el", "Language", "Ελληνικά"},
		{people.AuditCustomerEdited, "zone", "America/New_York", "Time zone", "America/New York"},
		{people.AuditCustomerEdited, "contact", "portal", "Prefers", "The customer pages"},
		{people.AuditSignedIn, "password", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "with a password", "Firefox on Linux"},
		{people.AuditSessionsEnded, "2 sessions", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "2 browsers", "Firefox on Linux"},
		{people.AuditRoleChanged, "", "technician", "", "Technician"},
		{topic.AuditQuestionAdded, "topic 7", "Text, or so, yes_no, required, internal", "Topic no. 7", "Text · or so · Yes or no · has to be answered · only colleagues see it"},
		{people.AuditSignedIn, "second_factor", "", "with a second step", ""},
		{people.AuditSignInRefused, "", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "", "Firefox on Linux"},
		{people.AuditStepRefused, "/login/second", "", "", ""},
		{factor.AuditAdded, "passkey", "Laptop", "Passkey", "Laptop"},
		{factor.AuditRulesChanged, "setting security", "agent, admin", "Sign-in of those who work here", "answers customers · Admin"},
		{people.AuditInvited, "lone@nordby.example", "agent", "lone@nordby.example", "answers customers"},
		{"anything.new", "comet 4", "as it stands", "comet 4", "as it stands"},
		{"anything.new", "team four", "", "team four", ""},
	} {
		r := audit.Record{Kind: c.kind, Object: c.object}
		require.Equal(t, c.said, object(ctx, r), c.object)
		require.Equal(t, c.valued, value(ctx, r, c.text), c.text)
	}
}

func TestAudit_calls_things_by_the_name_that_they_have_now(t *testing.T) {
	t.Parallel()
	for locale, want := range map[i18n.Locale][]string{
		i18n.EN: {"Team “Billing”", "Company “Nordby Havn” · Mail domains", "Customer Hanna Lund", "Tag “winter”", "Topic “TV”"},
		i18n.SV: {"Teamet ”Billing”", "Företaget ”Nordby Havn” · Mejldomäner", "Kunden Hanna Lund", "Taggen ”winter”", "Ämnet ”TV”"},
		i18n.PL: {"Zespół „Billing”", "Firma „Nordby Havn” · Domeny poczty", "Klient: Hanna Lund", "Etykieta „winter”", "Temat „TV”"},
		i18n.EL: {"Ομάδα «Billing»", "Εταιρεία «Nordby Havn» · Τομείς email", "Πελάτης: Hanna Lund", "Ετικέτα «winter»", "Θέμα «TV»"},
		i18n.DA: {"Teamet »Billing«", "Virksomheden »Nordby Havn« · Maildomæner", "Kunden Hanna Lund", "Mærkatet »winter«", "Emnet »TV«"},
	} {
		ctx := i18n.With(t.Context(), i18n.For(locale, time.UTC))
		for i, r := range []audit.Record{
			{Kind: people.AuditTeamChanged, Object: "team 4", Called: "Billing"},
			{Kind: people.AuditCompanyEdited, Object: "company 2 domains", Called: "Nordby Havn"},
			{Kind: people.AuditCustomersJoined, Object: "customer 9", Called: "Hanna\u202e Lund"},
			{Kind: topic.AuditTagRemoved, Object: "tag 6", Called: "winter"},
			{Kind: topic.AuditTopicChanged, Object: "topic 7", Called: "TV"},
		} {
			require.Equal(t, want[i], object(ctx, r))
		}
	}
}

func TestAudit_tells_of_opening_hours_in_the_reader_s_words(t *testing.T) {
	t.Parallel()
	const kept = "Contracts: Europe/Copenhagen; Mon 07:00–22:00; Sat 08:00–12:00, 13:00–18:00; DK; 2026-12-24; 2026-12-31 09:00–12:00; …"
	for locale, said := range map[i18n.Locale]string{
		i18n.EN: "Contracts: Europe/Copenhagen; Mon 07:00–22:00; Sat 08:00–12:00, 13:00–18:00; holidays: Denmark; Thu 24 Dec 2026 closed; Thu 31 Dec 2026 09:00–12:00; …",
		i18n.EL: "Contracts: Europe/Copenhagen; Δευ 07:00–22:00; Σάβ 08:00–12:00, 13:00–18:00; αργίες: Δανία; Πέμ 24 Δεκ 2026 κλειστά; Πέμ 31 Δεκ 2026 09:00–12:00; …",
	} {
		ctx := i18n.With(t.Context(), i18n.For(locale, time.UTC))
		require.Equal(t, said, value(ctx, audit.Record{Kind: sla.AuditCalendarChanged, Object: "calendar 2"}, kept))
	}
}
