package mail

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/notify"
	"github.com/kepthq/kept/web/notice"
)

// Digest is a letter to somebody of the staff: what they have not read yet, the most urgent first.
type Digest struct {
	Company Company
	Name    string // the recipient's
	Entries []notify.Entry
	Base    string    // begins every link, without a slash at its end
	Now     time.Time // when the letter leaves
}

// digestLine is one notice in words.
type digestLine struct {
	title, detail, about, link string
	lang                       string // of what it is about
}

// digestSheet is a digest in words, before it is drawn.
type digestSheet struct {
	Digest
	colour, lang, subject, head string
	lines                       []digestLine
}

// WriteDigest writes it in l's language and zone.
func WriteDigest(l *i18n.Localizer, d Digest) (Written, error) {
	p := digestSheet{Digest: d, colour: readable(d.Company.Brand), lang: string(l.Locale())}
	for _, e := range d.Entries {
		line := digestLine{
			title: notice.Title(l, e), detail: notice.Detail(l, e, d.Now),
			about: notice.About(e), lang: string(e.Locale), link: d.Base + notice.Address(e),
		}
		if line.about == "" {
			line.about, line.lang = l.T("notice.office"), p.lang
		}
		p.lines = append(p.lines, line)
	}
	first := p.lines[0].title
	if n := d.Entries[0].Number; n != nil {
		first += " (#" + strconv.FormatInt(*n, 10) + ")"
	}
	p.subject = l.T("notice.mail.subject", i18n.Blanks{Count: len(p.lines), Text: first})
	p.head = l.T("notice.mail.head", i18n.Blanks{Count: len(p.lines), Name: firstName(d.Name)})
	var page strings.Builder
	if err := digest(p).Render(i18n.With(context.Background(), l), &page); err != nil {
		return Written{}, err
	}
	return Written{Subject: p.subject, Text: p.text(l), HTML: page.String()}, nil
}

func (p digestSheet) all() string      { return p.Base + "/desk/notices" }
func (p digestSheet) settings() string { return p.Base + "/desk/profile" }

// text is the letter as plain text.
func (p digestSheet) text(l *i18n.Localizer) string {
	blocks := []string{p.head}
	for _, line := range p.lines {
		words := line.title
		if line.detail != "" {
			words += "\n" + line.detail
		}
		blocks = append(blocks, words+"\n"+line.about+"\n"+line.link)
	}
	blocks = append(blocks, l.T("notice.mail.open")+":\n"+p.all(), "-- \n"+l.T("notice.mail.why")+"\n"+p.settings())
	return strings.Join(blocks, "\n\n") + "\n"
}
