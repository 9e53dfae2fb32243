/** Suites that put a storage adapter to the test with processes: real kills, and a shipper that takes files as they appear. */
@NullMarked
package io.forebay.testkit.process;

import org.jspecify.annotations.NullMarked;
