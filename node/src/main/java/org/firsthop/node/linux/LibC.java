package org.firsthop.node.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The calls of the C library that live ports make, bound directly: no objects, only numbers.
 *
 * <p>Pointers are addresses of memory outside the heap and {@code size_t} is a {@code long}, so this class is for 64-bit
 * Linux only; {@link Linux#require()} says so before it is touched. A call that fails returns -1 and leaves its reason in
 * {@link #errno()} of the calling thread.
 */
final class LibC {
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 1;
    static final int MAP_POPULATE = 0x8000;

    static final int MADV_DONTNEED = 4;
    static final int MADV_HUGEPAGE = 14;

    static final int SOL_SOCKET = 1;
    static final int SO_TYPE = 3;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;

    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;

    static final short POLLIN = 1;

    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    /** {@return why the last call of this thread failed, a constant of {@link Errno}} */
    static int errno() {
        return Native.getLastError();
    }

    static native int socket(int domain, int type, int protocol);

    static native int bind(int descriptor, long address, int length);

    static native int setsockopt(int descriptor, int level, int option, long value, int length);

    static native int getsockopt(int descriptor, int level, int option, long value, long length);

    static native long sendto(int descriptor, long buffer, long length, int flags, long address, int addressLength);

    static native long recvfrom(int descriptor, long buffer, long length, int flags, long address, long addressLength);

    static native int recvmmsg(int descriptor, long messages, int count, int flags, long timeout);

    static native int getsockname(int descriptor, long address, long length);

    static native int sendmmsg(int descriptor, long messages, int count, int flags);

    static native int open(String path, int flags);

    static native int close(int descriptor);

    static native long read(int descriptor, long buffer, long length);

    static native long write(int descriptor, long buffer, long length);

    static native int ioctl(int descriptor, long request, long argument);

    static native int poll(long descriptors, long count, int timeoutMs);

    static native long mmap(long address, long length, int protection, int flags, int descriptor, long offset);

    static native int munmap(long address, long length);

    static native int madvise(long address, long length, int advice);

    static native long syscall(long number, long first, long second, long third);

    static native int setns(int descriptor, int type);

    static native String strerror(int errno);
}
