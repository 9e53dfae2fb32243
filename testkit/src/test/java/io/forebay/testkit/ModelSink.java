package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FailReason;
import io.forebay.api.FlushReport;
import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** The simplest sink that keeps promises 1, 2, 3 and 6, with one lock and no bound on memory; and each way to break them. */
final class ModelSink implements RecordSink {
    /** What is wrong with it. */
    enum Flaw {
        NONE,
        LOSES_A_RECORD,
        DOUBLES_A_RECORD,
        ALTERS_A_RECORD,
        TEARS_A_RECORD,
        KEEPS_THE_ARRAY,
        REORDERS,
        PUBLISHES_HALF_A_SOURCE,
        BELIEVES_A_LIAR,
        CLOSES_TWICE,
        FORGETS_TO_CLOSE,
        MISCOUNTS,
        SWALLOWS_INTERRUPTS,
        GIVES_UP_WHAT_WAS_REFUSED,
        LEAVES_THE_TARGET_OPEN
    }

    private static final int ATTEMPTS = 200;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> pending = new ArrayDeque<>();
    private final Map<FailReason, Long> failures = new EnumMap<>(FailReason.class);
    private final Map<LossReason, Amount> losses = new EnumMap<>(LossReason.class);
    private final SinkSettings settings;
    private final FlushTarget target;
    private final Flaw flaw;
    private final Random random = new Random(1);
    private Amount accepted = Amount.ZERO;
    private Amount published = Amount.ZERO;
    private Amount rejected = Amount.ZERO;
    private long files;
    private CloseReport report;

    ModelSink(TargetOpener opener, SinkSettings settings, Flaw flaw) throws IOException {
        this.settings = settings;
        this.flaw = flaw;
        target = opener.open(new TargetSpec(1, 1, settings.size()));
    }

