package office

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/ticket"
	"github.com/kepthq/kept/internal/visitor"
	view "github.com/kepthq/kept/web/office"
)

// pressed is a form with the button that is pressed.
type pressed struct {
	form   *visitor.Form
	button string
}

// atOnce lets both press at the same moment, and requires that exactly one is done and the other is told.
func atOnce(t *testing.T, what string, both [2]pressed) {
	t.Helper()
	statuses := make([]int, len(both))
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i, p := range both {
		done.Go(func() {
			ready.Wait()
			statuses[i] = p.form.Press(p.button).Status
		})
	}
	ready.Done()
	done.Wait()
	slices.Sort(statuses)
	require.Equal(t, []int{http.StatusOK, http.StatusConflict}, statuses, what)
}

// Two supervisors have the same page open and press at once: whatever it is, it is done once.
func TestSupervisors_who_press_at_once_do_it_once(t *testing.T) {
	t.Parallel()
	o := opened(t)
	acts := map[string]func(id ticket.ID) (formID, button string, typed map[string]string){
		"give": func(id ticket.ID) (string, string, map[string]string) {
			return view.FormID(view.FormGive, o.Ticket(id).Number) + "-form", "Give it", nil
		},
		"take over": func(id ticket.ID) (string, string, map[string]string) {
			return view.FormID(view.FormTake, o.Ticket(id).Number) + "-form", "Take over", map[string]string{"reason": "Nobody else is here."}
		},
		"apologise": func(id ticket.ID) (string, string, map[string]string) {
			return view.FormID(view.FormSay, o.Ticket(id).Number) + "-form", "Send to Göran", map[string]string{"words": "Förlåt oss."}
		},
		"set aside": func(id ticket.ID) (string, string, map[string]string) {
			return view.FormID(view.FormAside, o.Ticket(id).Number) + "-form", "Send no apology", map[string]string{"reason": "We spoke."}
		},
		"release": func(ticket.ID) (string, string, map[string]string) {
			o.exec(`update apologies set state = 'held' where ended_at is null`)
			return view.FormBrake + "-form", "Send it now", nil
		},
		"drop": func(ticket.ID) (string, string, map[string]string) {
			o.exec(`update apologies set state = 'held' where ended_at is null`)
			return view.FormUnsaid + "-form", "Drop it", nil
		},
	}
	for what, act := range acts {
		for range 3 {
			o.At("Mon 9 Nov 09:00")
			o.exec(`update apologies set state = 'dropped', ended_at = kept_now() where ended_at is null`)
			id := o.Asks(o.Goran, "Fakturan")
			o.Until("Mon 9 Nov 13:10")
			formID, button, typed := act(id)
			var both [2]pressed
			for i, who := range []*visitor.Visitor{o.as(o.Ingrid), o.as(o.Karin)} {
				form := who.Open("/office").Form(formID)
				for field, text := range typed {
					form.Fill(field, text)
				}
				both[i] = pressed{form, button}
			}
			atOnce(t, what, both)
		}
	}
}

// What is passed on may be passed on again by whoever has it then, so that is not among these.
func TestSupervisors_who_answer_at_once_answer_once(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Goran, "Fakturan")
	for act, button := range map[string]string{"take": "Take", "answer": "Answer Maja", "back": "Ask Maja"} {
		q := o.AsksUp(o.Maja, id, "May it be swapped?")
		var both [2]pressed
		for i, who := range []*visitor.Visitor{o.as(o.Ingrid), o.as(o.Karin)} {
			form := who.Open("/office").Form(act + "-" + number(int64(q)))
			if act != "take" {
				form.Fill("words", "Look at the label.")
			}
			both[i] = pressed{form, button}
		}
		atOnce(t, act, both)
		o.exec(`update questions set ended_at = kept_now(), state = 'withdrawn', alarm_at = null where ended_at is null`)
	}
}
