package io.forebay.engine;

/** What a sink is to those who use it, without threads or buffers: the specification that Lincheck compares with. */
public final class SinkModel {
    private int accepted;
    private boolean closed;

    public SinkModel() {}

    public String write() {
        if (closed) {
            return "CLOSED";
        }
        accepted++;
        return "ACCEPTED";
    }

    public String flush() {
        return closed ? "CLOSED" : "OK";
    }

    public String close() {
        closed = true;
        return accepted + " of " + accepted;
    }

    public int ledger() {
        return accepted;
    }
}
