package io.forebay.bench.contender;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Path;

/** Logback with its asynchronous appender, set so that it loses nothing, and as its manual says for speed. */
final class LogbackAsync implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%m%n");
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setFile(directory.resolve("logback.log").toString());
        file.setAppend(false);
        file.setImmediateFlush(false);
        file.setBufferSize(new FileSize(256 * 1024));
        file.setEncoder(encoder);
        file.start();
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(8192);
        async.setDiscardingThreshold(0);
        async.setMaxFlushTime(0);
        async.addAppender(file);
        async.start();
        Logger logger = context.getLogger("benchmark");
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(async);
        String message = LogText.of(sample);
        return new Session() {
            @Override
            public Writer writer() {
                return record -> logger.info(message);
            }

            @Override
            public void close() {
                context.stop();
            }
        };
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }
}
