package org.firsthop.node.linux;

import org.firsthop.core.wire.EtherType;
import org.firsthop.core.wire.EthernetFlyweight;
import org.firsthop.core.wire.Ipv4Flyweight;
import org.firsthop.core.wire.Ipv6Flyweight;
import org.jspecify.annotations.Nullable;

/**
 * The program that an interface runs on every frame it receives, as early as its driver can: it hands the frame to the AF_XDP
 * socket of the queue by which it came in, and lets the kernel have it where there is none.
 *
 * <p>It hangs on a link of this process (Linux 5.9) and is gone with it, however it ends.
 */
final class XdpProgram implements AutoCloseable {
    /** Of the context, a {@code struct xdp_md}. */
    private static final int DATA = 0;

    private static final int DATA_END = 4;
    private static final int QUEUE_INDEX = 16;

    /** The register that keeps the context. */
    private static final int CONTEXT = 6;

    private static final int ETHERNET = EthernetFlyweight.HEADER_LENGTH;
    private static final int IPV4 = Ipv4Flyweight.MIN_HEADER_LENGTH;
    private static final int IPV6 = Ipv6Flyweight.HEADER_LENGTH;
    private static final int GROUP_BIT = 1;
    private static final int LOOK_UP = 1;
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
     * @param kernels addresses whose packets the kernel gets, or {@code null} when it gets none.
     */
    static XdpProgram attach(final NetworkDevice device, final int queues, final @Nullable KernelAddresses kernels)
            throws LinuxException {
        final String name = device.name();
        final int map = Bpf.createSocketMap(name, queues);
        int program = -1;
        try {
            program = Bpf.loadXdpProgram(name, kernels == null ? all(map) : allButKernels(map, kernels.map()));
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

    /** Every frame goes to the socket. */
    private static BpfAssembler all(final int sockets) {
        return redirect(new BpfAssembler().copy(CONTEXT, 1), sockets);
    }

    /** What is IPv4 or IPv6, to one station, and not to an address of the kernel's goes to the socket, all else to the kernel. */
    private static BpfAssembler allButKernels(final int sockets, final int addresses) {
        final BpfAssembler.Label pass = new BpfAssembler.Label();
        final BpfAssembler.Label ipv6 = new BpfAssembler.Label();
        final BpfAssembler.Label lookup = new BpfAssembler.Label();
        final BpfAssembler program = new BpfAssembler()
                .copy(CONTEXT, 1)
                .loadWord(2, CONTEXT, DATA)
                .loadWord(3, CONTEXT, DATA_END)
                .copy(4, 2)
                .add(4, ETHERNET + IPV4)
                .jumpIfGreater(4, 3, pass)
                .loadOctet(5, 2, 0)
                .and(5, GROUP_BIT)
                .jumpIfNotEqual(5, 0, pass)
                .move(0, 0);
        for (int word = -KernelAddresses.KEY_LENGTH; word < 0; word += Integer.BYTES) {
            program.storeWord(BpfAssembler.STACK, word, 0);
        }
        program.loadHalfWord(5, 2, ETHERNET - Short.BYTES)
                .jumpIfEqual(5, BpfAssembler.network(EtherType.IPV6), ipv6)
                .jumpIfNotEqual(5, BpfAssembler.network(EtherType.IPV4), pass)
                .loadWord(5, 2, ETHERNET + Ipv4Flyweight.DESTINATION_OFFSET)
                .storeWord(BpfAssembler.STACK, -Integer.BYTES, 5)
                .jump(lookup)
                .bind(ipv6)
                .copy(4, 2)
                .add(4, ETHERNET + IPV6)
                .jumpIfGreater(4, 3, pass)
                .loadHalfWord(5, 2, ETHERNET + Ipv6Flyweight.DESTINATION_OFFSET)
                .and(5, BpfAssembler.network(0xFFC0))
                .jumpIfEqual(5, BpfAssembler.network(0xFE80), pass); // Link-local ones are for this node, or nobody.
        for (int word = 0; word < KernelAddresses.KEY_LENGTH; word += Integer.BYTES) {
            program.loadWord(5, 2, ETHERNET + Ipv6Flyweight.DESTINATION_OFFSET + word)
                    .storeWord(BpfAssembler.STACK, word - KernelAddresses.KEY_LENGTH, 5);
        }
        program.bind(lookup)
                .loadMap(1, addresses)
                .copy(2, BpfAssembler.STACK)
                .add(2, -KernelAddresses.KEY_LENGTH)
                .call(LOOK_UP)
                .jumpIfNotEqual(0, 0, pass);
        return redirect(program, sockets).bind(pass).move(0, PASS).exit();
    }

    private static BpfAssembler redirect(final BpfAssembler program, final int sockets) {
        return program.loadWord(2, CONTEXT, QUEUE_INDEX)
                .loadMap(1, sockets)
                .move(3, PASS)
                .call(REDIRECT_MAP)
                .exit();
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
