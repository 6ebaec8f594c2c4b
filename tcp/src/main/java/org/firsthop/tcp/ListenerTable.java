package org.firsthop.tcp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The listeners, found from the exact to the general: (address, port), (any address, port), (address, any port), (any address,
 * any port) — RFC 9293 section 3.9.1.1, MUST-41 and MUST-42.
 *
 * <p>The unspecified address (all zero) means any address of either family, port 0 any port. Listeners come and go by the
 * user's hand only, so they lie on the heap; looking one up allocates nothing.
 */
final class ListenerTable {
    private static final int MAX_LISTENERS = 1 << 16;

    private @Nullable Listener[] slots = new Listener[16];
    private @Nullable Listener[] byId = new Listener[8];
    private int[] generations = new int[8];
    private int count;

    /** How many listeners there are of each generality; a kind without any is not searched for. */
    private final int[] kinds = new int[4];

    Listener add(
            final long addressHigh, final long addressLow, final int port, final int backlog, final SynPolicy policy) {
        if (get(addressHigh, addressLow, port) != null) {
            throw new IllegalStateException("port: value=" + port + " is listened at already on this address");
        }
        if (count == MAX_LISTENERS) {
            throw new IllegalStateException("listeners: value=" + (count + 1) + ", limit=" + MAX_LISTENERS);
        }
        int id = 0;
        while (id < byId.length && byId[id] != null) {
            id++;
        }
        if (id == byId.length) {
            byId = Arrays.copyOf(byId, 2 * id);
            generations = Arrays.copyOf(generations, 2 * id);
        }
        final Listener listener = new Listener(addressHigh, addressLow, port, backlog, policy, id, ++generations[id]);
        byId[id] = listener;
        count++;
        kinds[kind(listener)]++;
        rebuild();
        return listener;
    }

    void remove(final Listener listener) {
        byId[listener.id] = null;
        count--;
        kinds[kind(listener)]--;
        rebuild();
    }

    /** {@return the most exact listener for a local address and port, or null} */
    @Nullable
    Listener find(final long high, final long low, final int port) {
        Listener found = kinds[0] == 0 ? null : get(high, low, port);
        if (found == null && kinds[1] != 0) {
            found = get(0, 0, port);
        }
        if (found == null && kinds[2] != 0) {
            found = get(high, low, 0);
        }
        if (found == null && kinds[3] != 0) {
            found = get(0, 0, 0);
        }
        return found;
    }

    /** {@return the listener a handle names, or null when it is closed} */
    @Nullable
    Listener byHandle(final long handle) {
        final int id = (int) handle;
        if (id < 0 || id >= byId.length) {
            return null;
        }
        final Listener listener = byId[id];
        return listener != null && listener.handle == handle ? listener : null;
    }

    @Nullable
    Listener byId(final int id) {
        return byId[id];
    }

    int count() {
        return count;
    }

    private @Nullable Listener get(final long high, final long low, final int port) {
        final int mask = slots.length - 1;
        int slot = slot(high, low, port) & mask;
        Listener listener = slots[slot];
        while (listener != null) {
            if (listener.isAt(high, low, port)) {
                return listener;
            }
            slot = (slot + 1) & mask;
            listener = slots[slot];
        }
        return null;
    }

    private void rebuild() {
        int length = 16;
        while (length < 2 * count + 2) {
            length *= 2;
        }
        slots = new Listener[length];
        for (final Listener listener : byId) {
            if (listener != null) {
                int slot = slot(listener.addressHigh, listener.addressLow, listener.port) & (length - 1);
                while (slots[slot] != null) {
                    slot = (slot + 1) & (length - 1);
                }
                slots[slot] = listener;
            }
        }
    }

    private static int kind(final Listener listener) {
        final boolean anyAddress = (listener.addressHigh | listener.addressLow) == 0;
        return (anyAddress ? 1 : 0) + (listener.port == 0 ? 2 : 0);
    }

    private static int slot(final long high, final long low, final int port) {
        final long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L + port * 0x85EB_CA6BL;
        return (int) (mixed ^ (mixed >>> 32));
    }
}
