/**
 * Deadlines on whatever clock the caller has.
 *
 * <p>Nothing in the library reads a clock or sleeps: what depends on time is told the time, and says when it next wants to be
 * called. {@link org.firsthop.core.time.DeadlineHeap} keeps the deadlines of many things and has the earliest at hand, exactly,
 * so that a simulation may jump to it.
 */
@NullMarked
package org.firsthop.core.time;

import org.jspecify.annotations.NullMarked;
