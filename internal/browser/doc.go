// Package browser holds the tests that only a real browser can make: journeys through the whole product, the keys,
// accessibility (axe-core) and the fit of every page of the gallery in every language, theme and width.
//
// It drives one Chromium against the real handler, a real Postgres, the real worker and captured mail, all in the
// process of the test. Nothing may import it, and it must never reach into a page by other means than a visitor has.
package browser
