/**
 * Frames: fixed slots of memory outside the heap, named by an {@code int}.
 *
 * <p>A {@link org.firsthop.core.frame.FramePool} owns one region of equal slots and, beside it, a 32-octet descriptor for
 * each: where the frame's octets lie, what the one parse found, where it came in, where it will go. A frame is an index
 * into both; there is no object per frame, and nothing to collect.
 *
 * <pre>
 *   slot      |&lt;-- headroom --&gt;|&lt;------- frame ------->|&lt;- tailroom -&gt;|
 *             ^ slotOffset      ^ offset, length          (encapsulation grows to the left, into the headroom)
 *
 *   descriptor  0 offset        4 length       8 l3, l4 offsets   12 ingress, flags
 *              16 flow hash    20 adjacency   24 timestamp
 * </pre>
 *
 * <p><b>Ownership.</b> At any time one thread owns a frame: who allocated it, who took it from a queue. The owner passes
 * it on or frees it, exactly once. A pool made {@linkplain org.firsthop.core.frame.FramePool.Builder#checked(boolean)
 * checked} finds a second free at once and names the frames that were never freed.
 *
 * <p><b>Threads.</b> The pool may be shared. Each thread takes and returns frames through its own
 * {@link org.firsthop.core.frame.FrameAllocator}, which keeps a small stack of warm frames and exchanges whole magazines of
 * them with the pool's depot, so that a frame freed on another thread finds its way back without a shared counter.
 */
@NullMarked
package org.firsthop.core.frame;

import org.jspecify.annotations.NullMarked;
