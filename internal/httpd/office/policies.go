package office

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/layout"
	view "github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// policyRoutes are the admins' pages of the promise rules.
func (d door) policyRoutes(r chi.Router) {
	r.Get("/office/policies", d.Handle(d.showPolicies))
	r.Get("/office/policies/drafts/new", d.Handle(d.showNewPolicy))
	r.Post("/office/policies", d.Handle(d.createPolicy))
	r.Get("/office/policies/{policy}", d.Handle(d.showPolicy))
	r.Post("/office/policies/{policy}", d.Handle(d.savePolicy))
	r.Get("/office/policies/{policy}/changes", d.Handle(d.showPolicyChanges))
	r.Post("/office/policies/{policy}/places", d.Handle(d.movePolicy))
	r.Post("/office/policies/{policy}/endings", d.Handle(d.endPolicy))
}

// choices are what conditions can ask for.
func (d door) choices(ctx context.Context) ([]view.ConditionGroup, error) {
	teams, err := people.Teams(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	companies, err := people.CompanyChoices(ctx, d.DB, httpd.Actor(ctx))
	if err != nil {
		return nil, err
	}
	tags, err := topic.Tags(ctx, d.DB, httpd.Actor(ctx))
	if err != nil {
		return nil, err
	}
	tree, err := topic.List(ctx, d.DB)
	if err != nil {
		return nil, err
	}
	all := make([]view.ConditionGroup, len(sla.Subjects))
	for i, s := range sla.Subjects {
		all[i].Subject = s
		add := func(value, label string) {
			all[i].Options = append(all[i].Options, ui.Option{Value: value, Label: label})
		}
		switch s {
		case sla.ByTeam:
			for _, t := range teams {
				add(digits(int64(t.ID)), t.Name)
			}
		case sla.ByPriority:
			for _, p := range sla.Priorities {
				add(string(p), view.PriorityName(ctx, p))
			}
		case sla.ByCompany:
			for _, c := range companies {
				add(digits(int64(c.ID)), c.Name)
			}
		case sla.ByTag:
			for _, t := range tags {
				add(digits(int64(t.ID)), t.Name)
			}
		case sla.ByTopic:
			for _, t := range tree {
				if tree.IsOpen(t.ID) {
					add(digits(int64(t.ID)), tree.Name(t.ID, i18n.From(ctx).Locale(), httpd.Desk(ctx).Locale))
				}
			}
		case sla.ByLanguage:
			for _, l := range i18n.Locales {
				all[i].Options = append(all[i].Options, ui.Option{Value: string(l), Label: l.Name(), Lang: string(l)})
			}
		case sla.ByChannel:
			for _, c := range sla.Channels {
				add(c, view.ChannelName(ctx, c))
			}
		}
	}
	return all, nil
}

func (d door) showPolicies(w http.ResponseWriter, r *http.Request) error {
	return d.policiesPage(w, r, http.StatusOK, nil)
}

// policiesPage draws the list, and what came of trying a ticket where one was tried.
func (d door) policiesPage(w http.ResponseWriter, r *http.Request, status int, problems []ui.Problem) (err error) {
	ctx := r.Context()
	p := view.PoliciesPage{Problems: problems, Trial: view.PolicyTrial{Now: httpd.Now(ctx)}}
	if p.Policies, err = sla.Policies(ctx, d.DB, httpd.Actor(ctx)); err != nil {
		return err
	}
	if p.Choices, err = d.choices(ctx); err != nil {
		return err
	}
	if err := d.tryPolicies(r, &p); err != nil {
		return err
	}
	if p.Frame, err = d.policyFrame(w, r, words(r, "policies.title")); err != nil {
		return err
	}
	return d.Render(w, r, status, view.ShowPolicies(p))
}

func (d door) policyFrame(w http.ResponseWriter, r *http.Request, title string) (f layout.Frame, err error) {
	f, err = d.frame(w, r, "settings-policies", ui.Clean(title))
	f.Side.Current = "settings"
	return f, err
}

// tryPolicies reads the ticket that is tried from the address, and says which policy it would get.
func (d door) tryPolicies(r *http.Request, p *view.PoliciesPage) error {
	ctx, q := r.Context(), r.URL.Query()
	p.Trial.Facts = sla.Facts{Priority: sla.Normal, Language: string(i18n.From(ctx).Locale()), Channel: sla.Channels[0]}
	if q.Get("try") == "" {
		return nil
	}
	f := &p.Trial.Facts
	f.Team, f.Company = queryID(r, string(sla.ByTeam)), queryID(r, string(sla.ByCompany))
	f.Priority, f.Language, f.Channel = sla.Priority(q.Get("priority")), q.Get("language"), q.Get("channel")
	p.Trial.Topic, p.Trial.Tag = q.Get(string(sla.ByTopic)), q.Get(string(sla.ByTag))
	if id := queryID(r, string(sla.ByTag)); id != 0 {
		f.Tags = []int64{id}
	}
	tree, err := topic.List(ctx, d.DB)
	if err != nil {
		return err
	}
	for _, t := range tree.Path(topic.ID(queryID(r, string(sla.ByTopic)))) {
		f.Topics = append(f.Topics, int64(t.ID))
	}
	if !f.Priority.Valid() {
		f.Priority = sla.Normal
	}
	result, err := sla.TryMatch(ctx, d.DB, httpd.Actor(ctx), *f)
	if err != nil {
		return err
	}
	p.Trial.Result = &result
	return nil
}

func (d door) movePolicy(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.policyForm(w, r)
	if err != nil {
		return err
	}
	err = d.saved(w, r, view.PoliciesPath, words(r, "policies.done.moved"), func(ctx context.Context, tx *pg.Tx) error {
		return sla.Move(ctx, tx, httpd.Actor(ctx), id, sla.Step(form.Text("to")), int(form.ID("was")))
	})
	return d.again(err, func(status int) error {
		return d.policiesPage(w, r, status, httpd.Problems(r.Context(), err))
	})
}

func (d door) endPolicy(w http.ResponseWriter, r *http.Request) error {
	id, form, err := d.policyForm(w, r)
	if err != nil {
		return err
	}
	err = d.saved(w, r, view.PoliciesPath, words(r, "policies.done.ended"), func(ctx context.Context, tx *pg.Tx) error {
		return sla.End(ctx, tx, httpd.Actor(ctx), id, sla.VersionID(form.ID("was")))
	})
	return d.again(err, func(status int) error {
		return d.policyPage(w, r, status, id, func(p *view.PolicyPage) { p.Said = httpd.Problems(r.Context(), err) })
	})
}

func (d door) policyForm(w http.ResponseWriter, r *http.Request) (sla.PolicyID, httpd.Form, error) {
	id, err := httpd.PathID(r, "policy")
	if err != nil {
		return 0, httpd.Form{}, err
	}
	form, err := d.ReadFields(w, r)
	return sla.PolicyID(id), form, err
}

func (d door) showPolicyChanges(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := httpd.PathID(r, "policy")
	if err != nil {
		return err
	}
	var p view.ChangesPage
	if p.Versions, err = sla.History(ctx, d.DB, httpd.Actor(ctx), sla.PolicyID(id)); err != nil {
		return err
	}
	if p.Choices, err = d.choices(ctx); err != nil {
		return err
	}
	if p.Staff, err = people.Staff(ctx, d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.policyFrame(w, r, words(r, "policies.changes")); err != nil {
		return err
	}
	return d.Render(w, r, http.StatusOK, view.ShowChanges(p))
}

func (d door) showNewPolicy(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	all, err := sla.Policies(ctx, d.DB, httpd.Actor(ctx))
	if err != nil {
		return err
	}
	draft := all[len(all)-1].Draft()
	for _, p := range all {
		if int64(p.ID) == queryID(r, "from") {
			draft = p.Draft()
		}
	}
	draft.Name, draft.Conditions, draft.Was = "", nil, 0
	form := view.FormOfPolicy(ctx, draft)
	form.From = r.URL.Query().Get("from")
	return d.policyPage(w, r, http.StatusOK, 0, func(p *view.PolicyPage) { p.Form = form })
}

func (d door) showPolicy(w http.ResponseWriter, r *http.Request) error {
	id, err := httpd.PathID(r, "policy")
	if err != nil {
		return err
	}
	return d.policyPage(w, r, http.StatusOK, sla.PolicyID(id), func(*view.PolicyPage) {})
}

// mostUsed is how many of the tickets that have a policy its page names.
const mostUsed = 10

// policyPage draws one policy as it stands now, or a new one, with what with adds to it.
func (d door) policyPage(w http.ResponseWriter, r *http.Request, status int, id sla.PolicyID, with func(*view.PolicyPage)) error {
	ctx := r.Context()
	by := httpd.Actor(ctx)
	var p view.PolicyPage
	title := words(r, "policies.new")
	all, err := sla.Policies(ctx, d.DB, by)
	if err != nil {
		return err
	}
	p.Of = len(all)
	for i, one := range all {
		if one.ID == id {
			p.Policy, p.Place, p.Form = &all[i], i+1, view.FormOfPolicy(ctx, one.Draft())
			title = ui.PolicyName(ctx, one.Name)
		}
	}
	if id != 0 && p.Policy == nil {
		return fault.NotFound()
	}
	if p.Policy != nil {
		if p.Try, err = d.tryPolicy(r, *p.Policy); err != nil {
			return err
		}
		if p.Used, err = ticket.UnderPolicy(ctx, d.DB, by, id, mostUsed); err != nil {
			return err
		}
	}
	if p.Choices, err = d.choices(ctx); err != nil {
		return err
	}
	if p.Calendars, err = sla.CalendarChoices(ctx, d.DB); err != nil {
		return err
	}
	if p.Staff, err = people.Staff(ctx, d.DB); err != nil {
		return err
	}
	if p.Frame, err = d.policyFrame(w, r, title); err != nil {
		return err
	}
	with(&p)
	return d.Render(w, r, status, view.ShowPolicy(p))
}

// tryPolicy is what would be promised under a policy now.
func (d door) tryPolicy(r *http.Request, p sla.Policy) (*view.PolicyTry, error) {
	ctx := r.Context()
	try := &view.PolicyTry{Now: httpd.Now(ctx), Chosen: sla.Priority(r.URL.Query().Get("priority"))}
	if !try.Chosen.Valid() {
		try.Chosen = sla.Normal
	}
	var err error
	try.Terms, err = sla.Terms(ctx, d.DB, p.Version, try.Chosen)
	return try, err
}
