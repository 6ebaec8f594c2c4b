/**
 * Ports on the interfaces of a running Linux: no C code of ours, the C library called through JNA.
 *
 * <table>
 * <caption>The kinds of ports</caption>
 * <tr><th>port</th><th>interface</th><th>a frame's way in</th><th>a frame's way out</th></tr>
 * <tr><td>{@link org.firsthop.node.linux.PacketPort}</td><td>any Ethernet one</td>
 *     <td>a ring of memory shared with the kernel, one copy</td><td>one system call a vector</td></tr>
 * <tr><td>{@link org.firsthop.node.linux.XdpPort}</td><td>any, best where the driver runs XDP programs</td>
 *     <td>the frame pool is what the kernel receives into: no copy of ours</td><td>one system call a vector</td></tr>
 * <tr><td>{@link org.firsthop.node.linux.TapPort}</td><td>one whose other end is this machine's kernel</td>
 *     <td>one system call a frame</td><td>one system call a frame</td></tr>
 * </table>
 *
 * <p><b>Frames are as on a wire.</b> Between virtual interfaces a kernel leaves checksums unfilled, segments uncut and VLAN
 * tags beside the frame. Ports undo all three, so that stages see what RFCs describe.
 *
 * <p><b>And leave as they are.</b> What sending a frame costs is nearly all the kernel's, and it spends most of it once for all
 * that it is handed as one. So runs of packets of one flow go to it as one large segment, when it will cut that into those same
 * packets again ({@code Coalescer}); each has been validated, looked up, counted and rewritten by itself.
 *
 * <p><b>Nothing stays behind.</b> All that a port asks of the kernel hangs on file descriptors, which end with the process,
 * however it ends. Closing a port early gives it back early.
 *
 * <p><b>Large pages.</b> {@link org.firsthop.node.linux.HugePages} asks for them, for the tables and frames of a process.
 *
 * <p><b>Namespaces.</b> A port belongs to the network namespace in which the thread that opens it lives.
 *
 * <p>Native structures are written by explicit offsets over {@link org.firsthop.core.memory.Memory}; a class that does so shows
 * the layout. Every refusal of the system is a {@link org.firsthop.node.linux.LinuxException} whose message says what would
 * help.
 */
@NullMarked
package org.firsthop.node.linux;

import org.jspecify.annotations.NullMarked;
