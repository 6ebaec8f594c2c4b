package org.firsthop.dns.name;

import java.util.Arrays;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.firsthop.core.memory.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An absolute domain name as an immutable object, for configuration, results handed to an application, and tests.
 *
 * <p>It holds the wire form with its case kept; names that differ in case alone are equal (RFC 4343). On a packet's way names
 * stay {@code (base, address, length)}, which {@link #base()}, {@link #address()} and {@link #length()} give.
 */
public final class DomainName implements Comparable<DomainName> {
    /** The name of the root, {@code .}. */
    public static final DomainName ROOT = new DomainName(new byte[1]);

    private final byte[] wire;
    private final @Nullable NameTable table;
    private final @Nullable DomainName above;
    private final int number;

    /** 0 until it was asked for; the same whichever thread computes it. */
    private int suffixHash;

    private DomainName(final byte[] wire) {
        this(wire, null, 0, null);
    }

    private DomainName(
            final byte[] wire, final @Nullable NameTable table, final int number, final @Nullable DomainName above) {
        this.wire = wire;
        this.table = table;
        this.number = number;
        this.above = above;
    }

    /** {@return this name with a number in a table, below another of the table} */
    DomainName in(final NameTable owner, final int place, final @Nullable DomainName parent) {
        return new DomainName(wire, owner, place, parent);
    }

    /** {@return the table that this name belongs to, or null} */
    public @Nullable NameTable table() {
        return table;
    }

    /** {@return this name's number in its table, from 1, the same whatever the case; 0 for the root and without a table} */
    public int number() {
        return number;
    }

    /** {@return the name of the same table without the first label; null for the root and without a table} */
    public @Nullable DomainName above() {
        return above;
    }

    boolean hasOctetsOf(final DomainName other) {
        return Arrays.equals(wire, other.wire);
    }

    /**
     * The name that a text stands for; a final dot may be left out.
     *
     * @param text as {@link NameText} reads it, such as {@code www.example.com}.
     * @return the name.
     * @throws IllegalArgumentException when the text is no name.
     */
    public static DomainName of(final CharSequence text) {
        final byte[] scratch = new byte[WireName.CAPACITY];
        final UnsafeBuffer buffer = new UnsafeBuffer(scratch);
        final int length = NameText.parse(text, scratch, buffer.addressOffset());
        if (length < 0) {
            throw new IllegalArgumentException("name: value=" + text + ", " + NameText.describe(length));
        }
        return new DomainName(Arrays.copyOf(scratch, length));
    }

    /**
     * The name whose wire form lies in memory.
     *
     * @param base the array, or {@code null} for absolute addresses.
     * @param address of a well-formed name in wire form.
     * @return the name, a copy.
     */
    public static DomainName ofWire(final @Nullable Object base, final long address) {
        final byte[] wire = new byte[WireName.length(base, address)];
        final DomainName name = new DomainName(wire);
        Memory.copy(base, address, wire, name.address(), wire.length);
        return name;
    }

    /** {@return the array that holds the wire form, to read by {@link #address()}; not to be written} */
    public Object base() {
        return wire;
    }

    /** {@return the address of the wire form's first octet, together with {@link #base()}} */
    public long address() {
        return BufferUtil.ARRAY_BASE_OFFSET;
    }

    /** {@return the hash of the whole name as {@link NameSuffixes#hash} gives it, computed once; the same whatever the case} */
    public int suffixHash() {
        int hash = suffixHash;
        if (hash == 0) {
            hash = new NameSuffixes().wrap(wire, address()).hash(0);
            suffixHash = hash;
        }
        return hash;
    }

    /** {@return octets of the wire form, 1 to 255} */
    public int length() {
        return wire.length;
    }

    /** {@return the wire form as a new buffer, from index 0; not to be written} */
    public DirectBuffer buffer() {
        return new UnsafeBuffer(wire);
    }

    /** {@return the number of labels, the root not counted: 0 to 127} */
    public int labelCount() {
        return WireName.labelCount(wire, address());
    }

    /** {@return whether this is the root} */
    public boolean isRoot() {
        return wire.length == 1;
    }

    /**
     * The name without its first label.
     *
     * @return the parent; the root is its own.
     */
    public DomainName parent() {
        if (above != null) {
            return above;
        }
        return isRoot() ? this : new DomainName(Arrays.copyOfRange(wire, wire[0] + 1, wire.length));
    }

    /**
     * Tells whether this name is another or lies below it.
     *
     * @param ancestor that may lie above.
     * @return whether it does.
     */
    public boolean isSubdomainOf(final DomainName ancestor) {
        return WireName.isSubdomain(
                wire, address(), wire.length, ancestor.wire, ancestor.address(), ancestor.wire.length);
    }

    /** Compares in canonical order (RFC 4034 section 6.1). */
    @Override
    public int compareTo(final DomainName other) {
        return WireName.compareCanonical(wire, address(), other.wire, other.address());
    }

    /** {@return whether the other is a name with the same octets, but for the case of ASCII letters} */
    @Override
    public boolean equals(final @Nullable Object other) {
        return other instanceof DomainName name
                && name.wire.length == wire.length
                && WireName.equalsIgnoreCase(wire, address(), name.wire, name.address(), wire.length);
    }

    /** {@return a hash that does not depend on case} */
    @Override
    public int hashCode() {
        return (int) WireName.hash(wire, address(), wire.length, 0);
    }

    /** {@return the name as text with its final dot} */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(wire.length);
        NameText.print(wire, address(), text);
        return text.toString();
    }
}
