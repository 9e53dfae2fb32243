package io.forebay.spool;

import io.forebay.api.Recovery;
import java.io.IOException;
import java.nio.file.Path;

/** Runs in a JVM of its own: recovers a directory, or owns a file in it until it is killed. */
final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[1]);
        if (arguments[0].equals("recover")) {
            Recovery recovery = SpoolRecovery.in(root).run();
            System.out.println("recovered " + recovery.recovered().size() + " live " + recovery.live());
        } else {
            Spool spool = new SpoolDir(root).open();
            // One more file for each byte, until it is killed, or its parent is gone and with it the pipe.
            do {
                SpoolDir.leave(spool, "whole\n", 6);
                System.out.println("owning");
            } while (System.in.read() >= 0);
            spool.close();
        }
    }
}
