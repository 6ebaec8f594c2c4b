package org.firsthop.node.linux;

/**
 * The program that an interface runs on every frame it receives, as early as its driver can: it hands the frame to the AF_XDP
 * socket of the queue by which it came in, and lets the kernel have it where there is none.
 *
 * <p>It hangs on a link of this process (Linux 5.9) and is gone with it, however it ends.
 */
final class XdpProgram implements AutoCloseable {
    private static final int QUEUE_INDEX = 16;
    private static final int PASS = 2;
    private static final int REDIRECT_MAP = 51;

    private static final int FLAGS_GENERIC = 1 << 1;
    private static final int FLAGS_DRIVER = 1 << 2;

    private final NetworkDevice device;
    private final int map;
    private final int program;
    private final int link;
    private final boolean isGeneric;

    private XdpProgram(
            final NetworkDevice device, final int map, final int program, final int link, final boolean isGeneric) {
        this.device = device;
        this.map = map;
        this.program = program;
        this.link = link;
        this.isGeneric = isGeneric;
    }

    /**
     * Attaches a program to an interface: in its driver, or where the driver cannot, behind it.
     *
     * @param device to attach to.
     * @param queues of the interface.
     */
    static XdpProgram attach(final NetworkDevice device, final int queues) throws LinuxException {
        final String name = device.name();
        final int map = Bpf.createSocketMap(name, queues);
        int program = -1;
        try {
            program = Bpf.loadXdpProgram(
                    name,
                    new BpfAssembler()
                            .loadWord(2, 1, QUEUE_INDEX)
                            .loadMap(1, map)
                            .move(3, PASS)
                            .call(REDIRECT_MAP)
                            .exit());
            int link = Bpf.tryLink(program, device.index(), FLAGS_DRIVER);
            final boolean isGeneric = link == -Errno.EOPNOTSUPP || link == -Errno.EINVAL;
            if (isGeneric) {
                link = Bpf.tryLink(program, device.index(), FLAGS_GENERIC);
            }
            if (link < 0) {
                throw refusal(name, -link);
            }
            return new XdpProgram(device, map, program, link, isGeneric);
        } catch (final LinuxException e) {
            if (program >= 0) {
                LibC.close(program);
            }
            LibC.close(map);
            throw e;
        }
    }

    private static LinuxException refusal(final String name, final int errno) {
        final String action = "attaching the XDP program";
        return switch (errno) {
            case Errno.EBUSY, Errno.EEXIST ->
                LinuxException.of(name, action, errno, "another XDP program is there ('ip link show " + name + "')");
            case Errno.EINVAL ->
                LinuxException.of(
                        name,
                        action,
                        errno,
                        "kernel " + System.getProperty("os.version")
                                + " cannot link XDP programs; that needs Linux 5.9");
            default -> LinuxException.of(name, action, errno);
        };
    }

    /** {@return whether the driver cannot run programs, so that the kernel runs it behind the driver} */
    boolean isGeneric() {
        return isGeneric;
    }

    /** Lets a queue's frames go to a socket. */
    void put(final int queue, final int socket) throws LinuxException {
        Bpf.putSocket(device.name(), map, queue, socket);
    }

    /** Detaches the program. */
    @Override
    public void close() {
        LibC.close(link);
        LibC.close(program);
        LibC.close(map);
    }
}
