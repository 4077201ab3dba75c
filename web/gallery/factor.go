package gallery

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/factor"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/web/desk"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/mail"
	"github.com/kepthq/kept/web/office"
	"github.com/kepthq/kept/web/ui"
)

// factorStates are the steps of signing in, and the pages of what somebody proves themselves with.
func factorStates() []State {
	wrong := func(ctx context.Context, field, label string) []ui.Problem {
		return []ui.Problem{{Field: field, Label: label, Message: i18n.T(ctx, "factor.fault.code")}}
	}
	return []State{
		{Name: "login-company", Room: Door, Page: login(func(ctx context.Context) view.Login {
			return view.Login{Wall: wall(ctx), Company: "Nordby ID"}
		})},
		{Name: "login-company-refused", Room: Door, Page: login(func(ctx context.Context) view.Login {
			return view.Login{Company: "Nordby ID", Problems: []ui.Problem{{Message: i18n.T(ctx, "factor.fault.stranger")}}}
		})},
		{Name: "second-step", Room: Door, Page: step(func(context.Context) view.Step {
			return view.Step{At: view.Second, ByFactor: true, ByCode: true, HasApp: true}
		})},
		{Name: "second-step-refused", Room: Door, Page: step(func(ctx context.Context) view.Step {
			return view.Step{At: view.Second, ByFactor: true, ByCode: true, HasApp: true, ByPasskey: true, TriesLeft: 4, Problems: wrong(ctx, "code", i18n.T(ctx, "factor.step.code"))}
		})},
		{Name: "second-step-passkey", Room: Door, Page: step(func(context.Context) view.Step {
			return view.Step{At: view.Second, ByFactor: true, ByPasskey: true}
		})},
		{Name: "second-step-no-way", Room: Door, Page: step(func(context.Context) view.Step {
			return view.Step{At: view.Second, ByFactor: true}
		})},
		{Name: "proof-again", Room: Door, Page: step(func(context.Context) view.Step {
			return view.Step{At: view.Again, ByCompany: true}
		})},
		{Name: "company-link", Room: Door, Page: step(func(context.Context) view.Step {
			return view.Step{At: view.Link, Named: maja.Address}
		})},
		{Name: "security-led", Room: Door, Page: security(desk.Security{Led: true, HasPasskeys: true})},
		{Name: "security-empty", Room: Desk, Page: security(desk.Security{HasPasskeys: true})},
		{Name: "security", Room: Desk, Page: security(desk.Security{HasPasskeys: true, Standing: standing(false), Company: "Nordby ID"})},
		{Name: "security-needed", Room: Desk, Page: security(desk.Security{Standing: standing(true)})},
		{Name: "security-new-code", Room: Desk, Page: newCode(nil)},
		{Name: "security-new-code-refused", Room: Desk, Page: newCode(func(ctx context.Context) []ui.Problem {
			return []ui.Problem{{Field: "code", Label: i18n.T(ctx, "factor.code.code"), Message: i18n.T(ctx, "factor.fault.first_code")}}
		})},
		{Name: "security-new-passkey", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			return desk.NewPasskeyPage(desk.NewPasskey{Frame: securityFrame(ctx), Name: i18n.T(ctx, "factor.passkey.name"), MaxName: 200})
		})},
		{Name: "security-recovery-codes", Room: Desk, Page: page(func(ctx context.Context) templ.Component {
			return desk.RecoveryPage(desk.Recovery{Frame: securityFrame(ctx), Anew: true, Codes: []string{
				"kx4m-p2vd-7rqa", "c5tn-w3hz-y6ue", "b7fj-q2sk-m4xo", "r6py-d3gl-z5nw", "v2ah-t7ci-k4be",
				"s5mu-x6qf-j3dr", "n4zg-o2wt-p7yl", "h3vc-e6kb-a5us", "w7ri-m2nx-f4qd", "g6jo-y3tp-l5zh",
			}})
		})},
		{Name: "office-security", Room: Office, Page: officeSecurity(office.Security{Rules: []people.Role{people.Admin}, Company: "Nordby ID"})},
		{Name: "mail-factor-lost", Room: Letter, Mail: true, Page: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return factorLost(i18n.From(ctx)).Render(ctx, w)
		})},
		{Name: "office-security-refused", Room: Office, Page: officeSecurity(office.Security{Open: maja.ID, Problem: "-"})},
	}
}

