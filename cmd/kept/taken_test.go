package main

import "net/http"

// taken is the answer to a form that was taken: the page that comes next, or at once the page whose field holds again the
// reply that was taken back.
func taken(route string) int {
	if route == ofTicket+"/undone" || route == ofTicket+"/expectations" || route == "/tickets/new" || route == exports || route == promisesExports || route == ofCustomer+"/exports" || route == "/my/exports" {
		return http.StatusOK
	}
	return http.StatusSeeOther
}
