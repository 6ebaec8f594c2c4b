package org.firsthop.node.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.firsthop.core.memory.Memory;
import org.firsthop.core.memory.MemoryRegion;
import org.firsthop.core.memory.PageAdvisor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HugePagesTest {
    private static final int CAPACITY = 16 * 1024 * 1024 + 4096;

    @BeforeEach
    void require() {
        assumeTrue(HugePages.use(), "the kernel gives no huge pages to those who ask");
    }

    @AfterEach
    void leaveItToTheSystem() {
        MemoryRegion.adviseBy(PageAdvisor.NONE);
    }

    @Test
    void shouldKeepARegionInHugePagesThatAreZero() throws IOException {
        final MemoryRegion region = MemoryRegion.allocate(CAPACITY);

        long sum = 0;
        for (int i = 0; i < CAPACITY; i += Long.BYTES) {
            sum |= Memory.nativeLong(null, region.address() + i);
            Memory.putNativeLong(null, region.address() + i, i);
        }
        assertEquals(0, sum);
        for (int i = 0; i < CAPACITY; i += Long.BYTES) {
            assertEquals(i, Memory.nativeLong(null, region.address() + i));
        }
        final long kibibytes = inHugePages(region.address());
        assumeTrue(kibibytes > 0, "the machine has no huge page left");
        assertTrue(kibibytes <= CAPACITY / 1024, kibibytes + " KiB");
    }

    @Test
    void shouldLeaveSmallRegionsAlone() throws IOException {
        final MemoryRegion region = MemoryRegion.allocate(1024 * 1024);

        Memory.putNativeLong(null, region.address(), 1);
        assertEquals(0, inHugePages(region.address()));
    }

    /** KiB that the mapping around an address has in huge pages, as the kernel tells it. */
    private static long inHugePages(final long address) throws IOException {
        boolean isWithin = false;
        for (final String line : readAllLines()) {
            final String[] words = line.split("[ -]+", 3);
            if (words[0].matches("[0-9a-f]+")) {
                isWithin = Long.compareUnsigned(Long.parseUnsignedLong(words[0], 16), address) <= 0
                        && Long.compareUnsigned(address, Long.parseUnsignedLong(words[1], 16)) < 0;
            } else if (isWithin && words[0].equals("AnonHugePages:")) {
                return Long.parseLong(words[1]);
            }
        }
        throw new IllegalStateException("no mapping at " + Long.toHexString(address));
    }

    private static List<String> readAllLines() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps"));
    }
}
