package desk

import (
	"context"
	"slices"
	"strconv"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/sla"
	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/topic"
	"github.com/kepthq/kept/web/ui"
)

// chip is a filter that is chosen: what it is of, and what it says. Its link is the list without it.
type chip struct {
	label, value string
	without      List
}

// field is a filter that can be chosen: values to tick, and more of them to choose from.
type field struct {
	name, label string
	ticks       []ui.Option // chosen or not
	more        []ui.Option // to add one of; the first one adds none
}

// changed is the list as a change of its filters goes on from it: of a saved view, one that began as it.
func (l List) changed() List {
	if l.Saved != 0 {
		l.Base, l.Saved, l.ViewName = l.Saved, 0, ""
	}
	l.TeamName, l.OwnerName, l.TopicName, l.TagName = "", "", "", ""
	return l
}

// without is a list of values without one of them; the values of others that share it stay as they are.
func without[T comparable](all []T, one T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(v T) bool { return v == one })
}

// chips are the filters that are chosen, in the order of the form.
func (q Queue) chips(ctx context.Context) []chip {
	var all []chip
	for _, f := range q.fields(ctx) {
		for _, o := range f.ticks {
			if o.Chosen {
				all = append(all, chip{label: f.label, value: o.Label, without: q.List.changed().drop(f.name, o.Value)})
			}
		}
	}
	if q.List.Text != "" {
		all = append(all, chip{label: i18n.T(ctx, "queue.filter.text"), value: q.List.Text, without: q.List.changed().drop("text", q.List.Text)})
	}
	return all
}

// drop is the list without one value of a filter.
func (l List) drop(name, value string) List {
	q := l.values()
	kept := without(q[name], value)
	if q.Del(name); len(kept) > 0 {
		q[name] = kept
	}
	return ListOf(q)
}

// sorted is the list in another order.
func (l List) sorted(s ticket.Sort) List {
	l = l.changed()
	l.Sort = s
	return l
}

// fields are the filters of the form.
func (q Queue) fields(ctx context.Context) []field {
	t := func(key string) string { return i18n.T(ctx, key) }
	l := q.List
	return []field{
		q.ownerField(ctx),
		q.teamField(ctx),
		{name: "status", label: t("desk.filter.status"), ticks: ticks(Statuses[:], l.Statuses, func(s promise.Status) string { return statusName(ctx, s) })},
		{name: "due", label: t("queue.filter.due"), ticks: ticks(Dues[:], l.Due, func(d string) string { return dueName(ctx, d) })},
		{name: "waiting", label: t("queue.filter.waiting"), ticks: ticks(ticket.Waitings[:], l.Waiting, func(w ticket.Waiting) string { return waitingName(ctx, w) })},
		{name: "priority", label: t("desk.act.priority"), ticks: ticks(sla.Priorities[:], l.Priorities, func(p sla.Priority) string { return priorityName(ctx, p) })},
		{name: "kind", label: t("queue.filter.kind"), ticks: ticks(Kinds[:], l.Kinds, func(k promise.Kind) string { return verb(ctx, k, string(k)) })},
		{name: "language", label: t("ui.language.label"), ticks: ticks(i18n.Locales[:], l.Languages, i18n.Locale.Name)},
		q.topicField(ctx),
		q.tagField(ctx),
		{name: "company", label: t("queue.filter.company"), ticks: ticks(l.Companies, l.Companies, func(c string) string { return c })},
	}
}

// ticks are the values of a filter, of which some are chosen.
func ticks[T ~string](all, chosen []T, name func(T) string) []ui.Option {
	var out []ui.Option
	for _, one := range all {
		out = append(out, ui.Option{Value: string(one), Label: name(one), Chosen: slices.Contains(chosen, one)})
	}
	return out
}

// named is one of many that a filter may name by its number.
type named struct {
	id   int64
	name string
}

// pick is a filter of many: what is chosen is ticked, and the rest can be added. What is chosen and not there any more, or not
// for the reader to see, says so.
func pick[T ~int64](ctx context.Context, f field, chosen []T, all []named, first string) field {
	for _, id := range chosen {
		o := ui.Option{Value: strconv.FormatInt(int64(id), 10), Label: i18n.T(ctx, "queue.filter.gone"), Chosen: true}
		for _, one := range all {
			if one.id == int64(id) {
				o.Label = one.name
			}
		}
		f.ticks = append(f.ticks, o)
	}
	f.more = []ui.Option{{Value: "", Label: first, Chosen: true}}
	for _, one := range all {
		if !slices.Contains(chosen, T(one.id)) {
			f.more = append(f.more, ui.Option{Value: strconv.FormatInt(one.id, 10), Label: one.name})
		}
	}
	if len(f.more) == 1 {
		f.more = nil
	}
	return f
}