// factorLost draws the letter that says that an admin has removed a second factor.
func factorLost(l *i18n.Localizer) templ.Component {
	written, err := mail.WriteFactorLost(l, mail.FactorLost{
		Company: mail.Company{Name: "Nordby Fiber", Brand: "#0b5f78"}, Name: maja.Name, By: "Ingrid Aaberg", Link: "https://help.nordby.example/login",
	})
	if err != nil {
		return failed(err)
	}
	return templ.Raw(written.HTML)
}

func step(of func(context.Context) view.Step) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := of(ctx)
		p.Frame = frame(view.StepTitle(ctx, p.At), "login")
		p.Name, p.Address, p.Company = maja.Name, maja.Address, "Nordby ID"
		return view.StepPage(p)
	})
}

func securityFrame(ctx context.Context) layout.Frame {
	f := deskFrame(i18n.T(ctx, "factor.page.title"))
	f.Flow = true
	return f
}

func standing(isOne bool) factor.Standing {
	used := now().Add(-26 * time.Hour)
	s := factor.Standing{IsRequired: isOne, CodesLeft: 8, Factors: []factor.Factor{
		{ID: 1, Kind: factor.Code, Name: "Pixel 9", AddedAt: now().AddDate(0, -2, 0), UsedAt: &used},
		{ID: 2, Kind: factor.Passkey, Name: "ThinkPad X1, the one at the office in Malmö", AddedAt: now().AddDate(0, 0, -3)},
	}}
	if isOne {
		s.Factors, s.CodesLeft = s.Factors[:1], 1
		return s
	}
	s.Identities = []factor.Identity{{Issuer: "https://login.nordby.example/realms/staff", Subject: "4711", Address: maja.Address, LinkedAt: now().AddDate(0, -1, 0)}}
	return s
}

func security(p desk.Security) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := p
		p.Frame, p.Most, p.MaxName, p.Now = securityFrame(ctx), factor.Most, 200, now()
		if p.Led {
			p.Frame = frame(i18n.T(ctx, "factor.page.title"), "security")
		}
		return desk.SecurityPage(p)
	})
}

func newCode(problems func(context.Context) []ui.Problem) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		setup := factor.Setup{Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", URL: "otpauth://totp/Nordby%20Fiber:maja@nordby.example?issuer=Nordby%20Fiber&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Sealed: "c2VhbGVk"}
		square, err := factor.Draw(setup.URL)
		if err != nil {
			return failed(err)
		}
		p := desk.NewCode{Frame: securityFrame(ctx), Setup: setup, Square: square, Name: i18n.T(ctx, "factor.code.name"), MaxName: 200}
		if problems != nil {
			p.Problems = problems(ctx)
		}
		return desk.NewCodePage(p)
	})
}

func officeSecurity(p office.Security) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := p
		p.Frame = deskFrame(i18n.T(ctx, "factor.rules.title"))
		p.Frame.Flow, p.Frame.Side.Current = true, "office"
		p.MaxReason, p.Now, p.Me = 200, now(), 999
		if p.Problem != "" {
			p.Problem = i18n.T(ctx, "fault.required")
		}
		p.Staff = []factor.Colleague{
			{ID: 999, Name: "Ingrid Aaberg", Role: people.Admin},
			{ID: maja.ID, Name: maja.Name, Role: people.Agent, Codes: 1, Passkeys: 2, CodesLeft: 8},
			{ID: 7, Name: "Jonas Holm", Role: people.Agent},
		}
		return office.SecurityPage(p)
	})
}

func deskFrame(title string) layout.Frame {
	f := frame(title, "security")
	f.Side = side("")
	return f
}
