package main

// withThings adds to a thing what a route is about besides tickets.
func (s *site) withThings(x things, route string) things {
	s.T.Helper()
	if isAboutBulk(route) {
		x.bulk = s.makeBulk()
	}
	if isAboutViews(route) {
		x.views = s.makeViews()
	}
	if isAboutAbsence(route) {
		x.absent, x.admin = s.makeAbsent(), s.Karin.ID
	}
	if isAboutRules(route) {
		x.rules = s.makeRules()
	}
	if isAboutDuty(route) {
		x.duty = s.makeDuty()
	}
	if isAboutLost(route) {
		x.lost = s.makeLost()
	}
	if isAboutStaff(route) {
		x.folk = s.folkOf()
	}
	return x
}
