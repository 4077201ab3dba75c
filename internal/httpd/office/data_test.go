package office

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/promise"
	"github.com/kepthq/kept/internal/ticket"
)

func TestData_is_given_out_without_a_word_of_ours(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	o.Replies(o.Maja, id, "We look at it.")
	o.Notes(o.Maja, id, "Their router is old.")
	page := o.as(o.Karin).Open(dataOf(o))
	page.Says("What is kept about Hanna Lund", "hanna@bakkehuset.example", "1 ticket", "Name, addresses, texts and files go")
	a := page.Form("export").Press("Download the archive")
	require.Equal(t, http.StatusOK, a.Status)
	require.Equal(t, "application/zip", a.Header.Get("Content-Type"))

	archive, err := zip.NewReader(strings.NewReader(a.Body), int64(len(a.Body)))
	require.NoError(t, err)
	text, err := archive.Open("customer.json")
	require.NoError(t, err)
	var d ticket.Dossier
	require.NoError(t, json.NewDecoder(text).Decode(&d))
	require.Equal(t, "Hanna Lund", d.Name)
	require.Len(t, d.Tickets, 1)
	require.Len(t, d.Tickets[0].Messages, 2)
	require.Equal(t, "We look at it.", d.Tickets[0].Messages[1].Text)
	require.NotContains(t, fmt.Sprint(d), "old")
	require.NotEmpty(t, d.Tickets[0].Promises)
}

func TestData_is_erased_once_the_name_is_typed(t *testing.T) {
	t.Parallel()
	o := opened(t)
	id := o.Asks(o.Hanna, "No internet")
	page := o.as(o.Karin).Open(dataOf(o))
	page.Says("1 ticket is not closed.")
	refused := page.Form("erase").Fill("name", "Hanna").Press("Erase for good")
	refused.Refuses(http.StatusUnprocessableEntity, "Type the name exactly as it stands above.")
	o.Status(id, promise.New)

	done := page.Form("erase").Fill("name", "Hanna Lund").Press("Erase for good")
	done.Says("This person was erased.").Lacks("Hanna", "Erase for good")
	o.Closed(id, promise.Erased)
	again := page.Form("erase").Fill("name", "Hanna Lund").Press("Erase for good")
	require.Equal(t, http.StatusConflict, again.Status)
}

func dataOf(o office) string { return fmt.Sprintf("/office/customers/%d/data", o.Hanna.ID) }
