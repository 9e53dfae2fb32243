package io.forebay.api;

/**
 * Hears what happens in a sink, to feed metrics or to start a shipper.
 *
 * <p>All methods do nothing unless overridden.
 *
 * <p><b>Threads.</b> One thread of the sink ({@code forebay-events}) calls them, one after the other and after the fact, so a
 * listener that blocks or throws delays or harms no record. Events that a slow listener can not take are left out,
 * {@link #missed counted} and told later; of drops it hears the sum. The {@link Ledger} is the truth; events are news.
 *
 * <p>The same thread logs the sink's warnings, each before the listener hears of its cause. So a listener that blocks holds up the log
 * too: until it returns nothing is logged, not even losses.
 *
 * <p>A listener that wants the JVM to end asks another thread to call {@link System#exit}: with a shutdown hook that closes the sink, the
 * exit waits for the close, and the close for this thread until its deadline.
 */
public interface SinkListener {

    /**
     * A file has been published.
     *
     * @param published what it is called and holds
     */
    default void published(Published published) {}

    /**
     * Records were dropped since the last call.
     *
     * @param dropped how many
     */
    default void dropped(Amount dropped) {}

    /**
     * A source has failed, and its record with it.
     *
     * @param reason in which way
     * @param cause what it threw, or an exception that says what it did
     */
    default void failed(FailReason reason, Throwable cause) {}

    /**
     * What was accepted was given up.
     *
     * @param reason why
     * @param lost how much
     */
    default void lost(LossReason reason, Amount lost) {}

    /**
     * The target refused an operation. Nothing is lost by that; what holds records is tried again.
     *
     * @param worker the worker that has to wait, or -1 for a record larger than a buffer
     * @param cause what the target threw
     */
    default void refused(int worker, Throwable cause) {}

    /**
     * What dead instances had left was published or set aside when the target opened.
     *
     * @param recovery what was found
     */
    default void recovered(Recovery recovery) {}

    /**
     * This listener was too slow and missed events.
     *
     * @param events how many since the last call
     */
    default void missed(long events) {}
}
