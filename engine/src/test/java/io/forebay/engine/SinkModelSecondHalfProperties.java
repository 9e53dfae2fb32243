package io.forebay.engine;

/** One of the two halves. */
class SinkModelSecondHalfProperties extends LongSinkModel {}
