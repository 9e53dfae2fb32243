package io.forebay.bench.run;

import java.lang.reflect.InvocationTargetException;

/** Starts threads of either kind. The code runs on JDK 17 too, which knows no virtual ones. */
final class Threads {
    private Threads() {}

    static Thread start(boolean virtual, Runnable task) {
        if (!virtual) {
            Thread thread = new Thread(task);
            thread.start();
            return thread;
        }
        try {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("virtual threads need JDK 21 or later; name one with --jvm", e);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("can not start a virtual thread", e);
        }
    }
}
