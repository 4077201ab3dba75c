package main

import (
	"context"

	"github.com/kepthq/kept/internal/cast"
	"github.com/kepthq/kept/internal/i18n"
	"github.com/kepthq/kept/internal/people"
	"github.com/kepthq/kept/internal/pg"
)

// ofCustomer is what an admin does about everything that is kept about a customer.
const ofCustomer = "/office/customers/{person}"

// erasable is the name of a customer whom a row may erase.
const erasable = "Ann Gone"

// erasable makes such a customer.
func (w *world) erasable() (id people.ID) {
	w.Do(func(ctx context.Context, tx *pg.Tx) (err error) {
		if err := tx.ReadClock(ctx); err != nil {
			return err
		}
		id, err = people.Add(ctx, tx, people.Newcomer{Role: people.Customer, Name: erasable, Address: cast.Key() + "@gone.example", Locale: i18n.DA})
		return err
	})
	return id
}
