package org.firsthop.node.linux;

import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;

/**
 * Makes the kernel answer the calling thread as an older one would: a filter of system calls (seccomp(2)) refuses one of them by an
 * error. It stays with the thread to its end, and with no other.
 */
final class OldKernel {
    private static final int SECCOMP = 317;
    private static final int SET_MODE_FILTER = 1;
    private static final int NUMBER = 0;
    private static final int FIRST_ARGUMENT = 16;

    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7FFF_0000;
    private static final int REFUSE = 0x0005_0000;

    private OldKernel() {}

    /** Refuses a system call (by its number on x86-64) whose first argument has a value. */
    static void refuse(final int call, final int firstArgument, final int errno) throws LinuxException {
        final int[][] filter = {
            {LOAD, 0, NUMBER},
            {JUMP_IF_EQUAL, 3, call},
            {LOAD, 0, FIRST_ARGUMENT},
            {JUMP_IF_EQUAL, 1, firstArgument},
            {RETURN, 0, REFUSE | errno},
            {RETURN, 0, ALLOW}
        };
        final MemoryRegion program = MemoryRegion.allocate(64);
        final MemoryRegion head = MemoryRegion.allocate(16);
        for (int i = 0; i < filter.length; i++) {
            final long at = program.address() + 8L * i;
            Memory.putNativeShort(null, at, (short) filter[i][0]);
            Memory.putNativeShort(
                    null, at + 2, (short) (filter[i][1] << 8)); // How many to pass over when it is not equal.
            Memory.putNativeInt(null, at + 4, filter[i][2]);
        }
        Memory.putNativeLong(null, head.address(), filter.length);
        Memory.putNativeLong(null, head.address() + 8, program.address());
        Linux.check(
                (int) LibC.syscall(SECCOMP, SET_MODE_FILTER, 0, head.address()), "seccomp", "filtering system calls");
    }
}
