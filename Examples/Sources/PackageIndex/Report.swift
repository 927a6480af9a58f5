import Cinnabar
import ExampleSupport

/// Loads the index, asks every question, then lets 64 tasks ask at once.
public func report() async throws {
    let database = try ExampleDatabase.open()
    do {
        try await report(on: database.engine)
        await database.close()
    } catch {
        await database.close()
        throw error
    }
}

private func report(on engine: AsyncEngine) async throws {
    let (source, packages) = try StatusFile.load()
    let (counts, importTime) = try await timed { try await PackageIndex.load(packages, into: engine) }
    print("\(engine.dialect.name), from \(source)")
    print(
        "imported \(counts.packages) packages, \(counts.maintainers) maintainers, \(counts.sections) sections, "
            + "\(counts.dependencies) dependencies in \(formatted(importTime))")

    print("\nMost needed:")
    for (name, dependents) in try await engine.execute(PackageIndex.mostNeeded()) {
        print("  \(name): \(dependents) packages depend on it")
    }
    print("\nSize by section:")
    for (section, count, size) in try await engine.execute(PackageIndex.sizeBySection()) {
        print("  \(section): \(count) packages, \((size ?? 0) / 1024) MiB")
    }
    print("\nBusiest maintainers:")
    for (name, count, average) in try await engine.execute(PackageIndex.busiestMaintainers()) {
        print("  \(name): \(count) packages of \(Int(average ?? 0)) KiB on average")
    }
    print("\nLargest of each section:")
    for (section, name, size) in try await engine.execute(PackageIndex.largestOfEachSection()) {
        print("  \(section): \(name), \(size / 1024) MiB")
    }
    if let name = try await engine.execute(mostNeeding()).first() {
        let needs = try await engine.execute(PackageIndex.needs(of: name))
        print("\n\(name) needs \(needs.count) packages, the largest \(needs.first()?.0 ?? "none")")
    }
    print("\(try await engine.scalar(PackageIndex.orphans())) packages are needed by nobody")

    let names = packages.map(\.name)
    let (answers, askTime) = try await timed { try await askAtOnce(engine, names) }
    print("\n64 tasks asked \(answers) questions in \(formatted(askTime))")
    print("peak memory: \(peakMemory().map { "\($0) MiB" } ?? "unknown")")
}

/// The package with the most dependencies of its own.
private func mostNeeding() -> Select<String> {
    select(Packages.name)
        .join(Dependencies.self, on: Dependencies.packageID == Packages.id)
        .groupBy(Packages.name)
        .order(by: Fn.count(Dependencies.targetID).descending, Packages.name)
        .limit(1)
}

/// 64 tasks, each with questions of its own; the answers are checked against each other.
private func askAtOnce(_ engine: AsyncEngine, _ names: [String]) async throws -> Int {
    let expected = try await engine.scalar(PackageIndex.orphans())
    return try await withThrowingTaskGroup(of: Int.self) { group in
        for task in 0..<64 {
            group.addTask {
                var answers = 0
                for step in 0..<10 {
                    let name = names[(task * 31 + step * 7) % max(names.count, 1)]
                    _ = try await engine.execute(PackageIndex.needs(of: name))
                    _ = try await engine.execute(PackageIndex.mostNeeded())
                    answers += 2
                }
                let orphans = try await engine.scalar(PackageIndex.orphans())
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
