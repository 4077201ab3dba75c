package people

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/fault"
	"github.com/kepthq/kept/internal/pg"
)

// MailNotices says whether somebody's notices come by mail too.
type MailNotices string

// When notices are mailed.
const (
	InHours MailNotices = "hours"  // in their own hours
	AtOnce  MailNotices = "always" // at any time
	Never   MailNotices = "never"
)

// Reach is how somebody of the staff is told what happens: by mail or not, and their own hours.
type Reach struct {
	Mail MailNotices
	Own  *Hours // nil: the desk's opening hours
}

// Check says what is wrong with it, all fields at once.
func (r Reach) Check() error {
	var mail, from, to, days *fault.Error
	if !slices.Contains([]MailNotices{InHours, AtOnce, Never}, r.Mail) {
		mail = fault.Invalid("notice.fault.mail").On("mail")
	}
	if h := r.Own; h != nil {
		if h.From < 0 || h.From >= 24*60 {
			from = fault.Invalid("notice.fault.clock").On("from")
		}
		switch {
		case h.To < 0 || h.To > 24*60:
			to = fault.Invalid("notice.fault.clock").On("to")
		case h.To == h.From: // it could mean no time or a whole day
			to = fault.Invalid("notice.fault.forward").On("to")
		}
		wrong := func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }
		if len(h.Days) == 0 || slices.ContainsFunc(h.Days, wrong) {
			days = fault.Invalid("notice.fault.days").On("days")
		}
	}
	return fault.Join(mail, from, to, days)
}

// ReachOf reads how somebody is told.
func ReachOf(ctx context.Context, r pg.Reader, id ID) (Reach, error) {
	const q = `select mail_notices, works_from, works_to, coalesce(works_days, '{}') from people where id = $1`
	var reach Reach
	var from, to *int
	var days []int16
	if err := r.QueryRow(ctx, q, id).Scan(&reach.Mail, &from, &to, &days); err != nil {
		return reach, pg.Found(err)
	}
	if from != nil && to != nil {
		reach.Own = &Hours{From: *from, To: *to, Days: weekdays(days)}
	}
	return reach, nil
}

// SetReach changes how somebody of the staff is told, as they wish it themselves.
func SetReach(ctx context.Context, tx *pg.Tx, by Actor, reach Reach) error {
	if err := by.May(OwnDesk, 0); err != nil {
		return err
	}
	if err := reach.Check(); err != nil {
		return err
	}
	const q = `update people set mail_notices = @mail, works_from = @from, works_to = @to, works_days = @days where id = @id`
	args := pgx.StrictNamedArgs{"id": by.ID, "mail": reach.Mail, "from": nil, "to": nil, "days": nil}
	if h := reach.Own; h != nil {
		args["from"], args["to"], args["days"] = h.From, h.To, stored(h.Days)
	}
	_, err := tx.Exec(ctx, q, args)
	return err
}

// SetHours says in somebody's stead when they are on duty; nil: in the desk's opening hours. How they are told is theirs to say.
func SetHours(ctx context.Context, tx *pg.Tx, by Actor, id ID, own *Hours) error {
	if err := by.May(Staffing, 0); err != nil {
		return err
	}
	if err := (Reach{Mail: InHours, Own: own}).Check(); err != nil {
		return err
	}
	if _, _, err := stand(ctx, tx, by, id); err != nil {
		return err
	}
	was, err := ReachOf(ctx, tx, id)
	if err != nil {
		return err
	}
	before, after := hoursText(was.Own), hoursText(own)
	if before == after {
		return nil
	}
	const q = `update people set works_from = @from, works_to = @to, works_days = @days where id = @id`
	args := pgx.StrictNamedArgs{"id": id, "from": nil, "to": nil, "days": nil}
	if own != nil {
		args["from"], args["to"], args["days"] = own.From, own.To, stored(own.Days)
	}
	if _, err := tx.Exec(ctx, q, args); err != nil {
		return fmt.Errorf("set the hours of person %d: %w", id, err)
	}
	return audit.Write(ctx, tx, audit.Entry{By: int64(by.ID), Kind: AuditHoursSet, Person: int64(id), Was: before, Became: after})
}

// hoursText is hours as the audit keeps them: the first minute, the last one and the days, or that they are the desk's.
func hoursText(h *Hours) string {
	if h == nil {
		return hoursOfDesk
	}
	text := fmt.Sprintf("%d %d", h.From, h.To)
	for _, d := range stored(h.Days) {
		text += fmt.Sprintf(" %d", d)
	}
	return text
}

const hoursOfDesk = "desk"

// HoursIn reads what the audit keeps of somebody's hours; nil: the desk's. It reports false for what is none.
func HoursIn(text string) (h *Hours, is bool) {
	if text == hoursOfDesk {
		return nil, true
	}
	h = &Hours{}
	for i, word := range strings.Fields(text) {
		n, err := strconv.Atoi(word)
		switch {
		case err != nil:
			return nil, false
		case i == 0:
			h.From = n
		case i == 1:
			h.To = n
		default:
			h.Days = append(h.Days, time.Weekday(n))
		}
	}
	return h, Reach{Mail: InHours, Own: h}.Check() == nil
}

// stored is the weekdays as they lie in the database, each once.
func stored(days []time.Weekday) []int16 {
	out := make([]int16, len(days))
	for i, d := range days {
		out[i] = int16(d)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
