package work

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/calendar"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/internal/outbox"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/sla"
	view "github.com/kepthq/kept/web/mail"
)

// readDigest reads what a letter to somebody of the staff tells; nil when all of it was read in the app by then, and the
// letter is no more.
func readDigest(ctx context.Context, tx *pg.Tx, m outbox.Mail) (*letter, error) {
	told, err := notify.Digest(ctx, tx, m.ID)
	if err != nil || len(told) == 0 {
		return nil, err
	}
	l := &letter{now: tx.Now, told: told}
	if l.desk, err = people.TheDesk(ctx, tx); err != nil {
		return nil, fmt.Errorf("read the desk: %w", err)
	}
	if l.customer, err = people.Get(ctx, tx, m.PersonID); err != nil {
		return nil, fmt.Errorf("read the colleague: %w", err)
	}
	return l, nil
}

// composeDigest writes it in its reader's own language and zone.
func (d *deliver) composeDigest(m outbox.Mail, l *letter) (mail.Message, error) {
	speaker := i18n.For(l.customer.Locale, l.zone())
	written, err := view.WriteDigest(speaker, view.Digest{
		Company: l.company(), Name: l.customer.Name, Entries: l.told, Now: l.now,
		Base: strings.TrimRight(d.options.BaseURL.String(), "/"),
	})
	if err != nil {
		return mail.Message{}, fmt.Errorf("write the notices: %w", err)
	}
	return mail.Message{
		From:    d.from(l),
		To:      mail.Address{Name: l.customer.Name, Address: l.customer.Address},
		Subject: written.Subject, Text: written.Text, HTML: written.HTML,
		ID: m.MessageKey, Automatic: true, Language: string(speaker.Locale()), Date: m.CreatedAt,
	}, nil
}

// tell posts the notices whose time by mail has come, and says how long it is until the next one's.
func (s *sweep) tell(ctx context.Context) (time.Duration, error) {
	next, err := notify.NextMail(ctx, s.db)
	switch {
	case err != nil || next == nil:
		return longestSleep, err
	case *next > 0:
		return *next + justAfter, nil
	}
	err = s.db.Do(ctx, func(ctx context.Context, tx *pg.Tx) error {
		open, err := opening(ctx, tx)
		if err != nil {
			return err
		}
		_, err = notify.MailDue(ctx, tx, open)
		return err
	})
	return time.Second, err // another may be at somebody whose time has come too
}

// opening is the desk's opening hours: those of its rules.
func opening(ctx context.Context, r pg.Reader) (*calendar.Calendar, error) {
	id, err := sla.Default(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("read the desk's hours: %w", err)
	}
	terms, err := sla.Terms(ctx, r, id, sla.Normal)
	return terms.Calendar, err
}
