package io.forebay.engine;

/** One of the two halves. */
class SinkModelFirstHalfProperties extends LongSinkModel {}
