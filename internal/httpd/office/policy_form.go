package office

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/httpd"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/office"
)

// reading is a policy's form while it is read: what was typed, what it means, and what cannot be read.
type reading struct {
	typed view.PolicyForm
	draft sla.Draft
	wrong []*fault.Error
}

// readPolicy reads a policy's form. What cannot be read stands in the draft as nothing, and its fault comes with it.
func readPolicy(_ context.Context, form httpd.Form) (view.PolicyForm, sla.Draft, []*fault.Error) {
	r := &reading{typed: view.PolicyForm{
		Name: form.Text("name"), Why: form.Text("why"), Calendar: form.Text("calendar"), Always: form.Text("clock") == "always",
		WarnLeft: form.Text("warn_left"), WarnBefore: form.Text("warn_before"), Recovery: form.Text("recovery"), Apologies: form.Text("apologies"),
		ApologyAfter: form.Text("apology_after"), Confirmation: form.Text("confirmation"), Quiet: form.Text("quiet"), Hold: form.Has("hold"),
		Was: form.Text("was"), From: form.Text("from"), Blank: 1,
	}}
	t, d := &r.typed, &r.draft
	for _, line := range form.All("condition") {
		if line != "" && !slices.Contains(t.Conditions, line) {
			t.Conditions = append(t.Conditions, line)
		}
	}
	d.Name, d.Why, d.Conditions, d.Calendar, d.Was = t.Name, t.Why, conditionsOf(t.Conditions), form.ID("calendar"), sla.VersionID(form.ID("was"))
	rules := &d.Rules
	rules.CountsAlways, rules.HoldPauses, rules.Apologies = t.Always, t.Hold, promise.ApologyMode(t.Apologies)
	for column, of := range sla.TargetsOf(rules) {
		for i, p := range sla.Priorities {
			t.Targets[column][i] = form.Text(sla.TargetField(column, p))
			of[i] = r.span(sla.TargetField(column, p), t.Targets[column][i])
		}
	}
	rules.WarnBefore, rules.Recovery = r.span("warn_before", t.WarnBefore), r.span("recovery", t.Recovery)
	rules.ApologyAfter = r.span("apology_after", t.ApologyAfter)
	rules.WarnPercent = 100 - r.count("warn_left", strings.TrimSuffix(strings.TrimSpace(t.WarnLeft), "%"))
	for i := range t.FollowUps {
		name := fmt.Sprintf("follow_up_%d", i+1)
		t.FollowUps[i] = form.Text(name)
		rules.FollowUpDays[i] = r.count(name, t.FollowUps[i])
	}
	rules.ConfirmationDays, rules.QuietDays = r.count("confirmation", t.Confirmation), r.count("quiet", t.Quiet)
	for i := range t.Ladder {
		for _, who := range form.All(view.LevelField(i)) {
			if who != "" && !slices.Contains(t.Ladder[i], who) {
				t.Ladder[i] = append(t.Ladder[i], who)
			}
		}
		slices.Sort(t.Ladder[i])
		rules.Ladder[i] = t.Ladder[i]
	}
	return r.typed, r.draft, r.wrong
}

// span reads a length of time; nothing is none.
func (r *reading) span(name, text string) time.Duration {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	d, ok := view.ReadSpan(text, r.typed.Always)
	if !ok {
		r.wrong = append(r.wrong, fault.Invalid("policies.fault.time").On(name))
	}
	return d
}

// count reads a number; what is none is one that no setting can be.
func (r *reading) count(name, text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 || n > 100_000 {
		r.wrong = append(r.wrong, fault.Invalid("policies.fault.number").On(name))
		return -1
	}
	return n
}

// policyInputs are the fields of a policy's form, for the summary of what is wrong.
func policyInputs(ctx context.Context) []httpd.Input {
	label := func(name, key string) httpd.Input { return httpd.Input{Name: name, Label: i18n.T(ctx, key)} }
	all := []httpd.Input{label("name", "policies.field.name"), label("conditions", "policies.conditions")}
	for column := range sla.TargetsOf(&sla.Rules{}) {
		for _, p := range sla.Priorities {
			all = append(all, httpd.Input{Name: sla.TargetField(column, p), Label: view.TargetLabel(ctx, column, p)})
		}
	}
	all = append(all, label("warn_left", "policies.field.warn_left"), label("warn_before", "policies.field.warn_before"), label("recovery", "policies.field.recovery"),
		label("apologies", "policies.field.apologies"), label("apology_after", "policies.field.apology_after"))
	for i := range promise.TopLevel {
		all = append(all, httpd.Input{Name: view.LevelField(i), Label: view.LevelName(ctx, i)})
	}
	return append(all, label("follow_up_1", "policies.field.follow_up_1"), label("follow_up_2", "policies.field.follow_up_2"), label("follow_up_3", "policies.field.follow_up_3"),
		label("confirmation", "policies.field.confirmation"), label("quiet", "policies.field.quiet"), label("calendar", "policies.field.calendar"), label("why", "policies.field.why"))
}
