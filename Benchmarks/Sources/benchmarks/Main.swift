import Foundation

@main
enum Main {
    private static let suites = [Suite.sqlite, .postgreSQL, .pool, .model, .growth]

    /// Not async: an async `main` gives the main thread away, which profilers that count instructions do not survive.
    static func main() {
        // Away from the main thread, as a server's tasks are.
        Task.detached {
            do {
                let options = try Options(Array(CommandLine.arguments.dropFirst()))
                if options.isServer {
                    try await serve([.sqlite, .postgreSQL], [], options)
                } else if !(try await run(options)) {
                    print("\nSome goals were missed (✗).")
                }
                exit(0)
            } catch {
                FileHandle.standardError.write(Data("error: \(error)\n".utf8))
                exit(1)
            }
        }
        while true { sleep(1_000) }
    }

    /// Opens one suite after the other, and answers while all are open.
    private static func serve(_ suites: ArraySlice<Suite>, _ known: [Benchmark], _ options: Options) async throws {
        guard let suite = suites.first else { return try await Server(benchmarks: known).run() }
        let rest = suites.dropFirst()
        guard options.wantsAny(of: suite.ids) else { return try await serve(rest, known, options) }
        try await suite.open(options) { try await serve(rest, known + $0, options) }
    }

    private static func run(_ options: Options) async throws -> Bool {
        print(Machine.description)
        if options.isQuick { print("- quick: a smoke test, not a measurement") }
        let runner = Runner(rounds: options.rounds)
        var areGoalsMet = true
        for suite in suites where options.wantsAny(of: suite.ids) {
            try await suite.open(options) { benchmarks in
                for var benchmark in benchmarks where options.wants(benchmark.id) {
                    benchmark.contenders.removeAll { !options.wants($0) }
                    let report = try await runner.run(benchmark)
                    print(report.table)
                    areGoalsMet = areGoalsMet && report.lines.allSatisfy { $0.isMet != false }
                }
            }
        }
        return areGoalsMet
    }
}
