// Package office draws the supervisors' pages. It gets everything as values and must never ask a database or a clock.
package office
