package people

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/field"
	"github.com/kepthq/kept/internal/pg"
)

// MostDomains is how many mail domains a company can have.
const MostDomains = 50

// hosters are the mail domains that anybody can have an address in, one a line.
//
//go:embed hosters.txt
var hosters string

var publicHosters = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(hosters) {
		if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, "#") {
			all[name] = true
		}
	}
	return all
})

// isPublicHoster reports whether anybody can have an address there, also below it.
func isPublicHoster(domain string) bool {
	for domain != "" {
		if publicHosters()[domain] {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}

// readDomains reads what somebody typed: each domain once, in small letters.
func readDomains(text string) ([]string, *fault.Error) {
	if wrong := field.Optional("domains", text, MostDomains*100); wrong != nil {
		return nil, wrong
	}
	var all []string
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		name = strings.TrimPrefix(strings.ToLower(name), "@")
		switch {
		case !isDomain(name):
			return nil, fault.Invalid("customer.fault.domain").On("domains").By(name)
		case isPublicHoster(name):
			return nil, fault.Invalid("customer.fault.public_hoster").On("domains").By(name)
		}
		all = append(all, name)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > MostDomains {
		return nil, fault.Invalid("customer.fault.domains").On("domains").Max(MostDomains)
	}
	return all, nil
}

// isDomain reports whether a text can stand behind the @ of an address: names of letters, digits and hyphens.
func isDomain(name string) bool {
	if utf8.RuneCountInString(name) > 253 || !strings.Contains(name, ".") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		odd := func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, odd) {
			return false
		}
	}
	return true
}

// setDomains gives a company the domains that somebody typed, and lets those join who have a confirmed address there.
func setDomains(ctx context.Context, tx *pg.Tx, by Actor, id CompanyID, was []string, text string) (int, error) {
	domains, wrong := readDomains(text)
	if wrong != nil {
		return 0, wrong
	}
	if slices.Equal(was, domains) {
		return 0, nil
	}
	const others = `select d.domain::text, c.name from company_domains d join companies c on c.id = d.company_id where d.domain = any($1::text[]::citext[]) and c.id <> $2 limit 1`
	rows, err := tx.Query(ctx, others, domains, id)
	if err != nil {
		return 0, err
	}
	var domain, company string
	if _, err := pgx.ForEachRow(rows, []any{&domain, &company}, func() error { return nil }); err != nil {
		return 0, err
	}
	if domain != "" {
		return 0, fault.Invalid("customer.fault.domain_taken").On("domains").By(domain + " (" + company + ")")
	}
	batch := &pgx.Batch{}
	batch.Queue(`delete from company_domains where company_id = $1 and not domain = any($2::text[]::citext[])`, id, domains)
	batch.Queue(`insert into company_domains (domain, company_id) select d, $1 from unnest($2::text[]::citext[]) d on conflict (domain) do nothing`, id, domains)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("give company %d its domains: %w", id, err)
	}
	err = audit.Write(ctx, tx, audit.Entry{
		By: int64(by.ID), Kind: AuditCompanyEdited, Object: id.object() + " domains", Was: strings.Join(was, " "), Became: strings.Join(domains, " "),
	})
	if err != nil {
		return 0, err
	}
	const join = `
		update people p set company_id = $1 where p.role = 'customer' and p.joined_into_id is null and p.company_id is null and p.id in (
			select a.person_id from addresses a join company_domains d on d.domain = split_part(a.address::text, '@', 2)::citext
			where d.company_id = $1 and a.confirmed_at is not null)
		returning p.id, p.company_id`
	return joined(ctx, tx, by, join, id)
}

// JoinCompany lets a customer who is of no company join the one that has the domain of an address that they have
// confirmed; of several the one confirmed first.
func JoinCompany(ctx context.Context, tx *pg.Tx, id ID) error {
	const join = `
		update people p set company_id = f.company_id from (
			select d.company_id from addresses a join company_domains d on d.domain = split_part(a.address::text, '@', 2)::citext
			where a.person_id = $1 and a.confirmed_at is not null order by a.confirmed_at, a.address limit 1) f
		where p.id = $1 and p.role = 'customer' and p.joined_into_id is null and p.company_id is null
		returning p.id, p.company_id`
	_, err := joined(ctx, tx, Actor{}, join, id)
	return err
}

// joined runs a statement that gives people a company, writes the audit of it and says how many they are.
func joined[T ~int64](ctx context.Context, tx *pg.Tx, by Actor, q string, arg T) (int, error) {
	rows, err := tx.Query(ctx, q, arg)
	if err != nil {
		return 0, err
	}
	var all []audit.Entry
	var jobs []pg.Job
	var person ID
	var company CompanyID
	_, err = pgx.ForEachRow(rows, []any{&person, &company}, func() error {
		all = append(all, audit.Entry{By: int64(by.ID), Kind: AuditCompanyJoined, Person: int64(person), Object: company.object()})
		jobs = append(jobs, CompanyChanged{person})
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("let customers join their company: %w", err)
	}
	if err := tx.Later(ctx, jobs...); err != nil {
		return 0, err
	}
	return len(all), audit.Write(ctx, tx, all...)
}

// CompanyChanged is the job that looks again what a customer's open tickets are promised, since they are of another company.
type CompanyChanged struct {
	Customer ID `json:"customer"`
}

// Kind names the job.
func (CompanyChanged) Kind() string { return "company_changed" }
