package org.firsthop.node.cli;

/** The {@code firsthop} command. */
public final class Firsthop {
    private Firsthop() {}

    /**
     * Runs the command.
     *
     * @param args the words of the command line.
     */
    public static void main(final String[] args) {
        System.out.println(new org.agrona.concurrent.UnsafeBuffer(new byte[8]).getLong(0));
    }
}
