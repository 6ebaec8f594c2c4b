package org.firsthop.node.linux;

/** One frame that a router gets, the link by which it comes, and in a few words what is special about it. */
record RouterCase(String name, int ingress, byte[] frame) {
    static final String RECORDED = "recorded ";

    /** Whether the packet was not made for the scene. */
    boolean isRecorded() {
        return name.startsWith(RECORDED);
    }
}
