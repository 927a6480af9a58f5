import Cinnabar
import ExampleSupport

/// What the program was asked to do.
public struct ReportOptions: Sendable {
    /// On Core instead of the ORM.
    public var usesCore = false
    /// How many times the packages are taken, under names of their own, for an index that is worth measuring.
    public var copies = 1

    /// - Throws: `UsageError` for what is not known.
    public init(_ arguments: [String]) throws {
        var arguments = arguments[...]
        while let argument = arguments.popFirst() {
            switch argument {
            case "--core": usesCore = true
            case "--copies":
                guard let count = arguments.popFirst().flatMap({ Int($0) }), count > 0 else { throw UsageError() }
                copies = count
            default: throw UsageError()
            }
        }
    }

    public struct UsageError: Error, CustomStringConvertible {
        public var description: String { "usage: package-index [--core] [--copies NUMBER]" }
    }
}

/// Loads the index, asks every question, then lets 64 tasks ask at once.
public func report(_ options: ReportOptions, on engine: AsyncEngine) async throws {
    let (source, original) = try StatusFile.load()
    let packages = original.copied(options.copies)
    let index: any PackageIndex = options.usesCore ? TableIndex(engine) : ObjectIndex(engine)
    print("\(options.usesCore ? "Core" : "ORM") on \(engine.dialect.name), from \(source)")

    let (counts, importTime) = try await timed { try await index.load(packages) }
    print(
        "imported \(counts.packages) packages, \(counts.maintainers) maintainers, \(counts.sections) sections, "
            + "\(counts.dependencies) dependencies in \(formatted(importTime))")
    let (answers, answerTime) = try await timed { try await index.answers() }
    show(answers)
    print("\nanswered in \(formatted(answerTime))")
    let names = packages.map(\.name)
    let (questions, askTime) = try await timed { try await askAtOnce(index, names) }
    print("64 tasks asked \(questions) questions in \(formatted(askTime))")
    print("peak memory: \(peakMemory().map { "\($0) MiB" } ?? "unknown")")
}

private func show(_ answers: Answers) {
    print("\nMost needed:")
    for one in answers.mostNeeded { print("  \(one.name): \(one.dependents) packages depend on it") }
    print("\nSize by section:")
    for one in answers.sections { print("  \(one.name): \(one.packages) packages, \(one.size / 1024) MiB") }
    print("\nBusiest maintainers:")
    for one in answers.maintainers {
        print("  \(one.name): \(one.packages) packages of \(one.averageSize) KiB on average")
    }
    print("\nLargest of each section:")
    for one in answers.largest { print("  \(one.section): \(one.package), \(one.size / 1024) MiB") }
    if let name = answers.mostNeeding {
        print("\n\(name) needs \(answers.needs.count) packages, the largest \(answers.needs.first ?? "none")")
    }
    print("\(answers.orphans) packages are needed by nobody")
}

/// 64 tasks, each with questions of its own; the answers are checked against each other.
func askAtOnce(_ index: any PackageIndex, _ names: [String]) async throws -> Int {
    let expected = try await index.orphans()
    return try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<64 {
            group.addTask {
                var answers = 0
                for step in 0..<10 {
                    let name = names[(task * 31 + step * 7) % max(names.count, 1)]
                    _ = try await index.needs(of: name)
                    _ = try await index.mostNeeded()
                    answers += 2
                }
                let orphans = try await index.orphans()
                guard orphans == expected else { throw InconsistentAnswer(expected: expected, found: orphans) }
                return answers + 1
            }
        }
        return try await group.reduce(0, +)
    }
}

struct InconsistentAnswer: Error {
    let expected: Int
    let found: Int
}
