package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"syscall"
	"unsafe"
)

// podNetwork is given to lo as one prefix: on a loopback device the kernel then takes every address in it as local, so
// that any pretended pod address can be bound without adding it first.
var podNetwork = net.IPNet{IP: net.IPv4(10, 244, 0, 0).To4(), Mask: net.CIDRMask(16, 32)}

// setUpLoopback does `ip link set lo up` and `ip addr add 10.244.0.0/16 dev lo` by netlink: ip(8) is not everywhere.
func setUpLoopback() error {
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		return err
	}
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	up := syscall.IfInfomsg{Family: syscall.AF_UNSPEC, Index: int32(lo.Index), Flags: syscall.IFF_UP, Change: syscall.IFF_UP}
	if err := request(socket, syscall.RTM_NEWLINK, 0, bytesOf(&up)); err != nil {
		return fmt.Errorf("lo up: %w", err)
	}
	ones, _ := podNetwork.Mask.Size()
	address := syscall.IfAddrmsg{Family: syscall.AF_INET, Prefixlen: uint8(ones), Index: uint32(lo.Index)}
	body := bytesOf(&address)
	body = append(body, attribute(syscall.IFA_LOCAL, podNetwork.IP)...)
	body = append(body, attribute(syscall.IFA_ADDRESS, podNetwork.IP)...)
	if err := request(socket, syscall.RTM_NEWADDR, syscall.NLM_F_CREATE, body); err != nil {
		return fmt.Errorf("address %s: %w", podNetwork.String(), err)
	}
	return nil
}

func bytesOf[T any](value *T) []byte {
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(value)), unsafe.Sizeof(*value))...)
}

func attribute(kind uint16, value []byte) []byte {
	header := syscall.RtAttr{Len: uint16(syscall.SizeofRtAttr + len(value)), Type: kind}
	return append(bytesOf(&header), value...)
}

// request sends one netlink message and waits for the kernel's answer to it.
func request(socket int, kind uint16, flags uint16, body []byte) error {
	header := syscall.NlMsghdr{
		Len:   uint32(syscall.SizeofNlMsghdr + len(body)),
		Type:  kind,
		Flags: syscall.NLM_F_REQUEST | syscall.NLM_F_ACK | flags,
		Seq:   1,
	}
	kernel := &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}
	if err := syscall.Sendto(socket, append(bytesOf(&header), body...), 0, kernel); err != nil {
		return err
	}
	answer := make([]byte, os.Getpagesize())
	n, _, err := syscall.Recvfrom(socket, answer, 0)
	if err != nil {
		return err
	}
	messages, err := syscall.ParseNetlinkMessage(answer[:n])
	if err != nil {
		return err
	}
	for _, message := range messages {
		if message.Header.Type == syscall.NLMSG_ERROR {
			if code := int32(binary.NativeEndian.Uint32(message.Data[:4])); code != 0 {
				return syscall.Errno(-code)
			}
		}
	}
	return nil
}
