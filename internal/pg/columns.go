package pg

import "github.com/jackc/pgx/v5"

// Columns turns the arguments of many rows, which all have the same names, into one array for each column: for a statement
// that takes its rows by unnest, and so writes many for the cost of one.
func Columns(rows []pgx.StrictNamedArgs) pgx.StrictNamedArgs {
	columns := pgx.StrictNamedArgs{}
	for i, row := range rows {
		for name, value := range row {
			column, begun := columns[name].([]any)
			if !begun {
				column = make([]any, len(rows))
				columns[name] = column
			}
			column[i] = value
		}
	}
	return columns
}
