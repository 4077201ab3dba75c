package main

// texts are the fields into which people type, with the most that each takes, in UTF-16 units.
var texts = map[string]map[string]int{
	"/tickets":            {"name": 200, "email": 254, "subject": 200, "body": 50_000},
	"/t/{token}/messages": {"body": 50_000},
	"/t/{token}/answers":  {"body": 50_000}, "/t/{token}/understandings": {"body": 50_000}, ofMine + "/understandings": {"body": 50_000},
	"/login":           {"email": 254, "password": 128},
	"/login/forgotten": {"email": 254}, "/login/new-password/{token}": {"password": 128}, "/join/{token}": {"name": 200, "password": 128},
	"/desk/profile": {"name": 200, "signature": 500}, "/desk/profile/password": {"current": 128, "password": 128},
	"/office/invitations": {"email": 254, "name": 200}, "/office/people/{person}/rights": {"skill": 200}, "/office/teams": {"name": 200}, "/office/teams/{team}": {"name": 200},
	"/follow/{token}":     {"name": 200},
	"/signin/links":       {"email": 254},
	"/signin/passwords":   {"email": 254, "password": 128},
	"/my/profile":         {"name": 200},
	"/my/password":        {"password": 128},
	ofMine + "/messages":  {"body": 50_000},
	ofMine + "/answers":   {"body": 50_000},
	ofMine + "/followers": {"address": 254},

	ofTicket + "/followers": {"address": 254},
	"/welcome/{token}":      {"company": 200, "line": 200, "phone": 200, "name": 200, "email": 254, "password": 128},
	ofTicket + "/replies":   {"body": 50_000, "words": 200, "from": 200},
	ofTicket + "/waiting":   {"for": 200},
	ofTicket + "/dismissals": {
		"reason": 200, "for": 200,
	},
	ofFollowUp + "/words":    {"words": 50_000},
	ofFollowUp + "/sendings": {"words": 50_000},
	ofTicket + "/notes":      {"body": 50_000},
	ofTicket + "/outlines":   {"body": 1000},
	ofTicket + "/promises":   {"words": 200},
	ofPromise + "/moves":     {"reason": 200},
	ofPromise + "/withdrawals": {
		"words": 50_000,
	},
	ofTicket + "/questions":   {"question": 50_000},
	ofQuestion + "/additions": {"words": 50_000},
	inOffice + "/answers":     {"words": 50_000},
	inOffice + "/returns":     {"words": 50_000},
	inOffice + "/passes":      {"words": 50_000},

	ofTicket + "/returns":      {"reason": 200},
	fromOffice + "/takeovers":  {"reason": 200},
	fromOffice + "/apologies":  {"words": 50_000},
	fromOffice + "/dismissals": {"reason": 200},
	releases:                   {"words_en": 50_000},

	atCustomer + "/profile":   {"name": 200, "notes": 5000},
	atCustomer + "/company":   {"company": 200},
	atCustomer + "/addresses": {"address": 254},
	viewsRoute:                {"name": 60},
	viewRoute:                 {"name": 60},
	"/desk/companies":         {"name": 200, "notes": 5000},
	atCompany:                 {"name": 200, "notes": 5000},
	atCompany + "/gate":       {"domains": 5000},
	ofTicket + "/tags":        {"tag": 40},
	topicsRoute:               {"name_en": 80, "name_da": 80},
	topicRoute:                {"name_en": 80, "name_el": 80},
	topicRoute + "/questions": {"label_en": 120, "hint_en": 200},
	fieldRoute:                {"label_en": 120, "hint_en": 200},
	tagsRoute:                 {"name": 40},
	tagRoute:                  {"name": 40},
}

// mayBeEmpty are the texts that need not be there.
var mayBeEmpty = []string{
	"/t/{token}/answers body", ofTicket + "/outlines body", ofMine + "/answers body", "/welcome/{token} line", "/welcome/{token} phone", ofTicket + "/replies from", ofTicket + "/waiting for", ofTicket + "/dismissals for",
	"/desk/profile signature", "/office/invitations name", "/office/people/{person}/rights skill",
	ofFollowUp + "/words words", ofFollowUp + "/sendings words", fromOffice + "/apologies words", releases + " words_en",
	atCustomer + "/company company", atCustomer + "/profile notes", "/desk/companies notes", atCompany + "/gate domains", atCompany + " notes",
	topicsRoute + " name_da", topicRoute + " name_el", topicRoute + "/questions hint_en", fieldRoute + " hint_en",
}
