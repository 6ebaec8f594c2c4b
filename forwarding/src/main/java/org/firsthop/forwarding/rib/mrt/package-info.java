/**
 * MRT files (RFC 6396): the tables and the updates of BGP routers as collectors publish them, such as RouteViews and RIPE
 * RIS.
 *
 * <p>{@link org.firsthop.forwarding.rib.mrt.MrtReader} reads both kinds as a stream of
 * {@link org.firsthop.forwarding.rib.mrt.MrtRoute}s: the entries of a table dump are announcements, those of BGP messages
 * announcements and withdrawals. So one consumer loads a table and follows its updates;
 * {@link org.firsthop.forwarding.rib.mrt.MrtReplay} does it for a {@link org.firsthop.forwarding.rib.RouteTable}:
 *
 * <pre>{@code
 * MrtReplay replay = new MrtReplay(table, table.source("bgp", RouteSource.EXTERNAL_BGP));
 * MrtReader.read(Path.of("rib.20260101.0000.gz"), replay);
 * MrtReader.read(Path.of("updates.20260101.0000.gz"), replay);
 * }</pre>
 *
 * <p>{@link org.firsthop.forwarding.rib.mrt.MrtTableWriter} writes a table as a TABLE_DUMP_V2, with the peers that {@link
 * org.firsthop.forwarding.rib.mrt.MrtSenders} names; a replay names those that it has met:
 *
 * <pre>{@code
 * long leftOut = MrtTableWriter.write(table, replay, Instant.now().getEpochSecond(), Path.of("rib.mrt.gz"));
 * }</pre>
 *
 * <table>
 *   <caption>What is read</caption>
 *   <tr><td>TABLE_DUMP_V2</td><td>PEER_INDEX_TABLE, RIB_IPV4_UNICAST, RIB_IPV6_UNICAST, with and without path identifiers
 *       (RFC 8050)</td></tr>
 *   <tr><td>BGP4MP, BGP4MP_ET</td><td>UPDATE messages of 2- and 4-octet AS numbers, with and without path identifiers, IPv4 and
 *       IPv6 unicast (RFC 4760); a session that leaves Established</td></tr>
 * </table>
 *
 * <p>Everything else is passed over and counted. Files are plain or gzip; what a file says wrongly is a
 * {@link org.firsthop.forwarding.rib.file.RouteFileException} that names the file and the offset of the octet.
 */
@NullMarked
package org.firsthop.forwarding.rib.mrt;

import org.jspecify.annotations.NullMarked;
