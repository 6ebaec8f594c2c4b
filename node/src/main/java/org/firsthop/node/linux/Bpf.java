package org.firsthop.node.linux;

import java.nio.charset.StandardCharsets;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/** The bpf(2) system call: maps of sockets, programs from instructions written by hand, and links that end with the process. */
final class Bpf {
    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE = 2;
    private static final int MAP_DELETE = 3;
    private static final int PROGRAM_LOAD = 5;
    private static final int LINK_CREATE = 28;

    private static final int MAP_BY_HASH = 1;
    private static final int MAP_OF_XDP_SOCKETS = 17;
    private static final int PROGRAM_XDP = 6;
    private static final int ATTACH_XDP = 37;
    private static final int ATTRIBUTES_LENGTH = 128;
    private static final int LOG_LENGTH = 64 * 1024;

    private Bpf() {}

    /** Makes a map from queue numbers to AF_XDP sockets. */
    static int createSocketMap(final String subject, final int entries) throws LinuxException {
        return createMap(subject, MAP_OF_XDP_SOCKETS, Integer.BYTES, entries);
    }

    /** Makes a map from keys to 32-bit numbers. */
    static int createHashMap(final String subject, final int keyLength, final int entries) throws LinuxException {
        return createMap(subject, MAP_BY_HASH, keyLength, entries);
    }

    private static int createMap(final String subject, final int type, final int keyLength, final int entries)
            throws LinuxException {
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final long at = attributes.address();
        Memory.putNativeInt(null, at, type);
        Memory.putNativeInt(null, at + 4, keyLength);
        Memory.putNativeInt(null, at + 8, Integer.BYTES);
        Memory.putNativeInt(null, at + 12, entries);
        return call(MAP_CREATE, at, subject, "making a BPF map");
    }

    /** Puts a socket into a map. */
    static void putSocket(final String subject, final int map, final int queue, final int socket)
            throws LinuxException {
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final MemoryRegion pair = MemoryRegion.allocate(2 * Integer.BYTES);
        Memory.putNativeInt(null, pair.address(), queue);
        Memory.putNativeInt(null, pair.address() + Integer.BYTES, socket);
        final long at = attributes.address();
        Memory.putNativeInt(null, at, map);
        Memory.putNativeLong(null, at + 8, pair.address());
        Memory.putNativeLong(null, at + 16, pair.address() + Integer.BYTES);
        call(MAP_UPDATE, at, subject, "giving queue " + queue + " its socket");
    }

    /** Puts a key into a map, or takes it out; tells whether the map is as wanted. */
    static boolean tryKey(final int map, final long key, final long value, final boolean isThere) {
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final long at = attributes.address();
        Memory.putNativeInt(null, at, map);
        Memory.putNativeLong(null, at + 8, key);
        Memory.putNativeLong(null, at + 16, value);
        final long result = LibC.syscall(number(), isThere ? MAP_UPDATE : MAP_DELETE, at, ATTRIBUTES_LENGTH);
        return result >= 0 || (!isThere && LibC.errno() == Errno.ENOENT);
    }

    /**
     * Loads a program for XDP.
     *
     * @param instructions of eight octets each, as the machine has them in memory.
     */
    static int loadXdpProgram(final String subject, final BpfAssembler instructions) throws LinuxException {
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final MemoryRegion license = text("Apache-2.0");
        final MemoryRegion log = MemoryRegion.allocate(LOG_LENGTH);
        final long at = attributes.address();
        Memory.putNativeInt(null, at, PROGRAM_XDP);
        Memory.putNativeInt(null, at + 4, instructions.count());
        Memory.putNativeLong(null, at + 8, instructions.address());
        Memory.putNativeLong(null, at + 16, license.address());
        Memory.putNativeInt(null, at + 24, 1);
        Memory.putNativeInt(null, at + 28, LOG_LENGTH);
        Memory.putNativeLong(null, at + 32, log.address());
        return call(PROGRAM_LOAD, at, subject, "loading the XDP program");
    }

    /**
     * Attaches a program to an interface, for as long as the link is open.
     *
     * @return the link's descriptor, or the negated number of the reason why not.
     */
    static int tryLink(final int program, final int interfaceIndex, final int flags) {
        final MemoryRegion attributes = MemoryRegion.allocate(ATTRIBUTES_LENGTH);
        final long at = attributes.address();
        Memory.putNativeInt(null, at, program);
        Memory.putNativeInt(null, at + 4, interfaceIndex);
        Memory.putNativeInt(null, at + 8, ATTACH_XDP);
        Memory.putNativeInt(null, at + 12, flags);
        final long result = LibC.syscall(number(), LINK_CREATE, at, ATTRIBUTES_LENGTH);
        return result < 0 ? -LibC.errno() : (int) result;
    }

    private static int call(final int command, final long attributes, final String subject, final String action)
            throws LinuxException {
        final long result = LibC.syscall(number(), command, attributes, ATTRIBUTES_LENGTH);
        if (result < 0) {
            final int errno = LibC.errno();
            throw errno == Errno.EPERM
                    ? LinuxException.of(
                            subject, action, errno, "needs the capabilities CAP_BPF and CAP_NET_ADMIN: run it as root")
                    : LinuxException.of(subject, action, errno);
        }
        return (int) result;
    }

    private static MemoryRegion text(final String text) {
        final byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        final MemoryRegion memory = MemoryRegion.allocate(octets.length + 1L);
        memory.buffer().putBytes(0, octets);
        return memory;
    }

    /** The system call's number, which each architecture chose for itself. */
    private static long number() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> 321;
            case "s390x" -> 351;
            case "ppc64le", "ppc64" -> 361;
            default -> 280; // asm-generic: aarch64, riscv64, loongarch64
        };
    }
}
