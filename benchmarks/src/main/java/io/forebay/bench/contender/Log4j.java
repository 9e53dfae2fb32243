package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.jmx.RingBufferAdmin;

/**
 * Log4j 2 with asynchronous loggers, its fastest way. Set up as its manual's page on performance says: garbage-free, message-only layout,
 * no location, no flush for each event.
 *
 * @param appender {@code RandomAccessFile} or {@code MemoryMappedFile}
 */
record Log4j(String appender) implements Contender {
    private static final long POLL_NANOS = 50_000;

    @Override
    public List<String> jvmOptions() {
        return List.of(
                "-Dlog4j2.enableThreadlocals=true",
                "-Dlog4j2.enableDirectEncoders=true",
                "-Dlog4j2.asyncLoggerRingBufferSize=4096",
                "-Dlog4j2.disableJmx=true");
    }

    @Override
    public Session open(Path directory, byte[] sample) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.ERROR);
        builder.add(builder.newAppender("file", appender)
                .addAttribute("fileName", directory.resolve("log4j.log").toString())
                .addAttribute("append", false)
                .addAttribute("immediateFlush", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%m%n")));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")));
        AsyncLoggerContext context = new AsyncLoggerContext("benchmark");
        context.start(builder.build(false));
        RingBufferAdmin ring = context.createRingBufferAdmin();
        String message = LogText.of(sample);
        Logger logger = context.getLogger("benchmark");
        return new Session() {
            @Override
            public Writer writer() {
                return record -> logger.info(message);
            }

            @Override
            public void close() throws IOException {
                // With events left, stop would look for them only every 50 ms.
                while (ring.getRemainingCapacity() < ring.getBufferSize()) {
                    LockSupport.parkNanos(POLL_NANOS);
                }
                if (!context.stop(5, TimeUnit.MINUTES)) {
                    throw new IOException("Log4j did not stop");
                }
            }
        };
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }
}
