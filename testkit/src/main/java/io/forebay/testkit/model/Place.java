package io.forebay.testkit.model;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.util.Map;

/** Where the targets of a sequence publish: a store in memory, or a directory. Used by the driver alone, at rest. */
interface Place extends AutoCloseable {

    /** One process that opens a target here, once. */
    interface Life {
        TargetOpener opener();

        /** Ends it as kill -9 does. The target stays as it is, and reaches nothing any more. */
        void kill() throws IOException;
    }

    /** A file as a shipper sees it; all that must not change once it is visible. */
    interface Seen {
        byte[] bytes();

        int worker();
    }

    Life life();

    /**
     * Looks at what is visible.
     *
     * @param known what was seen before, so that it need not be read again; a file that has changed is not taken from there
     * @return by name, recovered files last, and otherwise in the order in which each worker has published them
     */
    Map<String, Seen> visible(Map<String, Seen> known) throws IOException;

    /** Publishes or sets aside what dead instances have left, as a process of its own. */
    Recovery recover() throws IOException;

    /** A shipper takes a file away. */
    void take(String name) throws IOException;

    /** What is there besides visible files and what was set aside: once no instance lives and all was recovered, nothing may be. */
    Map<String, String> remains() throws IOException;

    /** Whether what was committed survives the death of its process, and not only what was spilled. */
    boolean keepsCommitted();

    @Override
    void close() throws IOException;
}
