package io.forebay.testkit.sweep;

import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import java.time.Duration;
import java.util.Locale;

/** What goes wrong with a target in one run of a {@link PortFaultSweep}. */
enum PortTrouble {
    /** The operation is refused. */
    REFUSAL,
    /** The operation throws what it should not. */
    UNCHECKED,
    /** There is no memory for the operation. */
    ERROR,
    /** The thread is interrupted at the operation. */
    INTERRUPT,
    /** The operation takes long. */
    SLOW,
    /** The operation does not return. */
    HANG;

    boolean harmless() {
        return this == INTERRUPT || this == SLOW;
    }

    /** The fault at the nth operation of a kind, or from it on. */
    Fault at(Operation operation, int nth, Lasting lasting, StageTime time, Jam jam, Flag struck) {
        Fault noting = any -> struck.raise();
        Fault fault = noting.and(make(time, jam));
        return (lasting == Lasting.ONCE ? fault.onCall(nth) : fault.fromCall(nth)).on(operation);
    }

    private Fault make(StageTime time, Jam jam) {
        return switch (this) {
            case REFUSAL -> Fault.refusal();
            case UNCHECKED -> Fault.thrown(() -> new IllegalStateException("the test breaks the target"));
            case ERROR -> Fault.thrown(() -> new OutOfMemoryError("the test breaks the target badly"));
            case INTERRUPT -> Fault.interrupt();
            case SLOW -> Fault.slow(() -> time.advance(Duration.ofSeconds(2)));
            case HANG -> operation -> jam.enter();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
