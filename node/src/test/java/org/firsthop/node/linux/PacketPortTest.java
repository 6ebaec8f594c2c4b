package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.frame.FrameAllocator;
import org.junit.jupiter.api.Test;

class PacketPortTest extends LivePortContract {
    @Override
    CrossConnect connect(final FrameAllocator frames) throws Exception {
        lab.link("a", "a0", "wire", "w0").link("wire", "w1", "b", "b0");
        return lab.in(
                "wire",
                () -> new CrossConnect(
                        frames,
                        PacketPort.open("w0", 1500, PacketRing.DEFAULT, 0, frames),
                        PacketPort.open("w1", 1500, PacketRing.DEFAULT, 0, frames)));
    }

    @Test
    void shouldNameTheInterfaceThatIsNotThere() {
        final LinuxException e = assertThrows(
                LinuxException.class, () -> PacketPort.open("nowhere0", 1500, PacketRing.DEFAULT, 0, pool.allocator()));
        assertTrue(e.getMessage().startsWith("nowhere0: no such interface"), e.getMessage());
    }

    @Test
    void shouldSayWhichMtuTheInterfaceHas() {
        final LinuxException e = assertThrows(
                LinuxException.class,
                () -> lab.in("wire", () -> PacketPort.open("w0", 1800, PacketRing.DEFAULT, 0, pool.allocator())));
        assertTrue(e.getMessage().contains("its MTU is 1500, but 1800 is configured"), e.getMessage());
    }
}
