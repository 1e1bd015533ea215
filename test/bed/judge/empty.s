// Lets the compiler accept a function without a body, which generate in rules.go is.
