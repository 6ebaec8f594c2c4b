package org.firsthop.core.port;

/** A port that says when something has come in, so that a worker with many such ports looks at none in vain. */
public interface AnnouncingPort extends Port {
    /**
     * Lets a worker know, on its own thread, of frames to receive where there were none; at once when there are some now.
     *
     * @param onArrival run each time, in place of any given before.
     */
    void announceTo(Runnable onArrival);
}
