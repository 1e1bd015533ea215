module promwire.dev/bedtool

go 1.26.0
