// A form that was refused is answered at the address that it was sent to, which only takes forms. The ticket's page goes by its
// own address again, so that its news, its keys and a reload find it.

const page = {
  "ticket": /^\/desk\/tickets\/\d+(?=\/)/,
  "portal-ticket": /^\/(?:t\/[^/]+|my\/tickets\/\d+)(?=\/)/,
}[document.body.dataset.screen];
const own = page?.exec(location.pathname)?.[0];
if (own) history.replaceState(null, "", own + location.search);
