package work_test

const childDatabase = "KEPT_WORK_CHILD"

func child(string) int { return 2 }
