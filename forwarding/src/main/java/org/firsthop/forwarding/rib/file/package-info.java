/**
 * Files of routes: read and written as streams, whatever their size.
 *
 * <p>{@link org.firsthop.forwarding.rib.file.RouteFile} opens a file and gives its routes one by one as a
 * {@link org.firsthop.forwarding.rib.file.FileRoute}, one object that is filled again and again. The formats:
 *
 * <ul>
 *   <li>lists of prefixes, one a line, with or without the address of a gateway after each;
 *   <li>what {@code ip route} and {@code ip -6 route} print, with all types of routes, several paths, and the words that the
 *       kernel adds;
 *   <li>any of these compressed with gzip.
 * </ul>
 *
 * <p>{@link org.firsthop.forwarding.rib.file.LineReader} finds words and addresses in the octets themselves, so that a list of
 * a million prefixes takes a fraction of a second. {@link org.firsthop.forwarding.rib.file.RouteTextWriter} writes what the
 * readers read; {@link org.firsthop.forwarding.rib.file.RouteTableFile} dumps and loads a whole {@link
 * org.firsthop.forwarding.rib.RouteTable}. What a file says wrongly is a {@link
 * org.firsthop.forwarding.rib.file.RouteFileException} with the file, the line and the column:
 *
 * <pre>{@code
 * table.txt:17:9: prefixLength: value=33, limit=32
 * routes.txt:3:21: expected the name of an interface, found the end of the line
 * }</pre>
 */
@NullMarked
package org.firsthop.forwarding.rib.file;

import org.jspecify.annotations.NullMarked;