    @Override
    public Outcome write(byte[] array, int offset, int length) {
        if (flaw == Flaw.SWALLOWS_INTERRUPTS) {
            Thread.interrupted();
        }
        lock.lock();
        try {
            if (report != null || length > settings.maxRecordBytes()) {
                rejected = rejected.plus(new Amount(1, length));
                return report != null ? Outcome.CLOSED : Outcome.TOO_LARGE;
            }
            boolean whole = offset == 0 && length == array.length && flaw == Flaw.KEEPS_THE_ARRAY;
            accept(whole ? array : Arrays.copyOfRange(array, offset, offset + length));
            return Outcome.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Outcome write(ByteBuffer record) {
        byte[] bytes = new byte[record.remaining()];
        record.duplicate().get(bytes);
        Outcome outcome = write(bytes, 0, bytes.length);
        if (outcome == Outcome.ACCEPTED) {
            record.position(record.limit());
        }
        return outcome;
    }

    private void accept(byte[] record) {
        accepted = accepted.plus(new Amount(1, record.length));
        if (strikes(Flaw.LOSES_A_RECORD)) {
            published = published.plus(new Amount(1, record.length));
            return;
        }
        if (strikes(Flaw.ALTERS_A_RECORD) && record.length > 0) {
            record[record.length / 2]++;
        }
        if (strikes(Flaw.MISCOUNTS)) {
            rejected = rejected.plus(new Amount(1, 0));
        }
        boolean ahead = strikes(Flaw.REORDERS);
        if (strikes(Flaw.TEARS_A_RECORD) && record.length > 1) {
            pending.add(Arrays.copyOf(record, record.length / 2));
            return;
        }
        if (ahead) {
            pending.addFirst(record);
        } else {
            pending.addLast(record);
        }
        if (strikes(Flaw.DOUBLES_A_RECORD)) {
            pending.add(record);
        }
    }

    private boolean strikes(Flaw which) {
        return flaw == which && random.nextInt(5) == 0;
    }

    @Override
    public Outcome write(RecordSource source) {
        lock.lock();
        try {
            if (report != null) {
                rejected = rejected.plus(new Amount(1, 0));
                if (flaw != Flaw.FORGETS_TO_CLOSE) {
                    close(source);
                }
                return Outcome.CLOSED;
            }
            // An interrupt is no reason to give the source up.
            boolean interrupted = Thread.interrupted();
            read(source);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return Outcome.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    private void read(RecordSource source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicBoolean givenUp = new AtomicBoolean();
        CompletableFuture<FailReason> reading =
                CompletableFuture.supplyAsync(() -> readAll(source, bytes, givenUp), task -> {
                    Thread thread = new Thread(task, "model-reader");
                    thread.setDaemon(true);
                    thread.start();
                });
        FailReason failure;
        try {
            failure = reading.get(10, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            failure = FailReason.STALLED;
        } catch (ExecutionException | InterruptedException e) {
            failure = FailReason.THREW;
        }
        givenUp.set(true);
        if (flaw == Flaw.CLOSES_TWICE) {
            close(source);
        }
        if (!close(source) && failure == null) {
            failure = FailReason.THREW;
        }
        if (failure == null || (flaw == Flaw.PUBLISHES_HALF_A_SOURCE && failure == FailReason.THREW)) {
            accept(bytes.toByteArray());
        } else {
            accepted = accepted.plus(new Amount(1, 0));
            failures.merge(failure, 1L, Long::sum);
        }
    }

    private FailReason readAll(RecordSource source, ByteArrayOutputStream bytes, AtomicBoolean givenUp) {
        ByteBuffer buffer = ByteBuffer.allocate(64);
        try {
            while (!givenUp.get()) {
                buffer.clear();
                int count = source.read(buffer);
                boolean lied = count < -1 || buffer.limit() != 64 || buffer.position() != Math.max(0, count);
                if (lied && flaw != Flaw.BELIEVES_A_LIAR) {
                    return FailReason.LIED;
                }
                if (count < 0) {
                    return null;
                }
                bytes.write(buffer.array(), 0, count);
                if (bytes.size() > settings.maxRecordBytes()) {
                    return FailReason.TOO_LARGE;
                }
            }
            return FailReason.STALLED;
        } catch (Throwable e) {
            return FailReason.THREW;
        }
    }

    private static boolean close(RecordSource source) {
        try {
            source.close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public FlushReport flush(Duration deadline) {
        lock.lock();
        try {
            if (report != null) {
                return new FlushReport(FlushReport.Status.CLOSED, 0);
            }
            publishAll(1);
            boolean ok = pending.isEmpty();
            return new FlushReport(ok ? FlushReport.Status.OK : FlushReport.Status.TIMED_OUT, pending.size());
        } finally {
            lock.unlock();
        }
    }

    private void publishAll(int attempts) {
        int left = attempts;
        while (!pending.isEmpty() && left > 0) {
            byte[] record = pending.peekFirst();
            try {
                if (record.length > 0) {
                    published = published.plus(publish(record));
                    files++;
                } else {
                    published = published.plus(new Amount(1, 0));
                }
                pending.removeFirst();
            } catch (IOException | RuntimeException | Error e) {
                left--;
                if (flaw == Flaw.GIVES_UP_WHAT_WAS_REFUSED) {
                    pending.removeFirst();
                    losses.merge(LossReason.DEADLINE, new Amount(1, record.length), Amount::plus);
                }
            }
        }
    }

    /** One file for each record. */
    private Amount publish(byte[] record) throws IOException {
        boolean large = record.length > settings.size();
        Segment segment = target.open(
                large
                        ? SegmentSpec.oversize(0, settings.size(), record.length)
                        : SegmentSpec.ordinary(0, settings.size()));
        try {
            int from = 0;
            while (record.length - from > settings.size()) {
                segment.buffer().put(0, record, from, settings.size());
                segment.spill(settings.size());
                from += settings.size();
            }
            segment.buffer().put(0, record, from, record.length - from);
            segment.commit(record.length - from);
            return new Amount(1, segment.publish().bytes());
        } catch (IOException | RuntimeException | Error e) {
            segment.discard();
            throw e;
        }
    }

    @Override
    public CloseReport close(Duration deadline) {
        lock.lock();
        try {
            if (report == null) {
                publishAll(ATTEMPTS);
                for (byte[] record : pending) {
                    losses.merge(LossReason.DEADLINE, new Amount(1, record.length), Amount::plus);
                }
                pending.clear();
                if (flaw != Flaw.LEAVES_THE_TARGET_OPEN) {
                    target.close();
                }
                report = new CloseReport(ledger(), List.of());
            }
            return report;
        } catch (IOException e) {
            throw new AssertionError("closing is not made to fail", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Ledger ledger() {
        lock.lock();
        try {
            return new Ledger(accepted, published, Amount.ZERO, rejected, failures, losses, files);
        } finally {
            lock.unlock();
        }
    }
}
