package io.forebay.engine;

import io.forebay.testkit.CountedSource;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** A source whose first read hangs, deaf to interrupts, until a latch is released; and, if it heeds that, until it is closed. */
class StubbornSource extends CountedSource {
    final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released;
    private final boolean heedsClose;

    StubbornSource(CountDownLatch released, boolean heedsClose) {
        super("a source that is deaf to interrupts");
        this.released = released;
        this.heedsClose = heedsClose;
    }

    @Override
    public int read(ByteBuffer target) {
        entered.countDown();
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                // Deaf: the flag is not even kept.
            }
        }
        return -1;
    }

    @Override
    protected void closed() {
        if (heedsClose) {
            released.countDown();
        }
    }
}
