package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.frame.FrameAllocator;
import org.firsthop.core.frame.FramePool;
import org.junit.jupiter.api.Test;

class XdpPortTest extends LivePortContract {
    @Override
    CrossConnect connect(final FrameAllocator frames) throws Exception {
        lab.link("a", "a0", "wire", "w0").link("wire", "w1", "b", "b0");
        return lab.in("wire", () -> new CrossConnect(frames, open("w0", frames), open("w1", frames)));
    }

    private XdpPort open(final String name, final FrameAllocator frames) throws Exception {
        return lab.closing(XdpInterface.attach(name, 1500, 1)).open(0, frames);
    }

    @Test
    void shouldRunInTheDriverOfVeth() throws Exception {
        final String link = lab.exec("wire", "ip", "link", "show", "w0").ok().output();
        assertTrue(link.contains(" xdp "), link);
        assertFalse(((XdpPort) wire.left).isZeroCopy());
    }

    @Test
    void shouldDetachWhenClosed() throws Exception {
        lab.link("a", "a1", "wire", "w2");
        final FrameAllocator frames =
                FramePool.builder().slotLength(2048).build().allocator();
        lab.in("wire", () -> {
            try (XdpInterface shared = XdpInterface.attach("w2", 1500, 1);
                    XdpPort port = shared.open(0, frames)) {
                assertTrue(port.isOpen());
            }
            return null;
        });
        final String link = lab.exec("wire", "ip", "link", "show", "w2").ok().output();
        assertFalse(link.contains("xdp"), link);
        assertEquals(0, frames.pool().outstanding());
    }

    @Test
    void shouldSayWhenAnotherProgramIsThere() {
        final LinuxException e =
                assertThrows(LinuxException.class, () -> lab.in("wire", () -> XdpInterface.attach("w0", 1500, 1)));
        assertTrue(e.getMessage().contains("another XDP program is there"), e.getMessage());
    }

    @Test
    void shouldSayWhenThereAreMoreWorkersThanQueues() {
        final LinuxException e =
                assertThrows(LinuxException.class, () -> lab.in("b", () -> XdpInterface.attach("b0", 1500, 2)));
        assertTrue(e.getMessage().contains("2 workers cannot share 1 queue;"), e.getMessage());
    }

    @Test
    void shouldSayWhichSlotsItNeeds() {
        final FrameAllocator frames =
                FramePool.builder().frames(8).slotLength(9 * 1024).build().allocator();
        final LinuxException e = assertThrows(
                LinuxException.class,
                () -> lab.in("b", () -> {
                    try (XdpInterface shared = XdpInterface.attach("b0", 1500, 1)) {
                        return shared.open(0, frames);
                    }
                }));
        assertTrue(e.getMessage().contains("2048 to 4096 octets"), e.getMessage());
    }
}
