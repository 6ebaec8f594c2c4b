package org.firsthop.tcp.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FlowIndexTest {
    private static final int CAPACITY = 512;

    private final FlowKey key = new FlowKey();

    @Test
    void shouldAgreeWithMapOverRandomInsertionsAndRemovals() {
        final long seed = 20_261_122L;
        final Random random = new Random(seed);
        final Slab[] slabs = {new Slab(CAPACITY, 64), new Slab(CAPACITY, 64), new Slab(CAPACITY, 64)};
        final FlowIndex index = new FlowIndex(slabs);
        final Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            final int name = random.nextInt(2_000);
            key.set(0, FlowKey.mapped(name), 80, 0, FlowKey.mapped(7), 1);
            // A poor hash on purpose: long chains, many equal hashes, wrap-around at the end of the table.
            final int hash = (name % 50) * 0x0FFF_FFFF - 3;
            final Integer expected = model.get(name);
            assertEquals(expected == null ? FlowIndex.NONE : expected, index.find(key, hash), "seed " + seed);
            final int kind = 1 + random.nextInt(3);
            if (expected == null && !slabs[kind - 1].isFull()) {
                final int object = slabs[kind - 1].allocate();
                key.write(slabs[kind - 1].address(object));
                index.insert(hash, FlowIndex.reference(kind, object));
                model.put(name, FlowIndex.reference(kind, object));
            } else if (expected != null) {
                index.remove(hash, expected);
                slabs[FlowIndex.kind(expected) - 1].free(FlowIndex.index(expected));
                model.remove(name);
            }
            assertEquals(model.size(), index.size());
        }
    }

    @Test
    void shouldLetAnotherObjectTakeThePlace() {
        final Slab one = new Slab(4, 64);
        final Slab two = new Slab(4, 64);
        final FlowIndex index = new FlowIndex(one, two);
        key.set(1, 2, 3, 4, 5, 6);
        key.write(one.address(one.allocate()));
        key.write(two.address(two.allocate()));
        index.insert(99, FlowIndex.reference(1, 0));
        index.replace(99, FlowIndex.reference(1, 0), FlowIndex.reference(2, 0));
        assertEquals(FlowIndex.reference(2, 0), index.find(key, 99));
        assertEquals(1, index.size());
        assertThrows(IllegalStateException.class, () -> index.remove(99, FlowIndex.reference(1, 0)));
    }

    @Test
    void shouldInsertWhereItIsFoundAlthoughTheTableHasChangedSinceTheSearchInVain() {
        final int hash = 99;
        for (int change = 0; change < 3; change++) {
            final Slab slab = new Slab(16, 64);
            final FlowIndex index = new FlowIndex(slab);
            for (int name = 0; name < 2; name++) {
                insert(slab, index, name, hash);
            }
            assertEquals(FlowIndex.NONE, index.find(key(2), hash));
            if (change == 1) {
                index.remove(hash, FlowIndex.reference(1, 0)); // the other moves to its home
            } else if (change == 2) {
                insert(slab, index, 3, hash); // where the search has ended
            }
            insert(slab, index, 2, hash);
            for (int name = change == 1 ? 1 : 0; name < (change == 2 ? 4 : 3); name++) {
                assertTrue(index.find(key(name), hash) != FlowIndex.NONE, "change " + change + ", key " + name);
            }
        }
    }

    private FlowKey key(final int name) {
        return key.set(0, FlowKey.mapped(name), 80, 0, FlowKey.mapped(7), 1);
    }

    private void insert(final Slab slab, final FlowIndex index, final int name, final int hash) {
        final int object = slab.allocate();
        key(name).write(slab.address(object));
        index.insert(hash, FlowIndex.reference(1, object));
    }

    @Test
    void shouldSpreadNeighboringKeys() {
        final FlowHash hash = new FlowHash(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
        final int[] buckets = new int[256];
        for (int port = 0; port < 65_536; port++) {
            key.set(0, FlowKey.mapped(0x0A00_0001), 80, 0, FlowKey.mapped(0x0A00_0002), port);
            buckets[hash.hash(key) & 255]++;
        }
        double chiSquare = 0;
        for (final int count : buckets) {
            chiSquare += (count - 256.0) * (count - 256.0) / 256.0;
        }
        // 255 degrees of freedom: the chance of more is below 10^-6. Neighbors may well spread more evenly than chance.
        assertTrue(chiSquare < 380, "chi square: " + chiSquare);
    }

    @Test
    void shouldHashUnderTheSecret() {
        key.set(1, 2, 3, 4, 5, 6);
        int same = 0;
        for (int i = 0; i < 1_000; i++) {
            if ((new FlowHash(i, 7).hash(key) & 0xFF) == (new FlowHash(i + 1, 7).hash(key) & 0xFF)) {
                same++;
            }
        }
        assertEquals(4, same, 12);
    }
}
