package org.firsthop.forwarding.rib;

import org.firsthop.core.memory.Memory;

/**
 * Routes outside the heap, each in two lists: of its prefix, the preferred ones first, and of its next hops. Not
 * thread-safe.
 */
final class RouteRecords {
    private static final int NEXT_OF_PREFIX_OFFSET = 0;
    private static final int PREFIX_OFFSET = 4;
    private static final int TARGET_OFFSET = 8;
    private static final int PREVIOUS_OF_TARGET_OFFSET = 12;
    private static final int NEXT_OF_TARGET_OFFSET = 16;
    private static final int METRIC_OFFSET = 20;
    private static final int PATH_ID_OFFSET = 24;
    private static final int SOURCE_OFFSET = 28;
    private static final int RECORD_LENGTH = 32;

    private final RecordPool records;

    RouteRecords(final int limit) {
        records = new RecordPool(RECORD_LENGTH, limit);
    }

    int allocate() {
        return records.allocate();
    }

    void release(final int route) {
        records.release(route);
    }

    int count() {
        return records.count();
    }

    long octets() {
        return records.octets();
    }

    int nextOfPrefix(final int route) {
        return get(route, NEXT_OF_PREFIX_OFFSET);
    }

    void nextOfPrefix(final int route, final int next) {
        put(route, NEXT_OF_PREFIX_OFFSET, next);
    }

    int prefix(final int route) {
        return get(route, PREFIX_OFFSET);
    }

    void prefix(final int route, final int prefix) {
        put(route, PREFIX_OFFSET, prefix);
    }

    int target(final int route) {
        return get(route, TARGET_OFFSET);
    }

    void target(final int route, final int target) {
        put(route, TARGET_OFFSET, target);
    }

    int previousOfTarget(final int route) {
        return get(route, PREVIOUS_OF_TARGET_OFFSET);
    }

    void previousOfTarget(final int route, final int previous) {
        put(route, PREVIOUS_OF_TARGET_OFFSET, previous);
    }

    int nextOfTarget(final int route) {
        return get(route, NEXT_OF_TARGET_OFFSET);
    }

    void nextOfTarget(final int route, final int next) {
        put(route, NEXT_OF_TARGET_OFFSET, next);
    }

    int metric(final int route) {
        return get(route, METRIC_OFFSET);
    }

    void metric(final int route, final int metric) {
        put(route, METRIC_OFFSET, metric);
    }

    int pathId(final int route) {
        return get(route, PATH_ID_OFFSET);
    }

    void pathId(final int route, final int pathId) {
        put(route, PATH_ID_OFFSET, pathId);
    }

    int source(final int route) {
        return get(route, SOURCE_OFFSET);
    }

    void source(final int route, final int source) {
        put(route, SOURCE_OFFSET, source);
    }

    private int get(final int route, final int offset) {
        return Memory.nativeInt(null, records.address(route) + offset);
    }

    private void put(final int route, final int offset, final int value) {
        Memory.putNativeInt(null, records.address(route) + offset, value);
    }
}
