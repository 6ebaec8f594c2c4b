package org.firsthop.node.linux;

import java.io.IOException;

/**
 * Linux refused something; the message says what, why, and what would help: the capability that is missing, the version of
 * the kernel that is needed, the limit that is too low.
 */
public final class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The number of the reason, 0 when there is none. */
    private final int errno;

    private LinuxException(final String message, final int errno) {
        super(message);
        this.errno = errno;
    }

    /** A refusal that has no number of its own. */
    static LinuxException because(final String message) {
        return new LinuxException(message, 0);
    }

    /**
     * A refusal of the C library's last call.
     *
     * @param subject what it is about, such as the name of an interface.
     * @param action what was tried.
     * @param errno why it failed.
     */
    static LinuxException of(final String subject, final String action, final int errno) {
        return new LinuxException(subject + ": " + action + ": " + LibC.strerror(errno) + advice(errno), errno);
    }

    /** The same, with advice of the caller's own. */
    static LinuxException of(final String subject, final String action, final int errno, final String advice) {
        return new LinuxException(subject + ": " + action + ": " + LibC.strerror(errno) + "; " + advice, errno);
    }

    private static String advice(final int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                "; needs the capabilities CAP_NET_RAW and CAP_NET_ADMIN: run it as root, or give them to the process";
            case Errno.ENODEV, Errno.ENXIO -> "; 'ip link' shows which interfaces this network namespace has";
            case Errno.EBUSY -> "; another process has it";
            case Errno.ENOMEM, Errno.ENOBUFS -> "; smaller rings need less memory";
            case Errno.ENOPROTOOPT, Errno.EPROTONOSUPPORT, Errno.EAFNOSUPPORT, Errno.ENOSYS ->
                "; kernel " + System.getProperty("os.version") + " is too old, or was built without it";
            default -> "";
        };
    }

    /** {@return the number of the reason as errno(3) has it, or 0 when there is none} */
    public int errno() {
        return errno;
    }
}
