/**
 * Zones: read from master files, and held so that they are searched without allocation (RFC 1034 section 4.2, RFC 1035 section
 * 5).
 *
 * <p>{@link org.firsthop.dns.zone.MasterFileReader} turns text into records and knows nothing of zones; {@link
 * org.firsthop.dns.zone.ZoneBuilder} takes records of one zone, refuses what cannot stand together, and makes a {@link
 * org.firsthop.dns.zone.Zone}, which never changes. A server that reloads makes a new zone and swaps the reference. Whoever
 * wrote a file that is not right is told file, line and column.
 */
@NullMarked
package org.firsthop.dns.zone;

import org.jspecify.annotations.NullMarked;
