/**
 * Why a packet was not carried further.
 *
 * <p>What a packet says is never an exception. Whoever refuses one names a {@link org.firsthop.core.drop.DropReason},
 * declared next to the check that refuses, and somebody counts it: in the pipeline
 * {@link org.firsthop.core.drop.DropCounters}. A reason stands for one cause only, so that a counter that moves tells an
 * operator what to look at.
 */
@NullMarked
package org.firsthop.core.drop;

import org.jspecify.annotations.NullMarked;
