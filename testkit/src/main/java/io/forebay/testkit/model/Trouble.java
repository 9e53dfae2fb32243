package io.forebay.testkit.model;

import io.forebay.testkit.Fault;
import java.io.IOException;

/** What goes wrong in one target just now; nothing, to begin with. Set by the driver, and felt by all threads of the sink. */
final class Trouble implements Fault {
    private final Gate gate;
    private volatile Fault fault = Fault.none();
    private volatile boolean closeRefused;
    private boolean hangs;
    private int times;

    Trouble(SimulatedTime time) {
        gate = new Gate(time, false);
    }

    @Override
    public void strike(Operation operation) throws IOException {
        try {
            fault.strike(operation);
        } catch (IOException e) {
            closeRefused |= operation == Operation.CLOSE;
            throw e;
        }
    }

    void begin(Fault newFault) {
        times++;
        fault = newFault;
    }

    /** How often something has begun to go wrong. */
    int times() {
        return times;
    }

    /** Whether the target has said that it could not be closed. */
    boolean closeRefused() {
        return closeRefused;
    }

    /** From now on, those operations do not return until all is well again. */
    void hang(Operation first, Operation... more) {
        gate.shut();
        hangs = true;
        Fault hang = operation -> gate.passUninterruptibly();
        fault = hang.on(first, more);
    }

    /** All is well again; what hung goes on. */
    void end() {
        fault = Fault.none();
        hangs = false;
        gate.open();
    }

    boolean hangs() {
        return hangs;
    }

    boolean felt() {
        return !fault.equals(Fault.none());
    }
}
