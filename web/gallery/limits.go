package gallery

import (
	"context"

	"github.com/a-h/templ"

	"github.com/kepthq/kept/internal/audit"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	view "github.com/kepthq/kept/web/office"
)

// limits is the page of what may be sent and how often.
func limits(p view.Limits) templ.Component {
	return asAdmin(func(ctx context.Context) templ.Component {
		p.Typed = map[string]string{"reopen": "14", "files": "10", "megabytes": "25", "asks_address": "5", "asks_network": "20", "links_address": "5"}
		for i, problem := range p.Problems {
			p.Typed[problem.Field] = "1000"
			p.Problems[i].Message = i18n.T(ctx, problem.Message, i18n.Blanks{Name: "1", Limit: "59"})
		}
		p.Largest = 59
		p.Frame = frame(i18n.T(ctx, "limits.title"), "settings-limits")
		p.Frame.Side, p.Frame.Flow = side("settings"), true
		return view.LimitsPage(p)
	})
}

func limitChanges() []audit.Record {
	boss := int64(ingrid.ID)
	return []audit.Record{
		{ID: 62, At: at(17, 14, 1), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditSettingChanged, Object: "reopen", Was: "14", Became: "30"},
		{ID: 61, At: at(16, 9, 12), ActorID: &boss, Actor: ingrid.Name, Kind: people.AuditSettingChanged, Object: "megabytes", Became: "25"},
	}
}