func (q Queue) ownerField(ctx context.Context) field {
	f := field{name: "owner", label: i18n.T(ctx, "desk.filter.owner"), ticks: []ui.Option{
		{Value: Me, Label: i18n.T(ctx, "queue.owner.me"), Chosen: q.List.Me},
		{Value: Nobody, Label: i18n.T(ctx, "queue.owner.nobody"), Chosen: q.List.Nobody},
	}}
	var all []named
	for _, face := range q.Faces {
		if face.ID != q.Me && (face.IsActive || slices.Contains(q.List.Owners, face.ID)) {
			all = append(all, named{int64(face.ID), face.Name})
		}
	}
	return pick(ctx, f, without(q.List.Owners, people.ID(0)), all, i18n.T(ctx, "queue.filter.add_owner"))
}

func (q Queue) teamField(ctx context.Context) field {
	var all []named
	for _, t := range q.Teams {
		all = append(all, named{int64(t.ID), t.Name})
	}
	return pick(ctx, field{name: "team", label: i18n.T(ctx, "desk.filter.team")}, q.List.Teams, all, i18n.T(ctx, "queue.filter.add_team"))
}

func (q Queue) topicField(ctx context.Context) field {
	var all []named
	for _, t := range q.About.Topics {
		if q.About.Topics.IsOpen(t.ID) || slices.Contains(q.List.Topics, t.ID) {
			all = append(all, named{int64(t.ID), q.About.Topics.Name(t.ID, i18n.From(ctx).Locale(), q.About.Desk)})
		}
	}
	return pick(ctx, field{name: "topic", label: i18n.T(ctx, "topics.filter.topic")}, q.List.Topics, all, i18n.T(ctx, "queue.filter.add_topic"))
}

func (q Queue) tagField(ctx context.Context) field {
	var all []named
	for _, t := range q.About.Tags {
		all = append(all, named{int64(t.ID), t.Name})
	}
	return pick(ctx, field{name: "tag", label: i18n.T(ctx, "topics.filter.tag")}, without(q.List.Tags, topic.TagID(0)), all, i18n.T(ctx, "queue.filter.add_tag"))
}

// statusName is what a status is called where it stands alone.
func statusName(ctx context.Context, s promise.Status) string {
	switch s {
	case promise.New:
		return i18n.T(ctx, "desk.status.new")
	case promise.Open:
		return i18n.T(ctx, "desk.status.open")
	case promise.Awaiting:
		return i18n.T(ctx, "thread.list.waiting")
	case promise.OnHold:
		return i18n.T(ctx, "thread.list.hold")
	case promise.Solved:
		return i18n.T(ctx, "desk.list.solved")
	case promise.Closed:
		return i18n.T(ctx, "desk.list.closed")
	default:
		return ""
	}
}

func dueName(ctx context.Context, due string) string {
	switch due {
	case DueLate:
		return i18n.T(ctx, "desk.group.late")
	case DueHour:
		return i18n.T(ctx, "desk.group.hour")
	case DueToday:
		return i18n.T(ctx, "queue.due.today")
	case DueTomorrow:
		return i18n.T(ctx, "queue.due.tomorrow")
	case DueWeek:
		return i18n.T(ctx, "queue.due.week")
	default:
		return i18n.T(ctx, "queue.due.later")
	}
}

func waitingName(ctx context.Context, w ticket.Waiting) string {
	switch w {
	case ticket.ForUs:
		return i18n.T(ctx, "queue.waiting.us")
	case ticket.ForCustomer:
		return i18n.T(ctx, "queue.waiting.customer")
	default:
		return i18n.T(ctx, "queue.waiting.others")
	}
}

// sortName is what an order is called.
func sortName(ctx context.Context, s ticket.Sort) string {
	switch s {
	case ticket.ByNewest:
		return i18n.T(ctx, "queue.sort.newest")
	case ticket.ByOldest:
		return i18n.T(ctx, "queue.sort.oldest")
	case ticket.ByUnanswered:
		return i18n.T(ctx, "queue.sort.unanswered")
	case ticket.ByPriority:
		return i18n.T(ctx, "queue.sort.priority")
	case ticket.ByChanged:
		return i18n.T(ctx, "queue.sort.changed")
	default:
		return i18n.T(ctx, "queue.sort.due")
	}
}

// canFilter reports whether the list is made of filters.
func (q Queue) canFilter() bool { return !q.List.IsShort() }

// canSort reports whether the list has another order than its own.
func (q Queue) canSort() bool { return q.canFilter() && !q.List.IsHistory() }

// view is the saved view that the list is, or was before its filters were changed.
func (q Queue) view() (ticket.View, bool) {
	for _, v := range q.Views {
		if v.ID != 0 && (v.ID == q.List.Saved || v.ID == q.List.Base) {
			return v, true
		}
	}
	return ticket.View{}, false
}

// canSave reports whether the list can be given a name: it has filters or an order, and is none that is saved.
func (q Queue) canSave() bool {
	return q.canFilter() && q.List.Saved == 0 && (!q.List.IsWhole() || q.List.Sort != ticket.ByDue)
}

// saving is the query under which the list is saved.
func (l List) saving() string {
	l = l.changed()
	l.Base = 0
	return l.Query()
}
