// Command bedtool does for the test bed what Node cannot: private namespaces, parent-death signals and certificates.
package main

import (
	"fmt"
	"os"
)

const usage = `usage:
  bedtool probe                    can the private namespaces be made here?
  bedtool enter COMMAND ARG...     run COMMAND in private user, network and process namespaces; all of it ends with it
  bedtool run COMMAND ARG...       become COMMAND, which is killed when the process that started it dies
  bedtool certs DIR NAME...        write a CA, a server certificate for the names and addresses, client and signing keys
`

// These are the exit codes of bedtool itself; a command's own code is passed on.
const (
	exitUsage   = 64
	exitRefused = 77
)

func main() {
	args := os.Args[1:]
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(exitUsage)
	}
	var err error
	switch {
	case args[0] == "probe" && len(args) == 1:
		err = probe()
	case args[0] == "enter" && len(args) > 1:
		err = enter(args[1:])
	case args[0] == initCommand && len(args) > 1:
		err = runAsInit(args[1:])
	case args[0] == "run" && len(args) > 1:
		err = runBound(args[1:])
	case args[0] == "certs" && len(args) > 2:
		err = writeCerts(args[1], args[2:])
	default:
		fmt.Fprint(os.Stderr, usage)
		os.Exit(exitUsage)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "bedtool: %v\n", err)
		if _, refused := err.(refusedError); refused {
			os.Exit(exitRefused)
		}
		os.Exit(1)
	}
}
