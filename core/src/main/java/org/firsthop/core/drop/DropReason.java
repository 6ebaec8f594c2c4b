package org.firsthop.core.drop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One cause for which a packet is dropped: a name, a severity and a sentence for the operator.
 *
 * <p>Reasons are data and the set is open: a codec or a stage declares its own as constants beside the code that uses
 * them, {@code static final DropReason BAD_VERSION = DropReason.declare("IPV4_BAD_VERSION", …)}. There is one object per
 * cause in a process, so reasons are compared with {@code ==}. Each bears a dense {@link #id()}, by which counters index.
 * The ids of a process depend on the order in which classes were loaded; reports and files use the name.
 *
 * <p>Declaring is synchronized and happens at class initialization; the object is immutable and free for any thread.
 */
public final class DropReason {
    /** The most reasons a process may declare: counters are sized by it. */
    public static final int MAX_REASONS = 512;

    private static final List<DropReason> DECLARED = new ArrayList<>();

    /** Not a drop: the packet passed the check. Its id is 0. */
    public static final DropReason NONE = declare("NONE", Severity.INFO, "not dropped");

    private final int id;
    private final String name;
    private final Severity severity;
    private final String description;

    private DropReason(final int id, final String name, final Severity severity, final String description) {
        this.id = id;
        this.name = name;
        this.severity = severity;
        this.description = description;
    }

    /** How much a drop should concern an operator. */
    public enum Severity {
        /** The network at work: nobody needs to act. */
        INFO,
        /** A sender, or a policy, is at odds with this network: its owner may want to act. */
        WARNING,
        /** This node lost a good packet for want of something: its operator should act. */
        ERROR
    }

    /**
     * Declares a reason.
     *
     * @param name unique in the process, upper case with underscores, such as {@code IPV4_BAD_VERSION}.
     * @param severity of a drop for this cause.
     * @param description a sentence that says what was wrong and who should act, without a final period.
     * @return the reason, with the next free id.
     * @throws IllegalArgumentException when the name is declared already or has other characters.
     * @throws IllegalStateException when {@link #MAX_REASONS} are declared.
     */
    public static DropReason declare(final String name, final Severity severity, final String description) {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(description, "description");
        if (!name.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException("name: value=" + name + ", expected upper case with underscores");
        }
        synchronized (DECLARED) {
            for (final DropReason reason : DECLARED) {
                if (reason.name.equals(name)) {
                    throw new IllegalArgumentException("name: value=" + name + " is declared already");
                }
            }
            if (DECLARED.size() == MAX_REASONS) {
                throw new IllegalStateException("reasons: value=" + (MAX_REASONS + 1) + ", limit=" + MAX_REASONS);
            }
            final DropReason reason = new DropReason(DECLARED.size(), name, severity, description);
            DECLARED.add(reason);
            return reason;
        }
    }

    /**
     * The reason that bears an id.
     *
     * @param id of a declared reason.
     * @return the reason.
     * @throws IndexOutOfBoundsException when no reason bears the id.
     */
    public static DropReason byId(final int id) {
        synchronized (DECLARED) {
            return DECLARED.get(id);
        }
    }

    /** {@return all reasons declared so far, in the order of their ids, a copy} */
    public static List<DropReason> declared() {
        synchronized (DECLARED) {
            return List.copyOf(DECLARED);
        }
    }

    /** {@return the index of this reason in this process: 0 for {@link #NONE}, else 1 to {@link #MAX_REASONS} − 1} */
    public int id() {
        return id;
    }

    /** {@return the name that reports, files and traces use: upper case with underscores} */
    public String name() {
        return name;
    }

    /** {@return how much a drop for this cause should concern an operator} */
    public Severity severity() {
        return severity;
    }

    /** {@return what was wrong, and who should act, one sentence without a final period} */
    public String description() {
        return description;
    }

    /** {@return the name, as {@link #name()}} */
    @Override
    public String toString() {
        return name;
    }
}
