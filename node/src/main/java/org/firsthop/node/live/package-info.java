/**
 * Whole nodes on the interfaces of a running Linux.
 *
 * <p>A {@link org.firsthop.node.live.LiveNode} runs workers, each on a thread of its own with its own ports and its own share
 * of every interface's flows, and publishes what they count. {@link org.firsthop.node.live.LiveRouter} makes one of a router's
 * configuration, the same that routes captures, or beside the kernel, whose tables {@link org.firsthop.node.mirror} mirrors. A
 * {@link org.firsthop.node.live.FrameWatcher} sees what passes a port. One of them is a channel of {@link
 * org.firsthop.node.live.CaptureWriter}, which never holds a worker up: what finds no room on its way to the file is counted and
 * left out.
 */
@NullMarked
package org.firsthop.node.live;

import org.jspecify.annotations.NullMarked;
