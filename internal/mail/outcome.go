package mail

import (
	"errors"
	"net/textproto"
)

// What became of a letter that was not surely taken.
var (
	// ErrRefused: this letter will never be taken (a permanent reply, or it cannot be composed). Do not try again.
	ErrRefused = errors.New("mail refused")
	// ErrTemporary: the letter was surely not taken. Try again later.
	ErrTemporary = errors.New("mail not taken for now")
	// ErrUncertain: the whole letter had gone out when the connection was lost, so it may have been taken or not
	// (RFC 1047). Sending again may give the recipient two copies.
	ErrUncertain = errors.New("mail may have been taken")
)

// afterReply says what an error means before the letter's end has gone out: a permanent reply refuses the letter,
// everything else leaves it surely not taken.
func afterReply(err error) error {
	if reply, ok := errors.AsType[*textproto.Error](err); ok && reply.Code/100 == 5 && !aboutSignIn(reply.Code) {
		return ErrRefused
	}
	return ErrTemporary
}

// afterEnd says what an error means once the letter's end was handed to the network; broken tells that this failed,
// and with it the only way in which the server could have got the end.
func afterEnd(err error, broken bool) error {
	reply, replied := errors.AsType[*textproto.Error](err)
	switch {
	case replied && reply.Code/100 == 2 && !broken:
		return nil // the reader asked for exactly 250; RFC 5321, 4.2.1 lets the first digit decide
	case replied && (reply.Code/100 == 4 || reply.Code/100 == 5):
		return afterReply(err)
	case err != nil && broken:
		return ErrTemporary
	case err == nil && !broken:
		return nil
	default:
		return ErrUncertain
	}
}

// aboutSignIn tells the permanent replies that complain of our sign-in (RFC 4954), not of the letter: a wrong
// password must not throw away the outbox.
func aboutSignIn(code int) bool {
	return code == 530 || code == 534 || code == 535 || code == 538
}
