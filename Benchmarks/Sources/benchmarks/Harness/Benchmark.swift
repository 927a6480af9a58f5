/// One piece of work that several contenders do on the same data.
struct Benchmark: Sendable {
    /// Short, for `--only`: "S1".
    let id: String
    let title: String
    /// What one operation is: "row", "select".
    let unit: String
    let operations: Int
    /// The first is what the others are compared with.
    var contenders: [Contender]
}

/// One way to do the work.
struct Contender: Sendable {
    let name: String
    var goal: Goal?
    /// Not timed; before every run.
    var prepare: @Sendable () async throws -> Void = {}
    /// The work; what it returns must be the same for every contender, so that none gets away with doing less.
    let run: @Sendable () async throws -> Int64
    /// Not timed; after every run, for work whose result is in the database: takes the place of what `run` returned.
    var verify: @Sendable (Int64) async throws -> Int64 = { $0 }
}

/// What a contender should stay under.
enum Goal: Sendable {
    /// Times the first contender's.
    case ratio(Double)
    /// Per operation.
    case nanoseconds(Double)
}

/// Benchmarks over one fixture: a database with test data, and the connections to it.
struct Suite: Sendable {
    /// Of its benchmarks, to know whether it is wanted before it is opened.
    let ids: [String]
    /// Opens the fixture and hands over its benchmarks; the fixture goes when `body` returns.
    let open: @Sendable (Options, _ body: ([Benchmark]) async throws -> Void) async throws -> Void
}

/// What went wrong, in words.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String
}
