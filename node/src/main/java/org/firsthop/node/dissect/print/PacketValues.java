package org.firsthop.node.dissect.print;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.firsthop.node.dissect.DissectedPacket;
import org.firsthop.node.dissect.Item;
import org.firsthop.node.dissect.Layer;

/** The values that a packet has for chosen fields. */
final class PacketValues {
    private PacketValues() {}

    /** For each name, in their order, the values from the outermost layer inwards. */
    static List<List<String>> of(final DissectedPacket packet, final List<String> names) {
        final Map<String, List<String>> values = new HashMap<>();
        for (final String name : names) {
            values.put(name, new ArrayList<>());
        }
        for (final Layer layer : packet.layers()) {
            for (final Item item : layer.items()) {
                final List<String> list = values.get(item.field().name());
                if (list != null) {
                    list.add(item.value());
                }
            }
        }
        final List<List<String>> columns = new ArrayList<>(names.size());
        for (final String name : names) {
            columns.add(values.getOrDefault(name, List.of()));
        }
        return columns;
    }
}
