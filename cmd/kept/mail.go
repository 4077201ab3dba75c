package main

import (
	"github.com/kepthq/kept/internal/config"
	"github.com/kepthq/kept/internal/mail"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/work"
)

// demoFrom is the address from which a demo's mails seem to come.
const demoFrom = "help@nordby.example"

// checkMail finds an address of a mail server that cannot be one, before anything is started.
func checkMail(c config.Mail) error {
	if c.SMTPURL == "" {
		return nil
	}
	_, err := mail.NewSMTP(c.SMTPURL, mail.Options{})
	return err
}

// newSender is how mail leaves: into the demo's own mailbox, by the mail server that was named, or not at all.
func newSender(c config.Mail, db *pg.DB, isDemo bool) (mail.Sender, error) {
	switch {
	case isDemo:
		return work.Capture(db), nil
	case c.SMTPURL == "":
		return nil, nil
	default:
		return mail.NewSMTP(c.SMTPURL, mail.Options{})
	}
}

// fromAddress is the address that customers get mail from.
func fromAddress(c config.Mail, isDemo bool) string {
	if isDemo && c.MailFrom == "" {
		return demoFrom
	}
	return c.MailFrom
}
