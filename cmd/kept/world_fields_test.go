package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/notify"
)

// fields are the fields of a route's form as they would be taken, about a ticket.
func (s *site) fields(route string, x things) url.Values {
	s.T.Helper()
	if isProof(route) {
		return proofFields(route)
	}
	day := s.Now().AddDate(0, 0, 1).Format("2006-01-02")
	owner := fmt.Sprint(s.Jonas.ID)
	if f := stopFields(route); f != nil {
		return f
	}
	if f := bulkFields(route); f != nil {
		return f
	}
	if f := s.absenceFields(route, x); f != nil {
		return f
	}
	if f := viewFields(route); f != nil {
		return f
	}
	if f := ruleFields(route, x.rules); f != nil {
		return f
	}
	if f := x.lost.fields(route); f != nil {
		return f
	}
	if f := s.dutyFields(route); f != nil {
		return f
	}
	if f := topicFields(route, x.sorted); f != nil {
		return f
	}
	if f, is := s.staffFields(route, x.folk); is {
		return f
	}
	if route == ofTicket+"/dismissals" {
		return url.Values{"reason": {"Only thanks."}, "then": {"on_hold"}, "for": {"the post"}, "seen": {fmt.Sprint(x.seen)}}
	}
	if isClients(route) {
		return x.clients.fields(route)
	}
	if i := strings.LastIndex(route, "/"); (strings.HasPrefix(route, "/desk/tickets/") || strings.HasPrefix(route, "/office/tickets/")) && route != ofQuestion+"/withdrawals" {
		route = route[i:]
	}
	switch route {
	case "/tickets":
		return url.Values{
			"key": {cast.Key()}, "name": {"Hanna Lund"}, "email": {"hanna@bakkehuset.example"}, "subject": {"No internet"},
			"body": {"Since last night."}, "language": {"en"},
		}
	case "/t/{token}/messages":
		return url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}
	case "/t/{token}/wishes", "/my/tickets/{number}/wishes":
		return url.Values{"key": {cast.Key()}, "of": {fmt.Sprint(x.promise)}, "wish": {"Friday morning"}}
	case "/t/{token}/answers":
		return url.Values{"key": {cast.Key()}, "works": {"no"}, "body": {"Still nothing."}}
	case "/t/{token}/understandings", "/my/tickets/{number}/understandings":
		return url.Values{"key": {cast.Key()}, "of": {fmt.Sprint(x.outline)}, "said": {"not_quite"}, "body": {"The router is new."}}
	case "/outlines":
		return url.Values{"part": {"plan"}, "was": {"0"}, "body": {"We post a new one."}}
	case "/follow/{token}":
		return url.Values{"name": {"Peter Holm"}}
	case "/signin/links":
		return url.Values{"email": {s.Hanna.Address}, "next": {"/my/profile"}}
	case "/signin/passwords":
		return url.Values{"email": {s.Hanna.Address}, "password": {"a guess of somebody's"}, "next": {"/my/profile"}}
	case "/my/tickets/{number}/messages":
		return url.Values{"key": {cast.Key()}, "body": {"Still nothing."}}
	case "/my/tickets/{number}/answers":
		return url.Values{"key": {cast.Key()}, "works": {"no"}, "body": {"Still nothing."}}
	case "/my/tickets/{number}/followers", "/followers":
		return url.Values{"address": {strings.ToLower(cast.Key()) + "@elsewhere.example"}}
	case "/my/profile":
		return url.Values{"name": {s.Hanna.Name}, "locale": {"en"}, "zone": {""}}
	case "/my/password":
		return url.Values{"old": {"correct horse battery"}, "password": {"a sentence about boats"}}
	case "/removals", "/t/{token}/followers/{person}/removals", "/my/tickets/{number}/followers/{person}/removals", "/signin/links/{token}",
		"/my/exports", "/my/sessions/ends", "/my/sessions/{session}/ends":
		return url.Values{}
	case "/login":
		return url.Values{"email": {s.Maja.Address}, "password": {"a guess of somebody's"}, "next": {"/desk"}}
	case "/welcome/{token}":
		return url.Values{
			"company": {"Nordby Fiber"}, "line": {"Havnegade 4"}, "phone": {"+45 70 10 20 30"}, "locale": {"da"}, "zone": {"Europe/Copenhagen"},
			"name": {"Karin Holm"}, "email": {"karin@first.example"}, "password": {"correct horse battery"},
		}
	case "/language":
		return url.Values{"language": {"en"}, "back": {"/tickets/new"}}
	case "/theme":
		return url.Values{"theme": {"dark"}, "back": {"/tickets/new"}}
	case "/desk/profile":
		return url.Values{"name": {s.Karin.Name}, "signature": {"First line"}, "zone": {"Europe/Copenhagen"}, "keys": {"on"}, "language": {"en"}, "theme": {"dark"}, "mail": {"hours"}, "hours": {"own"}, "from": {"08:00"}, "to": {"16.30"}, "days": {"1"}}
	case "/desk/notices/readings":
		return url.Values{"newest": {fmt.Sprint(x.notice)}}
	case "/desk/profile/notices":
		var kinds []string
		for _, k := range notify.Kinds() {
			kinds = append(kinds, string(k))
		}
		return url.Values{"kind": kinds, "app": {"warned", "mentioned"}, "mail": {"broken"}, "browser": {"wrote"}}
	case "/desk/notices/{notice}/readings", "/desk/profile/notices/resets", "/watches":
		return url.Values{}
	case "/replies":
		return url.Values{
			"key": {cast.Key()}, "seen": {fmt.Sprint(x.seen)}, "body": {"It is on its way."}, "keeps": {fmt.Sprint(x.promise)},
			"what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner},
			"then": {"on_hold"}, "from": {"the post"},
		}
	case "/waiting":
		return url.Values{"status": {"pending"}, "for": {"a photo of the lamps"}}
	case "/desk/tickets":
		return url.Values{"key": {cast.Key()}, "customer": {fmt.Sprint(s.Hanna.ID)}, "subject": {"No internet"}, "words": {"The lamp is red."}, "next": {"call"}, "day": {day}, "time": {"12:00"}, "until": {"12:30"}, "owner": {"p" + owner}}
	case "/calls":
		return url.Values{"key": {cast.Key()}, "outcome": {"reached"}, "words": {"The lamp is green now."}, "next": {"none"}}
	case "/begun", "/dropped":
		return url.Values{}
	case "/delays":
		return url.Values{"minutes": {"20"}}
	case "/arrivals":
		return url.Values{"outcome": {"arrived"}, "at": {""}}
	case "/looks":
		return url.Values{"day": {day}, "time": {"12:00"}}
	case "/words", "/sendings":
		return url.Values{"words": {"Did you find the key?"}}
	case "/notes":
		return url.Values{"key": {cast.Key()}, "body": {"Their router is old."}}
	case "/promises", "/expectations":
		return url.Values{"key": {cast.Key()}, "what": {"words"}, "words": {"a technician comes"}, "day": {day}, "time": {"12:00"}, "owner": {"p" + owner}}
	case "/moves":
		return url.Values{"day": {day}, "time": {"13:30"}, "reason": {"The van broke down."}}
	case "/withdrawals":
		return url.Values{"words": {"It is not needed any more."}, "seen": {fmt.Sprint(x.seen)}}
	case "/writing":
		return url.Values{"page": {"987654321"}, "lines": {"2"}}
	case "/having":
		return url.Values{"person": {fmt.Sprint(s.Jonas.ID)}}
	case "/claim":
		return url.Values{"back": {"/desk"}}
	case "/owner":
		return url.Values{"owner": {owner}, "was": {fmt.Sprint(s.Maja.ID)}, "along": {fmt.Sprint(x.promise)}}
	case "/desk/next":
		return url.Values{}
	case "/returns":
		return url.Values{"reason": {"It needs somebody else."}}
	case "/takeovers":
		return url.Values{"reason": {"Their owner is ill."}, "was": {fmt.Sprint(s.Maja.ID)}}
	case "/dismissals":
		return url.Values{"reason": {"Their owner is ill."}}
	case "/apologies":
		return url.Values{"words": {"We are sorry."}}
	case "/office/apologies/releases":
		return url.Values{"words_en": {"Our network was down."}}
	case "/office/apologies/drops":
		return url.Values{}
	case "/team":
		return url.Values{"team": {fmt.Sprint(s.Second)}}
	case "/priority":
		return url.Values{"priority": {"high"}}
	case "/questions":
		return url.Values{"question": {"Can the old router get the new firmware?"}, "skill": {"0"}}
	case "/redactions":
		return url.Values{"text": {"yes"}, "file": {fmt.Sprint(x.public)}, "reason": {"a card's number"}}
	case ofCustomer + "/exports":
		return url.Values{}
	case ofCustomer + "/erasures":
		return url.Values{"name": {erasable}}
	case "/additions":
		return url.Values{"words": {"It is the old one."}}
	case inOffice + "/claims":
		return url.Values{"back": {"/office/questions"}}
	case inOffice + "/answers":
		return url.Values{"words": {"It can, from version 4."}, "back": {"/office/questions"}}
	case inOffice + "/returns":
		return url.Values{"words": {"Which router is it?"}, "back": {"/office/questions"}}
	case inOffice + "/passes":
		return url.Values{"to": {fmt.Sprint(s.Ingrid.ID)}, "words": {"You know this one."}, "back": {"/office/questions"}}
	case "/office/spam/blocks":
		return url.Values{"value": {strings.ToLower(cast.Key()) + ".example"}, "reason": {"Rubbish every day."}, "days": {"30"}}
	case "/merges":
		return url.Values{"into": {s.another()}, "other": {"yes"}}
	case "/logout", "/solution", "/reopenings", "/undone", "/skips", "/spam", ofQuestion + "/withdrawals", ofSuspended + "/recoveries", ofSuspended + "/removals", ofBlock + "/endings":
		return url.Values{}
	case "/office/mail/retries":
		return url.Values{"mail": {fmt.Sprint(x.failed)}, "state": {"failed"}}
	case "/office/mail/releases":
		return url.Values{"mail": {fmt.Sprint(x.held)}, "state": {"held"}}
	case "/office/mail/repeats", "/office/mail/arrivals":
		return url.Values{"mail": {fmt.Sprint(x.uncertain)}, "state": {"uncertain"}}
	case promisesExports:
		return url.Values{"kind": {"commitment"}, "owner": {owner}}
	case "/office/audit/exports", "/office/settings", "/office/settings/hours", keepRoute, limitsRoute, "/office/start":
		return s.adminFields(route)
	case "/demo/clock":
		return url.Values{"forward": {"15m"}, "back": {"/"}}
	}
	require.Fail(s.T, "nobody knows this route's form", route)
	return nil
}
