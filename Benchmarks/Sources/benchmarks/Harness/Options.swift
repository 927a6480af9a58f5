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
          --serve      reads commands from standard input, for scripts/bench-peers
          --file PATH  where the SQLite file is made
          --attach     that file and PostgreSQL's tables are there already
          --rows N, --changes N, --selects N
                       other sizes of the work
        CINNABAR_TEST_POSTGRES holds the URL of an empty database; scripts/bench makes one.
        """

    var isServer = false
    var isAttached = false
    var file: String?
    private var sizes: [String: Int] = [:]

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
            case "--serve": isServer = true
            case "--attach": isAttached = true
            case "--file": file = rest.popFirst()
            case "--rows", "--changes", "--selects":
                guard let size = rest.popFirst().flatMap({ Int($0) }), size > 0 else {
                    throw BenchmarkFailure(description: Self.usage)
                }
                sizes[argument] = size
            default: throw BenchmarkFailure(description: Self.usage)
            }
        }
    }

    var rounds: Int { roundsAsked ?? (isQuick ? 3 : 7) }
    /// Rows of the test table.
    var rows: Int { sizes["--rows"] ?? (isQuick ? 5_000 : 100_000) }
    /// Objects that are changed per run.
    var changes: Int { sizes["--changes"] ?? (isQuick ? 1_000 : 10_000) }
    /// Point selects per run.
    var selects: Int { sizes["--selects"] ?? (isQuick ? 500 : 10_000) }
    /// Of families, and children of each.
    var parents: Int { isQuick ? 100 : 1_000 }
    var children: Int { isQuick ? 10 : 100 }
    /// Queries for many rows each, and rows of one.
    var pages: Int { isQuick ? 20 : 200 }
    var pageSize: Int { min(1_000, rows) }
    /// Rows of one JSON answer.
    var answers: Int { min(10_000, rows / 2) }

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
