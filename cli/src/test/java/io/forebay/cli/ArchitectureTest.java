package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between the modules point where the design says; it lives here because only the command sees them all. */
class ArchitectureTest {
    private static final Architecture RULES = new Architecture("io.forebay");
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.forebay");

    private static final String BROKEN_ROOT = "io.forebay.cli.fixture";
    private static final Architecture BROKEN_RULES = new Architecture(BROKEN_ROOT);
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BROKEN_ROOT);

    static Set<String> modules() {
        return Architecture.MODULES.keySet();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleIsSeen(String module) {
        assertThat(PRODUCT.stream())
                .as("classes of module %s, besides its package-info", module)
                .anyMatch(type -> type.getPackageName().startsWith("io.forebay." + module)
                        && !type.getSimpleName().equals("package-info"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleKeepsToItsArrows(String module) {
        RULES.arrowsOf(module).check(PRODUCT);
    }

    @Test
    void everyClassIsInAModule() {
        RULES.everyClassIsInAModule().check(PRODUCT);
    }

    @Test
    void theEngineKnowsNoFile() {
        RULES.engineKnowsNoFile().check(PRODUCT);
    }

    @Test
    void adaptersKnowNoThread() {
        RULES.adaptersKnowNoThread().check(PRODUCT);
    }

    @Test
    void noSignatureShowsGuavaOrCaffeine() {
        RULES.signaturesAreFreeOfGuavaAndCaffeine().check(PRODUCT);
    }

    @Test
    void anArrowThatPointsUpIsFound() {
        assertBroken(BROKEN_RULES.arrowsOf("api"), "fixture.engine.Leaky");
    }

    @Test
    void aClassOutsideOfAllModulesIsFound() {
        assertBroken(BROKEN_RULES.everyClassIsInAModule(), "fixture.stray.Stray");
    }

    @Test
    void aFileInTheEngineIsFound() {
        assertBroken(BROKEN_RULES.engineKnowsNoFile(), "java.nio.file.Path");
    }

    @Test
    void aThreadOrAQueueInAnAdapterIsFound() {
        assertBroken(BROKEN_RULES.adaptersKnowNoThread(), "java.lang.Thread.<init>", "BlockingQueue");
    }

    @Test
    void everyLeakInASignatureIsFound() {
        assertBroken(
                BROKEN_RULES.signaturesAreFreeOfGuavaAndCaffeine(),
                "Leaky> shows com.google.common.collect.ForwardingObject",
                "Leaky.returned(java.util.List)> shows com.google.common.collect.ImmutableList",
                "Leaky.returned(java.util.List)> shows com.google.common.primitives.UnsignedLong",
                "Leaky.array> shows com.google.common.hash.HashCode",
                "Leaky$Inner.cache()> shows com.github.benmanes.caffeine.cache.Cache");
    }

    @Test
    void whatAUserCannotSeeMayUseGuava() {
        assertThatThrownBy(
                        () -> BROKEN_RULES.signaturesAreFreeOfGuavaAndCaffeine().check(BROKEN))
                .hasMessageNotContaining("hidden");
    }

    private static void assertBroken(ArchRule rule, String... reasons) {
        assertThatThrownBy(() -> rule.check(BROKEN))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(reasons);
    }
}
