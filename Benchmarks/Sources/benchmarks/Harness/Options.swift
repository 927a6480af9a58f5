import Foundation

/// The command line, and what follows from it.
struct Options: Sendable {
    var isQuick = false
    /// Identifiers, or beginnings of them; empty for all.
    var only: [String] = []
    /// Parts of contenders' names, or "C"; empty for all.
    var contenders: [String] = []
    var roundsAsked: Int?

    static let usage = """
        benchmarks [--quick] [--only ID]... [--contender NAME]... [--rounds N]
          --quick      small data and few rounds: a smoke test, not a measurement
          --only ID    one benchmark, or all whose id starts so: --only S1, --only P
          --contender NAME
                       only contenders with this in their names, for a profiler; ratios are of the first that is left
          --rounds N   timed rounds (7)
        CINNABAR_TEST_POSTGRES holds the URL of an empty database; scripts/bench makes one.
        """

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--only":
                guard let id = rest.popFirst() else { throw BenchmarkFailure(description: Self.usage) }
                only.append(id)
            case "--contender":
                guard let name = rest.popFirst() else { throw BenchmarkFailure(description: Self.usage) }
                contenders.append(name)
            case "--rounds":
                guard let rounds = rest.popFirst().flatMap({ Int($0) }), rounds > 0 else {
                    throw BenchmarkFailure(description: Self.usage)
                }
                roundsAsked = rounds
            default: throw BenchmarkFailure(description: Self.usage)
            }
        }
    }

    var rounds: Int { roundsAsked ?? (isQuick ? 3 : 7) }
    /// Rows of the test table.
    var rows: Int { isQuick ? 5_000 : 100_000 }
    /// Objects that are changed per run.
    var changes: Int { isQuick ? 1_000 : 10_000 }
    /// Point selects per run.
    var selects: Int { isQuick ? 500 : 10_000 }

    func wants(_ id: String) -> Bool { only.isEmpty || only.contains { id.hasPrefix($0) } }
    func wants(_ contender: Contender) -> Bool {
        contenders.isEmpty || contenders.contains { $0.count > 1 ? contender.name.contains($0) : contender.name == $0 }
    }
    func wantsAny(of ids: [String]) -> Bool { ids.contains(where: wants) }

    /// The server of the PostgreSQL benchmarks: they fail without it, rather than being left out in silence.
    func postgresURL() throws -> String {
        guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"] else {
            throw BenchmarkFailure(description: "CINNABAR_TEST_POSTGRES is not set: run scripts/bench")
        }
        return url
    }
}
