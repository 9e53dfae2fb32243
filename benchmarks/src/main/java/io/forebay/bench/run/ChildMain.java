package io.forebay.bench.run;

import com.google.gson.Gson;
import io.forebay.bench.contender.Contenders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main class of the JVM of one run. */
final class ChildMain {
    private ChildMain() {}

    /** Takes the run as JSON, and the file to write its result to. */
    public static void main(String[] args) {
        Thread watch = new Thread(ChildMain::endWithParent, "forebay-bench-parent");
        watch.setDaemon(true);
        watch.start();
        try {
            Gson json = new Gson();
            RunSpec spec = json.fromJson(args[0], RunSpec.class);
            RunResult result = new Run(spec, Contenders.named(spec.entrant().contender())).run();
            Files.writeString(Path.of(args[1]), json.toJson(result));
        } catch (Throwable e) {
            // To standard error: the harness quotes it.
            e.printStackTrace();
            System.exit(1);
        }
        // Peers leave threads behind that would keep the JVM alive, also after a failure.
        System.exit(0);
    }

    /** Standard input is a pipe that ends when the harness does, however that ends. */
    private static void endWithParent() {
        try {
            System.in.read();
        } catch (IOException e) {
            // no parent either
        }
        Runtime.getRuntime().halt(1);
    }
}
