/**
 * A learning switch: a bridge of IEEE 802.1D and, with VLANs, of IEEE 802.1Q.
 *
 * <pre>
 *   port ─▶ bridge-input ─▶ bridge-learn ─▶ bridge-forward ─┬─▶ vlan-output ─▶ port-output
 *           whose VLAN?     source is at    where is the    ├─▶ vlan-output ─▶ port-output
 *           tag off         this port       destination?    └─▶ … tag on where the port has one
 * </pre>
 *
 * <p>{@link org.firsthop.forwarding.bridge.BridgeInput} refuses what no bridge carries and finds the frame's VLAN; from there
 * to the output the frame has no tag, and its priority and VLAN stand in its descriptor. {@link
 * org.firsthop.forwarding.bridge.BridgeLearn} records where the source is. {@link
 * org.firsthop.forwarding.bridge.BridgeForward} sends a frame to the port of its destination, or, when nobody knows it or it
 * is a group, a copy to every other port of the VLAN. {@link org.firsthop.forwarding.bridge.VlanOutput} puts the tag on again
 * where the port is a trunk. {@link org.firsthop.forwarding.bridge.Bridge} wires them; it is meant to be read.
 *
 * <p><b>Against floods.</b> Every port owns a share of the {@linkplain org.firsthop.forwarding.bridge.MacTable table of
 * stations} that no other port can take. Within a port, a station that was heard in two different seconds is evicted by
 * nothing but its age: an attacker who invents addresses evicts the addresses invented before, counted, and the hash is keyed.
 * A storm limit bounds, port by port, what is sent as copies.
 *
 * <p><b>What it leaves out.</b> No spanning tree, so the operator keeps loops away; no multicast snooping, so groups are
 * flooded; provider tags (802.1ad) are data to it. Frames are not padded: that is the business of ports with a minimum.
 */
@NullMarked
package org.firsthop.forwarding.bridge;

import org.jspecify.annotations.NullMarked;
