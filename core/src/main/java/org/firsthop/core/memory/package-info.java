/**
 * Memory outside the heap, and the one place where octets are read and written without a check.
 *
 * <p>A {@link org.firsthop.core.memory.MemoryRegion} owns aligned, zeroed octets that the garbage collector never moves or
 * scans; {@link org.firsthop.core.memory.Memory} reads and writes them by address. Everything above this package that
 * touches a raw address does so through {@code Memory}, so that a change of the JVM's means of access (today Agrona's
 * {@code UnsafeApi}) is a change of one class.
 *
 * <p>Large regions are aligned so that the system can keep them in pages of 2 MiB; a {@link
 * org.firsthop.core.memory.PageAdvisor} asks it to.
 *
 * <p>Nothing here checks bounds. The rule that makes it safe: an address is only ever derived from a region the caller
 * owns and an index that a total check ({@code XFlyweight.check}) or a capacity mask has bounded.
 */
@NullMarked
package org.firsthop.core.memory;

import org.jspecify.annotations.NullMarked;
