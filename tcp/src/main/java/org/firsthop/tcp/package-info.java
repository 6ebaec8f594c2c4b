/**
 * A TCP (RFC 9293) without sockets, threads or a clock: packets in, packets out, time as an argument.
 *
 * <p><b>The way of a segment.</b> {@code TcpEngine.onPacket} reads it once into {@code Segment}, finds its four-tuple in the one
 * index and hands it to the class that speaks for the phase of life found there: {@code SegmentArrival} for a connection,
 * {@code ListenArrival} for a half-open one or a listener, {@code TimeWaitArrival}. Each goes through RFC 9293 section 3.10.7 check
 * by check; the clause stands at the line. {@code Acknowledgment}, {@code LossRecovery} and {@code Receiver} do what the ACK
 * field and the text ask for, {@code Sender} and {@code Output} answer, {@code Timers} does what time asks for. Events are told
 * when all is whole again, so that the user may call the engine from them.
 *
 * <p><b>Memory</b> is outside the heap and fixed at construction: 192 octets a connection, 16 of its timer and 12 of the index,
 * 64 a half-open connection, 64 one in TIME-WAIT, none a SYN that was answered with a cookie. Rings for data are shared, and
 * attached only while there are data. A million connections take 220 MB, ten million 2.2 GB, and 76 octets more for each
 * half-open connection and each in TIME-WAIT there is room for. Nothing is allocated for a packet.
 *
 * <p><b>Under a flood</b> SYNs are answered with cookies once half of the half-open table is in use, until less than a quarter is;
 * a peer with timestamps loses nothing by it. A guess passes with a chance of 8 in 2<sup>32</sup>: of
 * 10<sup>9</sup> guesses 1.9 on average ({@code CookieGuessTest}). Challenge ACKs are limited for
 * each connection alone; resets to segments of no connection by one bucket.
 *
 * <p><b>Tests</b> are scripts in the manner of packetdrill ({@code Scenario}; K below is
 * {@code KnownBugsScenarioTest}, from 27 to 37 {@code KnownCloseBugsScenarioTest}, D
 * {@code DataScenarioTest}, H {@code HandshakeScenarioTest}, C {@code KnownBugsTest}), a reference written word by word from the
 * RFC ({@code ReferenceTcp}; R), and two engines over a bad link ({@code TwoEnginesPropertyTest}; L), DNS and HTTP over them
 * among it ({@code ExchangeUnderLossTest}). {@code RequirementsTest} holds each MUST by its number, and each of the forty known
 * bugs, against a test that there is.
 *
 * <table>
 *   <caption>RFC 9293 appendix B: what is kept, and what shows it</caption>
 *   <tr><th>Requirement</th><th>Subject</th><th>Test</th></tr>
 * <tr><td>MUST-1, 34, SHLD-14</td><td>windows unsigned, never shrunk here, shrinking ones survived</td><td>K 4, D go on, R,
 * L</td></tr>
 *   <tr><td>MUST-2, 3</td><td>checksums</td><td>{@code WireRulesTest}; every script checks those sent; L damages packets</td></tr>
 * <tr><td>MUST-4, 5, 6, 7, 64, 68, 69</td><td>options, malformed ones among them</td><td>C 24, {@code SynOptionsTest},
 * R</td></tr>
 *   <tr><td>MUST-8, SHLD-1, MUST-9</td><td>ISN (RFC 6528)</td><td>C 22</td></tr>
 *   <tr><td>MUST-10, 11</td><td>simultaneous open; where SYN-RECEIVED came from</td><td>K 15, R</td></tr>
 *   <tr><td>MUST-12</td><td>aborts are reported</td><td>K 7, K 14, D give up</td></tr>
 *   <tr><td>MUST-13, MAY-2, SHLD-4</td><td>TIME-WAIT and its reuse (RFC 6191)</td><td>K 33, K 34, R</td></tr>
 *   <tr><td>MUST-14, 15, 16, 65, 67, SHLD-5</td><td>MSS</td><td>{@code WireRulesTest}, K 5, K 25, H</td></tr>
 *   <tr><td>MUST-17, SHLD-7</td><td>Nagle's algorithm, and off</td><td>D hold a small segment</td></tr>
 *   <tr><td>MUST-18, 19</td><td>Karn, RFC 5681 and RFC 6298</td><td>D retransmit, D back off, L</td></tr>
 *   <tr><td>MUST-20 (R2), 21, 22, 23</td><td>giving up; three minutes for a SYN</td><td>D back off, D repeat the SYN</td></tr>
 *   <tr><td>MUST-24 to 29, SHLD-12</td><td>keep-alive</td><td>D probe a silent peer</td></tr>
 *   <tr><td>MUST-35, 36, 37, SHLD-29, 30</td><td>zero-window probes</td><td>K 30, K 36, K 37</td></tr>
 *   <tr><td>MUST-38, 39</td><td>silly windows, both sides</td><td>D close the window, L</td></tr>
 *   <tr><td>MUST-40, SHLD-18, 19</td><td>delayed acknowledgments</td><td>D acknowledge every second, D delay</td></tr>
 *   <tr><td>MUST-41, 42, 43, 45</td><td>listeners do not interfere; the user gives the local address</td><td>C 39, C 21,
 *       {@code ListenerTest}</td></tr>
 *   <tr><td>MUST-46, 57, 63</td><td>multicast, broadcast, invalid addresses</td><td>C 40</td></tr>
 *   <tr><td>MUST-49</td><td>TTL, by the personality</td><td>{@code ListenerTest} time to live</td></tr>
 *   <tr><td>MUST-50</td><td>IP options are skipped</td><td>{@code ListenerTest} behind IP options</td></tr>
 *   <tr><td>MUST-54, 55, 56, SHLD-25, 26</td><td>ICMP errors, by {@code TcpEngine.onIcmp}; RFC 5927</td>
 *       <td>{@code IcmpArrivalTest}</td></tr>
 *   <tr><td>SHLD-6</td><td>path MTU (RFC 1191, RFC 8201); it does not grow again</td><td>{@code IcmpArrivalTest}</td></tr>
 *   <tr><td>MUST-58, 59</td><td>one acknowledgment for a burst ({@code TcpEngine.onBurst})</td><td>{@code BurstTest}</td></tr>
 *   <tr><td>MUST-60, 61</td><td>PSH with the last octet that is queued</td><td>{@code WireRulesTest}</td></tr>
 *   <tr><td>MUST-66</td><td>ACK and RST at a zero window</td><td>D close the window, R</td></tr>
 *   <tr><td>SHLD-2, 3</td><td>reset when data are lost</td><td>D reset when closed, R</td></tr>
 *   <tr><td>SHLD-31</td><td>segments out of order are kept</td><td>D report ranges, R, L</td></tr>
 *   <tr><td>SHLD-8</td><td>ECN (RFC 3168) where the user wants it, else declined; cookies carry it in the timestamp</td>
 *       <td>{@code EcnScenarioTest}</td></tr>
 *   <tr><td>MAY-12</td><td>RFC 5961: exact resets, challenge ACKs, plausible acknowledgments</td><td>K 20, C 21, R</td></tr>
 *   <tr><td>MAY-18</td><td>CUBIC (RFC 9438)</td><td>L</td></tr>
 * </table>
 *
 * <p><b>Not supported:</b> urgent data as such (MUST-30 to 33, MUST-62; they are read in line, RFC 6093); telling IP of a dead
 * gateway (MUST-20); source routes (MUST-51 to 53); the error report (MUST-47) and Diffserv (MUST-48); choosing the local
 * address (MUST-44); fast open; the times R1 (SHLD-9, SHLD-10).
 */
@NullMarked
package org.firsthop.tcp;

import org.jspecify.annotations.NullMarked;
