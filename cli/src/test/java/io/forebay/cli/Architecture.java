package io.forebay.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;

/**
 * The direction of the arrows between the modules, as rules. They are built for a root package, so that the tests can
 * point them at a small tree that breaks them and see that they do fail.
 */
final class Architecture {
    private static final String GUAVA = "com.google.common";
    private static final String CAFFEINE = "com.github.benmanes.caffeine";
    private static final String ERROR_PRONE = "com.google.errorprone.annotations";
    private static final String SLF4J = "org.slf4j";

    /** Each module's package, below the root, and the modules it may use. A module that is not here fails the tests. */
    static final Map<String, Set<String>> MODULES = Map.of(
            "api", Set.of(),
            "engine", Set.of("api"),
            "spool", Set.of("api"),
            "nio", Set.of("api", "spool"),
            "mmap", Set.of("api", "spool"),
            "testkit", Set.of("api"),
            "cli", Set.of("api", "engine", "spool", "nio", "mmap"));

    /** What each module may use besides the JDK and JSpecify, by package. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "api", Set.of(),
            "engine", Set.of(GUAVA, ERROR_PRONE, SLF4J),
            "spool", Set.of(GUAVA, ERROR_PRONE, SLF4J),
            "nio", Set.of(GUAVA, ERROR_PRONE, CAFFEINE),
            "mmap", Set.of(),
            "testkit",
                    Set.of(
                            "com.sun.management",
                            "net.jqwik.api",
                            "org.apiguardian.api",
                            "org.opentest4j",
                            "org.assertj.core",
                            "org.junit.jupiter.api"),
            "cli", Set.of("picocli"));

    private final String root;

    Architecture(String root) {
        this.root = root;
    }

    /** Which module a class belongs to is known. */
    ArchRule everyClassIsInAModule() {
        return classes()
                .should()
                .resideInAnyPackage(MODULES.keySet().stream().map(this::below).toArray(String[]::new))
                .because("a new module must be entered in this table, with its arrows");
    }

    /** A module uses nothing but what the table allows it. */
    ArchRule arrowsOf(String module) {
        Stream<String> modules =
                Stream.concat(Stream.of(module), MODULES.get(module).stream()).map(this::below);
        Stream<String> libraries = Stream.concat(
                        Stream.of("java", "org.jspecify.annotations"), LIBRARIES.get(module).stream())
                .map(name -> name + "..");
        return classes()
                .that()
                .resideInAPackage(below(module))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(modules, libraries).toArray(String[]::new))
                .because("these are the only arrows that leave " + module);
    }

    /** The engine knows no path and no file. */
    ArchRule engineKnowsNoFile() {
        return noClasses()
                .that()
                .resideInAPackage(below("engine"))
                .should()
                .dependOnClassesThat(Predicates.resideInAnyPackage("java.nio.file..")
                        .or(named("java.io.File(Input|Output)?(Stream|Reader|Writer)?"))
                        .or(named("java.io.RandomAccessFile"))
                        .or(named("java.nio.(channels.FileChannel|channels.FileLock|MappedByteBuffer)")))
                .because("files are the adapters' business");
    }

    /** Adapters know no thread and no queue. An executor that runs its tasks in the calling thread is neither. */
    ArchRule adaptersKnowNoThread() {
        return noClasses()
                .that()
                .resideInAnyPackage(below("spool"), below("nio"), below("mmap"))
                .should()
                .dependOnClassesThat(Predicates.assignableTo(ThreadPoolExecutor.class)
                        .or(Predicates.assignableTo(ForkJoinPool.class))
                        .or(Predicates.assignableTo(Executors.class))
                        .or(Predicates.assignableTo(BlockingQueue.class)))
                .orShould()
                .callConstructorWhere(DescribedPredicate.describe(
                        "a thread is made", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
                .because("threads and queues are the engine's business");
    }

    /** No type of Guava or Caffeine is part of what a user can see. */
    ArchRule signaturesAreFreeOfGuavaAndCaffeine() {
        return classes()
                .that(DescribedPredicate.describe("a user can see", Architecture::isVisible))
                .should(haveSignaturesWithout(GUAVA, CAFFEINE))
                .because("their versions are this library's own affair");
    }

    private String below(String module) {
        return root + "." + module + "..";
    }

    private static DescribedPredicate<JavaClass> named(String regex) {
        return DescribedPredicate.describe(
                "named " + regex, type -> type.getName().matches(regex));
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(Architecture::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> haveSignaturesWithout(String... packages) {
        return new ArchCondition<>("have signatures without types of " + String.join(", ", packages)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<JavaType> header = new ArrayList<>(type.getTypeParameters());
                type.getSuperclass().ifPresent(header::add);
                header.addAll(type.getInterfaces());
                report(type.getDescription(), header, events);
                for (JavaMember member : type.getMembers()) {
                    if (isVisible(member.getModifiers())) {
                        report(member.getDescription(), signature(member), events);
                    }
                }
            }

            private void report(String where, List<JavaType> types, ConditionEvents events) {
                types.stream()
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .distinct()
                        .filter(type -> Predicates.resideInAnyPackage(Stream.of(packages)
                                        .map(name -> name + "..")
                                        .toArray(String[]::new))
                                .test(type))
                        .forEach(type ->
                                events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getName())));
            }
        };
    }

    private static List<JavaType> signature(JavaMember member) {
        List<JavaType> types = new ArrayList<>();
        if (member instanceof JavaField field) {
            types.add(field.getType());
        } else if (member instanceof JavaCodeUnit code) {
            types.add(code.getReturnType());
            types.addAll(code.getParameterTypes());
            types.addAll(code.getTypeParameters());
            types.addAll(code.getExceptionTypes());
        }
        return types;
    }
}
