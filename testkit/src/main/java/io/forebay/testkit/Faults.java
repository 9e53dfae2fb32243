package io.forebay.testkit;

import java.io.IOException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What {@link Fault} makes faults of: one small type for each thing that can go wrong, and for each time at which it does. */
final class Faults {
    private Faults() {}

    record None() implements Fault {
        @Override
        public void strike(Operation operation) {}

        @Override
        public String toString() {
            return "no fault";
        }
    }

    record Refusal() implements Fault {
        @Override
        public void strike(Operation operation) throws IOException {
            throw new IOException("the test refuses " + operation);
        }

        @Override
        public String toString() {
            return "refusal";
        }
    }

    record Thrown(Supplier<? extends Throwable> throwable) implements Fault {
        @Override
        public void strike(Operation operation) throws IOException {
            Throwable thrown = throwable.get();
            if (thrown instanceof IOException checked) {
                throw checked;
            }
            if (thrown instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            throw new IllegalArgumentException(
                    "a target throws an IOException, an unchecked exception or an Error, not this", thrown);
        }

        @Override
        public String toString() {
            return "thrown " + throwable.get();
        }
    }

    record Hang(CountDownLatch released) implements Fault {
        @Override
        public void strike(Operation operation) {
            boolean interrupted = false;
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String toString() {
            return "hang";
        }
    }

    record Slow(Runnable passing) implements Fault {
        @Override
        public void strike(Operation operation) {
            passing.run();
        }

        @Override
        public String toString() {
            return "slow";
        }
    }

    record Interrupt() implements Fault {
        @Override
        public void strike(Operation operation) {
            Thread.currentThread().interrupt();
        }

        @Override
        public String toString() {
            return "interrupt";
        }
    }

    record On(Fault fault, Set<Operation> operations) implements Fault {
        @Override
        public void strike(Operation operation) throws IOException {
            if (operations.contains(operation)) {
                fault.strike(operation);
            }
        }

        @Override
        public String toString() {
            return fault + " on " + operations;
        }
    }

    record OnCalls(Fault fault, long first, long last, AtomicLong calls) implements Fault {
        OnCalls(Fault fault, long first, long last) {
            this(fault, first, last, new AtomicLong());
            if (first < 1) {
                throw new IllegalArgumentException("call " + first + " never comes; the first one is 1");
            }
        }

        @Override
        public void strike(Operation operation) throws IOException {
            long number = calls.incrementAndGet();
            if (number >= first && number <= last) {
                fault.strike(operation);
            }
        }

        @Override
        public String toString() {
            return fault + (first == last ? " on call " : " from call ") + first;
        }
    }

    record ByChance(Fault fault, double probability, long seed, AtomicLong calls) implements Fault {
        ByChance(Fault fault, double probability, long seed) {
            this(fault, probability, seed, new AtomicLong());
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("probability " + probability + " must be 0 to 1");
            }
        }

        @Override
        public void strike(Operation operation) throws IOException {
            long call = calls.incrementAndGet();
            // Not one generator for all: its order of use would depend on the threads.
            if (new SplittableRandom(seed * 31 + call).nextDouble() < probability) {
                fault.strike(operation);
            }
        }

        @Override
        public String toString() {
            return fault + " with probability " + probability + " and seed " + seed;
        }
    }

    record Until(Fault fault, BooleanSupplier over) implements Fault {
        @Override
        public void strike(Operation operation) throws IOException {
            if (!over.getAsBoolean()) {
                fault.strike(operation);
            }
        }

        @Override
        public String toString() {
            return fault + " for a while";
        }
    }

    record Both(Fault first, Fault second) implements Fault {
        @Override
        public void strike(Operation operation) throws IOException {
            first.strike(operation);
            second.strike(operation);
        }

        @Override
        public String toString() {
            return first + ", and " + second;
        }
    }
}
