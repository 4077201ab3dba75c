package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	view "github.com/kepthq/kept/web/door"
	"github.com/kepthq/kept/web/layout"
	"github.com/kepthq/kept/web/ui"
)

func doorStates() []State {
	return []State{
		{Name: "login", Room: Door, Page: login(func(ctx context.Context) view.Login {
			return view.Login{Wall: wall(ctx)}
		})},
		{Name: "login-first-day", Room: Door, Page: login(func(context.Context) view.Login { return view.Login{} })},
		{Name: "login-refused", Room: Door, Page: login(func(ctx context.Context) view.Login {
			return view.Login{Address: maja.Address, Wall: wall(ctx), Problems: []ui.Problem{{Field: "password", Label: i18n.T(ctx, "signin.password"), Message: i18n.T(ctx, "fault.required")}}}
		})},
		{Name: "welcome", Room: Door, Page: welcome(func(ctx context.Context) view.Welcome {
			return view.Welcome{Zone: view.LikelyZone(i18n.From(ctx).Locale())}
		})},
		{Name: "welcome-refused", Room: Door, Page: welcome(func(ctx context.Context) view.Welcome {
			required := i18n.T(ctx, "fault.required")
			return view.Welcome{Company: "Nordby Fiber", Name: "Karin", Address: "karin", Zone: "Europe/Copenhagen", Problems: []ui.Problem{
				{Field: "email", Label: i18n.T(ctx, "signin.welcome.address"), Message: i18n.T(ctx, "fault.address")},
				{Field: "password", Label: i18n.T(ctx, "signin.welcome.password"), Message: required},
			}}
		})},
	}
}

func wall(ctx context.Context) layout.Wall {
	words := i18n.T(ctx, "gallery.rail.label")
	r := day(words, true)
	r.Walled, r.Hours = true, nil
	return layout.Wall{Rail: r, Words: words}
}

func login(of func(context.Context) view.Login) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := of(ctx)
		p.Frame = frame(i18n.T(ctx, "signin.title"), "login")
		p.MaxAddress, p.MaxPassword = 254, people.PasswordMax
		return view.LoginPage(p)
	})
}

// welcome is the first run's page: nobody's desk yet, and no demo's.
func welcome(of func(context.Context) view.Welcome) templ.Component {
	return page(func(ctx context.Context) templ.Component {
		p := of(ctx)
		p.Frame = layout.Frame{Title: i18n.T(ctx, "signin.welcome.title"), Screen: "welcome", Back: "/demo/gallery"}
		p.Locale = i18n.From(ctx).Locale()
		p.MaxName, p.MaxAddress, p.MaxLine, p.MinPassword, p.MaxPassword = 200, 254, 200, people.PasswordMin, people.PasswordMax
		return view.WelcomePage(p)
	})
}
