/**
 * The pipeline: batches of frames run to completion through a graph of stages.
 *
 * <pre>
 *   Port ──receive──▶ Stage ──▶ Stage ──▶ … ──▶ PortOutput ──transmit──▶ Port
 *                       │         │
 *                       └─ drop ──┴──▶ counted under one DropReason, traced, freed
 * </pre>
 *
 * <p>A {@link org.firsthop.core.pipeline.Stage} is one step that a packet takes, such as "validate the IPv4 header". It is
 * given a vector of frames and decides on each, in order: send it to one of its named {@linkplain
 * org.firsthop.core.pipeline.Output outputs}, drop it, consume it, or hold it. A {@link
 * org.firsthop.core.pipeline.StageGraph} wires outputs to stages and runs the vectors through, each stage once for all the
 * frames that wait for it: the stage's code and tables stay in the cache for the whole vector, and the loads of many packets
 * overlap. A {@link org.firsthop.core.pipeline.Worker} is the Agrona {@code Agent} that moves frames from ports through its
 * graph to ports; it runs under an {@code AgentRunner}, an {@code AgentInvoker} or the caller's own loop, on whatever clock
 * it is given.
 *
 * <p><b>One worker, one thread.</b> Stages, graph and frames in it belong to one thread and need no locks. Work is spread by
 * giving each worker its own ports or its share of the flows; where a frame must change workers it goes through a {@link
 * org.firsthop.core.frame.SpscFrameQueue}.
 *
 * <p><b>Nothing is lost.</b> For every stage, and so for the graph,
 *
 * <pre>  received + originated = sent + dropped + consumed + Δ held</pre>
 *
 * <p>A stage that throws loses the one packet that made it throw, counted as {@link
 * org.firsthop.core.pipeline.StageGraph#STAGE_FAILED}, never the pipeline.
 */
@NullMarked
package org.firsthop.core.pipeline;

import org.jspecify.annotations.NullMarked;
