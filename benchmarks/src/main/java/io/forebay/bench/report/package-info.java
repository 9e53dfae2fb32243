/** Results as JSON, Markdown and plots. */
@NullMarked
package io.forebay.bench.report;

import org.jspecify.annotations.NullMarked;
