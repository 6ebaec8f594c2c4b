package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.firsthop.core.frame.FrameAllocator;
import org.junit.jupiter.api.Test;

class TapPortTest extends LivePortContract {
    @Override
    CrossConnect connect(final FrameAllocator frames) throws Exception {
        final TapPort left = lab.in("a", () -> TapPort.open("a0", 1500, false, frames));
        return new CrossConnect(frames, left, lab.in("b", () -> TapPort.open("b0", 1500, false, frames)));
    }

    @Test
    void shouldSayWhenTheInterfaceIsTaken() {
        final LinuxException e = assertThrows(
                LinuxException.class, () -> lab.in("a", () -> TapPort.open("a0", 1500, false, pool.allocator())));
        assertTrue(e.getMessage().contains("another process has it"), e.getMessage());
    }

    @Test
    void shouldSayWhenTheInterfaceIsNoTap() {
        final LinuxException e = assertThrows(
                LinuxException.class, () -> lab.in("a", () -> TapPort.open("lo", 1500, false, pool.allocator())));
        assertTrue(e.getMessage().startsWith("lo: attaching"), e.getMessage());
    }
}
