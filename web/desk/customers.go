package desk

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

// Customers is the page of customers, or of those that were found.
type Customers struct {
	Frame layout.Frame
	Words string // that were looked for
	All   []people.Known
	First bool
	Next  people.ID // the next page begins behind; 0 on the last
	Now   time.Time
}

// Companies is the page of companies, or of those that were found.
type Companies struct {
	Frame layout.Frame
	Words string
	All   []people.Company
	First bool
	Next  people.CompanyID
}

// CustomerAddress is the page of a customer.
func CustomerAddress(id people.ID) string {
	return "/desk/customers/" + strconv.FormatInt(int64(id), 10)
}

// CompanyAddress is the page of a company.
func CompanyAddress(id people.CompanyID) string {
	return "/desk/companies/" + strconv.FormatInt(int64(id), 10)
}

// pageBehind is the address of the page of a list that begins behind a row.
func pageBehind[T ~int64](path, words string, after T) string {
	q := url.Values{}
	if words != "" {
		q.Set("q", words)
	}
	if after != 0 {
		q.Set("after", strconv.FormatInt(int64(after), 10))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func customerTabs(ctx context.Context, current string) []ui.Tab {
	return []ui.Tab{
		{Label: i18n.T(ctx, "customer.title"), Href: "/desk/customers", Current: current == "customers"},
		{Label: i18n.T(ctx, "customer.companies"), Href: "/desk/companies", Current: current == "companies"},
	}
}

func (p Customers) nothing(ctx context.Context) ui.Nothing {
	if p.Words != "" {
		return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "customer.list.not_found"), Text: i18n.T(ctx, "customer.list.not_found_text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "customer.list.none"), Text: i18n.T(ctx, "customer.list.none_text")}
}

func (p Companies) nothing(ctx context.Context) ui.Nothing {
	if p.Words != "" {
		return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "customer.company.not_found"), Text: i18n.T(ctx, "customer.company.not_found_text")}
	}
	return ui.Nothing{State: ui.Upcoming, Title: i18n.T(ctx, "customer.company.none"), Text: i18n.T(ctx, "customer.company.none_text")}
}

// openWords say how many tickets of a customer are not closed.
func openWords(ctx context.Context, open int) string {
	if open == 0 {
		return i18n.T(ctx, "customer.list.no_open")
	}
	return i18n.T(ctx, "customer.list.open", i18n.Blanks{Count: open})
}
