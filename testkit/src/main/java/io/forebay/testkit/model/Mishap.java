package io.forebay.testkit.model;

import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;

/** What may go wrong in a target until it is well again. */
enum Mishap {
    ALL_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal().on(Operation.OPEN, Operation.SPILL, Operation.PUBLISH));
        }
    },
    OPENING_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal().on(Operation.OPEN));
        }
    },
    SPILLING_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal().on(Operation.SPILL));
        }
    },
    PUBLISHING_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal().on(Operation.PUBLISH));
        }
    },
    HALF_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal()
                    .withProbability(0.5, trouble.times())
                    .on(Operation.OPEN, Operation.SPILL, Operation.PUBLISH));
        }
    },
    CLOSING_REFUSED {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.refusal().on(Operation.CLOSE));
        }
    },
    BROKEN {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.thrown(() -> new IllegalStateException("the test breaks the target"))
                    .on(Operation.OPEN, Operation.SPILL, Operation.PUBLISH));
        }
    },
    BADLY_BROKEN {
        @Override
        void befall(Trouble trouble) {
            trouble.begin(Fault.thrown(() -> new AssertionError("the test breaks the target badly"))
                    .on(Operation.OPEN, Operation.SPILL, Operation.PUBLISH));
        }
    },
    HUNG {
        @Override
        void befall(Trouble trouble) {
            trouble.hang(Operation.OPEN, Operation.SPILL, Operation.PUBLISH);
        }
    },
    PUBLISHING_HUNG {
        @Override
        void befall(Trouble trouble) {
            trouble.hang(Operation.PUBLISH);
        }
    };

    abstract void befall(Trouble trouble);
}
