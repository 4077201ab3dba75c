package demo

import (
	"context"
	"fmt"

	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

// visitStories are Emil's day: he has been to Lone this morning, and comes to Dorothy this afternoon.
func visitStories() []Story {
	return []Story{
		{
			Customer: "lone", Team: FieldVisits, Locale: i18n.DA, Subject: "Stikket i entréen er knækket",
			Acts: []Act{
				{At: Day(-1, "13:31"), Do: Ask, Text: "Hej. Min søn er kørt ind i stikket i entréen på sit løbehjul. Nu hænger det i en ledning, og nettet er væk. Løbehjulet har det fint.\n\nLone Thygesen, Møllevej 8, 1. sal"},
				{At: Day(-1, "13:34"), Who: Ingrid, Do: Sort},
				{At: Day(-1, "13:42"), Who: Freja, Do: Assign, To: Freja},
				{At: Day(-1, "13:56"), Who: Freja, Do: Reply, Text: "Hej Lone,\n\ngodt, at det kun gik ud over stikket. Emil kommer {day 0} mellem kl. 8.30 og 10.00 og sætter et nyt op. Lad ledningen hænge, der er kun lys i den."},
				{At: Day(-1, "13:57"), Who: Freja, Do: Appoint, Window: &Window{
					Kind: promise.Visit, Words: "Emil sætter et nyt stik op i entréen", Opens: Today("08:30"), Closes: Today("10:00"), Owner: Emil,
					Place: "Møllevej 8, 1. sal", Bring: "A wall socket and five metres of patch cable.",
				}},
				{At: Today("08:42"), Who: Emil, Do: Arrive},
				{At: Today("09:27"), Who: Emil, Do: Finish, Text: "New socket, 30 cm higher than the old one and out of reach of the scooter. 940 Mbit/s at the router."},
				{At: Today("09:51"), Who: Freja, Do: Solve, Text: "Hej Lone,\n\nEmil har sat stikket tredive centimeter højere op, så løbehjulet kan køre forbi. Han målte fuld fart på linjen, før han gik.\n\nSkulle nettet alligevel drille, så skriv her, og vi ser på det samme dag."},
			},
		},
		{
			Customer: "marsh", Team: FieldVisits, Locale: i18n.EN, Subject: "The cable behind the piano",
			Acts: []Act{
				{At: Day(-2, "14:26"), Do: Ask, Text: "The piano tuner moved the piano, and the piano moved the cable. Now there is no light on the box at all. I would push everything back, but the piano is heavier than I am.\n\nDorothy Marsh, Strandvej 17"},
				{At: Day(-2, "14:27"), Who: Ingrid, Do: Sort},
				{At: Day(-2, "14:46"), Who: Freja, Do: Assign, To: Freja},
				{At: Day(-2, "15:06"), Who: Freja, Do: Reply, Text: "Dear Dorothy,\n\nplease leave the piano where it stands. Emil comes {day 0} between 15:30 and 17:00, moves what has to be moved, and puts a new cable along the skirting board where no piano reaches it. It costs you nothing."},
				{At: Day(-2, "15:07"), Who: Freja, Do: Appoint, Window: &Window{
					Kind: promise.Visit, Words: "Emil puts a new cable behind the piano", Opens: Today("15:30"), Closes: Today("17:00"), Owner: Emil,
					Place: "Strandvej 17, the green door; the bell is loud on purpose", Bring: "Ten metres of flat cable, clips, felt for the piano’s feet.",
				}},
			},
		},
	}
}

// visit lets somebody say at a customer's door that they are there, or done, as their own page of the day does.
func (p *player) visit(ctx context.Context, tx *pg.Tx, by people.Actor, on played, act Act, d ticket.Draft) error {
	_, stops, err := ticket.Visited(ctx, tx, by, on.number)
	if err != nil {
		return err
	}
	if len(stops) == 0 {
		return fmt.Errorf("nobody comes to ticket %d", on.number)
	}
	if act.Do == Arrive {
		return ticket.Attend(ctx, tx, by, on.id, stops[0].ID, ticket.Arrival{Outcome: promise.Arrived})
	}
	return ticket.FinishVisit(ctx, tx, by, p.limits, on.id, stops[0].ID, ticket.Finish{Key: d.Key, Words: d.Body})
}
