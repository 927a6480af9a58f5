import Foundation

@main
enum Main {
    private static let suites = [Suite.sqlite, .postgreSQL, .pool, .model, .growth]

    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            // Away from the main thread, as a server's tasks are.
            let areGoalsMet = try await Task.detached { try await run(options) }.value
            if !areGoalsMet { print("\nSome goals were missed (✗).") }
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(_ options: Options) async throws -> Bool {
        print(Machine.description)
        if options.isQuick { print("- quick: a smoke test, not a measurement") }
        let runner = Runner(rounds: options.rounds)
        var areGoalsMet = true
        for suite in suites where options.wantsAny(of: suite.ids) {
            try await suite.open(options) { benchmarks in
                for benchmark in benchmarks where options.wants(benchmark.id) {
                    let report = try await runner.run(benchmark)
                    print(report.table)
                    areGoalsMet = areGoalsMet && report.lines.allSatisfy { $0.isMet != false }
                }
            }
        }
        return areGoalsMet
    }
}
