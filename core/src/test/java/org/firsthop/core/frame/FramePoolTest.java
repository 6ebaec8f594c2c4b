package org.firsthop.core.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FramePoolTest {
    private static FramePool pool(final int frames) {
        return FramePool.builder().frames(frames).checked(true).build();
    }

    @Test
    void shouldHandOutEveryFrameOnceAndThenNone() {
        final FramePool pool = pool(1000);
        final FrameAllocator frames = pool.allocator();
        final Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertTrue(seen.add(frames.allocate()));
        }
        assertEquals(FramePool.NO_FRAME, frames.allocate());
        assertEquals(1, frames.failures());
        assertEquals(1000, pool.outstanding());
        assertEquals(0, seen.stream().mapToInt(Integer::intValue).min().orElseThrow());
        assertEquals(999, seen.stream().mapToInt(Integer::intValue).max().orElseThrow());
        seen.forEach(frames::free);
        assertEquals(0, pool.outstanding());
        assertEquals(List.of(), pool.owned());
    }

    @Test
    void shouldHandOutAndTakeBackManyFramesAtOnce() {
        final FramePool pool = pool(1000);
        final FrameAllocator frames = pool.allocator();
        final FrameBatch batch = new FrameBatch();
        assertEquals(300, frames.allocate(batch, 300));
        assertEquals(700, frames.allocate(batch, 900));
        assertEquals(1, frames.failures());
        assertEquals(0, frames.allocate(batch, 1));
        assertEquals(1000, pool.owned().size());
        assertEquals(1000, pool.outstanding());
        frames.free(batch, 10, 500);
        assertEquals(510, pool.outstanding());
        frames.free(batch, 0, 10);
        frames.free(batch, 500, 1000);
        assertEquals(List.of(), pool.owned());
        assertEquals(0, pool.outstanding());
    }

    @Test
    void shouldFreeNoneOfABatchWithAFrameThatNobodyOwns() {
        final FramePool pool = pool(100);
        final FrameAllocator frames = pool.allocator();
        final FrameBatch batch = new FrameBatch();
        frames.allocate(batch, 2);
        final int other = frames.allocate();
        frames.free(other);
        batch.add(other);
        assertThrows(IllegalStateException.class, () -> frames.free(batch, 2, 3));
        frames.free(batch, 0, 2);
        assertEquals(0, pool.outstanding());
    }

    @Test
    void shouldTakeTheFrameThatWasFreedLast() {
        final FrameAllocator frames = pool(100).allocator();
        final int first = frames.allocate();
        frames.allocate();
        frames.free(first);
        assertEquals(first, frames.allocate());
    }

    @Test
    void shouldPlaceAFrameBehindItsHeadroomAlignedToACacheLine() {
        final FramePool pool =
                FramePool.builder().frames(10).slotLength(512).headroom(64).build();
        final FrameAllocator frames = pool.allocator();
        final int frame = frames.allocate();
        assertEquals(pool.slotOffset(frame) + 64, pool.offset(frame));
        assertEquals(0, pool.address(frame) % 64);
        assertEquals(0, pool.length(frame));
        assertEquals(448, pool.maxFrameLength());
        assertEquals(0, (pool.address(frame) - pool.offset(frame)) % (2 * 1024 * 1024));
    }

    @Test
    void shouldPlaceTheNetworkHeaderAndANewLinkHeaderInOneCacheLine() {
        final FramePool pool = pool(10);
        final int frame = pool.allocator().allocate();
        assertEquals(24, (pool.address(frame) + 14) % 64);
    }

    @Test
    void shouldKeepEveryDescriptorFieldApart() {
        final FramePool pool = pool(4);
        final FrameAllocator frames = pool.allocator();
        final int frame = frames.allocate();
        final int other = frames.allocate();
        pool.length(frame, 1500);
        pool.l3Offset(frame, 0xFFFE);
        pool.l4Offset(frame, 34);
        pool.ingress(frame, 65_535);
        pool.flags(frame, FramePool.TRACED);
        pool.flowHash(frame, 0xDEADBEEF);
        pool.adjacency(frame, 77);
        pool.timestamp(frame, Long.MIN_VALUE + 5);
        assertEquals(1500, pool.length(frame));
        assertEquals(0xFFFE, pool.l3Offset(frame));
        assertEquals(34, pool.l4Offset(frame));
        assertEquals(65_535, pool.ingress(frame));
        assertEquals(FramePool.TRACED, pool.flags(frame));
        assertEquals(0xDEADBEEF, pool.flowHash(frame));
        assertEquals(77, pool.adjacency(frame));
        assertEquals(Long.MIN_VALUE + 5, pool.timestamp(frame));
        assertEquals(0, pool.length(other) + pool.l3Offset(other) + pool.ingress(other) + pool.flags(other));

        frames.free(frame);
        assertEquals(frame, frames.allocate());
        assertEquals(0, pool.length(frame) + pool.l3Offset(frame) + pool.l4Offset(frame) + pool.ingress(frame));
        assertEquals(0, pool.flags(frame) + pool.flowHash(frame) + pool.adjacency(frame) + pool.timestamp(frame));
    }

    @Test
    void shouldFindADoubleFree() {
        final FrameAllocator frames = pool(4).allocator();
        final int frame = frames.allocate();
        frames.free(frame);
        final IllegalStateException e = assertThrows(IllegalStateException.class, () -> frames.free(frame));
        assertTrue(e.getMessage().contains("frame " + frame), e.getMessage());
    }

    @Test
    void shouldNameLeakedFrames() {
        final FramePool pool = pool(8);
        final FrameAllocator frames = pool.allocator();
        final int kept = frames.allocate();
        frames.free(frames.allocate());
        assertEquals(List.of(kept), pool.owned());
        assertEquals(1, pool.outstanding());
    }

    @Test
    void shouldPoisonFreedFramesWhenChecked() {
        final FramePool pool = pool(4);
        final FrameAllocator frames = pool.allocator();
        final int frame = frames.allocate();
        pool.buffer().putByte(pool.offset(frame), (byte) 1);
        frames.free(frame);
        assertEquals((byte) 0xA5, pool.buffer().getByte(pool.slotOffset(frame) + pool.headroom()));
    }

    @Test
    void shouldRefuseBoundsOutsideTheSlot() {
        final FramePool pool = pool(4);
        final FrameAllocator frames = pool.allocator();
        final int frame = frames.allocate();
        final int slot = pool.slotOffset(frame);
        pool.bounds(frame, slot, pool.slotLength());
        assertThrows(IndexOutOfBoundsException.class, () -> pool.bounds(frame, slot - 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.bounds(frame, slot, pool.slotLength() + 1));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.bounds(frame, slot, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.length(4));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.length(-1));
    }

    @Test
    void shouldReplaceAHeaderAndCutWhatIsBehindThePacket() {
        final FramePool pool = pool(4);
        final int frame = pool.allocator().allocate();
        final int offset = pool.offset(frame);
        pool.bounds(frame, offset, 60);

        pool.replaceHeader(frame, 14, 18, 40);

        assertEquals(offset - 4, pool.offset(frame));
        assertEquals(58, pool.length(frame));
        assertEquals(18, pool.l3Offset(frame));
        assertEquals(0, pool.l4Offset(frame));
    }

    @Test
    void shouldRefuseToReplaceAHeaderByOneThatHasNoRoomOrToKeepMoreThanThereIs() {
        final FramePool pool = pool(4);
        final int frame = pool.allocator().allocate();
        final int free = pool.offset(frame) - pool.slotOffset(frame);
        pool.bounds(frame, pool.offset(frame), 60);

        assertThrows(IndexOutOfBoundsException.class, () -> pool.replaceHeader(frame, 14, free + 15, 40));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.replaceHeader(frame, 14, -1, 40));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.replaceHeader(frame, 14, 14, 47));
        assertThrows(IndexOutOfBoundsException.class, () -> pool.replaceHeader(frame, 14, 14, -1));
        assertEquals(60, pool.length(frame));
        pool.replaceHeader(frame, 14, free + 14, 46);
        assertEquals(pool.slotOffset(frame), pool.offset(frame));
    }

    @Test
    void shouldRefuseSizesOutsideTheirRange() {
        assertThrows(
                IllegalArgumentException.class,
                () -> FramePool.builder().frames(0).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> FramePool.builder().slotLength(100).build());
        assertThrows(
                IllegalArgumentException.class,
                () -> FramePool.builder().headroom(-1).build());
        final IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> FramePool.builder().frames(2_000_000).build());
        assertTrue(e.getMessage().contains("limit="), e.getMessage());
    }

    @Test
    void shouldCopyOctetsAndDescriptorIntoAnotherPool() {
        final FramePool pool = pool(4);
        final FramePool other = FramePool.builder().frames(4).headroom(256).build();
        final int from = pool.allocator().allocate();
        final int to = other.allocator().allocate();
        pool.length(from, 5);
        pool.buffer().putStringWithoutLengthAscii(pool.offset(from), "hello");
        pool.l3Offset(from, 14);
        pool.timestamp(from, 99);
        pool.flowHash(from, 7);
        pool.copy(from, to, other);
        assertEquals("hello", other.buffer().getStringWithoutLengthAscii(other.offset(to), 5));
        assertEquals(other.slotOffset(to) + 256, other.offset(to));
        assertEquals(14, other.l3Offset(to));
        assertEquals(99, other.timestamp(to));
        assertEquals(7, other.flowHash(to));
    }

    @Test
    void shouldReturnFramesFreedOnAnotherThreadToTheirPool() throws InterruptedException {
        final FramePool pool = pool(512);
        final FrameAllocator producer = pool.allocator();
        final FrameAllocator consumer = pool.allocator();
        final SpscFrameQueue queue = new SpscFrameQueue(64);
        final int total = 200_000;
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final Thread thread = new Thread(() -> {
            final FrameBatch batch = new FrameBatch();
            int received = 0;
            try {
                while (received < total) {
                    if (queue.poll(batch, 100) == 0) {
                        Thread.onSpinWait();
                        continue;
                    }
                    for (int i = 0; i < batch.size(); i++) {
                        assertEquals(received++, pool.flowHash(batch.get(i)));
                    }
                    consumer.freeAll(batch);
                }
            } catch (final Throwable e) {
                failure.set(e);
            }
        });
        thread.start();
        final FrameBatch batch = new FrameBatch();
        int sent = 0;
        while (sent < total && thread.isAlive()) {
            while (batch.size() < 40 && sent + batch.size() < total) {
                final int frame = producer.allocate();
                if (frame == FramePool.NO_FRAME) {
                    break;
                }
                pool.flowHash(frame, sent + batch.size());
                batch.add(frame);
            }
            final int taken = queue.offer(batch);
            batch.removeFirst(taken);
            sent += taken;
        }
        thread.join();
        assertEquals(null, failure.get());
        assertEquals(0, pool.outstanding());
        assertEquals(List.of(), pool.owned());
        assertNotEquals(0, consumer.freed());
    }

    @Test
    void shouldRefuseMoreAllocatorsThanItsLimit() {
        final FramePool pool = pool(4);
        for (int i = 0; i < 256; i++) {
            pool.allocator();
        }
        assertThrows(IllegalStateException.class, pool::allocator);
    }
}
