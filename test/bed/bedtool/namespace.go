package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
)

const initCommand = "--init"

// refusedError says that the kernel does not let this user make the namespaces.
type refusedError struct{ error }

// inNamespaces prepares bedtool itself to run as process 1 of fresh namespaces. With CLONE_NEWPID the kernel ends
// every process in there when process 1 ends, however badly the others behave.
func inNamespaces(args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", append([]string{initCommand}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:                 syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID,
		UidMappings:                []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings:                []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		GidMappingsEnableSetgroups: false,
		Pdeathsig:                  syscall.SIGKILL,
	}
	return cmd
}

// start starts cmd; root falls back to namespaces without a user namespace, for kernels that have those turned off.
func start(cmd *exec.Cmd) (*exec.Cmd, error) {
	err := cmd.Start()
	if err == nil {
		return cmd, nil
	}
	if os.Getuid() == 0 {
		again := inNamespaces(cmd.Args[2:]...)
		again.SysProcAttr.Cloneflags = syscall.CLONE_NEWNET | syscall.CLONE_NEWPID
		again.SysProcAttr.UidMappings, again.SysProcAttr.GidMappings = nil, nil
		if again.Start() == nil {
			return again, nil
		}
	}
	return nil, refusedError{fmt.Errorf("private network namespaces are refused here (%w). %s", err, remedy())}
}

// remedy names the setting that is known to refuse user namespaces, as it is on this machine.
func remedy() string {
	for _, setting := range []struct{ file, refuses, name, mend string }{
		{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "kernel.apparmor_restrict_unprivileged_userns=1", "0"},
		{"/proc/sys/kernel/unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=0", "1"},
		{"/proc/sys/user/max_user_namespaces", "0", "user.max_user_namespaces=0", "15000"},
		{"/proc/sys/user/max_net_namespaces", "0", "user.max_net_namespaces=0", "15000"},
	} {
		text, err := os.ReadFile(setting.file)
		if err == nil && strings.TrimSpace(string(text)) == setting.refuses {
			key, _, _ := strings.Cut(setting.name, "=")
			return fmt.Sprintf("The setting %s refuses them: sudo sysctl -w %s=%s", setting.name, key, setting.mend)
		}
	}
	return "In a container, run it with --security-opt seccomp=unconfined or with CAP_SYS_ADMIN; " +
		"else look at the sysctls kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns, user.max_user_namespaces"
}

func probe() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd, err := start(inNamespaces(self, "run", "true"))
	if err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		return refusedError{fmt.Errorf("a private network namespace was made but is not usable (%w). %s", err, remedy())}
	}
	fmt.Println("private network namespaces work")
	return nil
}

// enter runs the command inside and exits with its code. Signals reach it through process 1.
func enter(args []string) error {
	if err := dieWithParent(); err != nil {
		return err
	}
	// Before the start, so that a signal never finds bedtool without a handler.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	cmd, err := start(inNamespaces(args...))
	if err != nil {
		return err
	}
	go func() {
		for received := range signals {
			// A terminal sends SIGINT to the whole foreground group, the child has it already.
			if received != syscall.SIGINT {
				_ = cmd.Process.Signal(received)
			}
		}
	}()
	return exitAs(cmd.Wait())
}

// runAsInit is process 1 inside: it sets the network up, runs the command and buries orphans.
func runAsInit(args []string) error {
	if err := setUpLoopback(); err != nil {
		return fmt.Errorf("setting up the loopback device: %w", err)
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	path, err := exec.LookPath(args[0])
	if err != nil {
		return err
	}
	child, err := os.StartProcess(path, args, &os.ProcAttr{
		Env:   os.Environ(),
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
	})
	if err != nil {
		return err
	}
	go func() {
		for received := range signals {
			if received != syscall.SIGINT {
				_ = child.Signal(received)
			}
		}
	}()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return err
		}
		if pid == child.Pid {
			os.Exit(shellCode(status))
		}
	}
}

// runBound becomes the command; the parent-death signal survives execve.
func runBound(args []string) error {
	// The setting belongs to a thread, and only the one that execs lives on.
	runtime.LockOSThread()
	if err := dieWithParent(); err != nil {
		return err
	}
	path, err := exec.LookPath(args[0])
	if err != nil {
		return err
	}
	return syscall.Exec(path, args, os.Environ())
}

// dieWithParent asks the kernel to kill this process when the one that started it dies.
func dieWithParent() error {
	parent := os.Getppid()
	const prSetPdeathsig = 1
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, prSetPdeathsig, uintptr(syscall.SIGKILL), 0); errno != 0 {
		return errno
	}
	if os.Getppid() != parent {
		return errors.New("the parent is gone")
	}
	return nil
}

func exitAs(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(shellCode(exit.Sys().(syscall.WaitStatus)))
	}
	return err
}

func shellCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}
