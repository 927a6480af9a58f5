import Foundation

/// Runs contenders for a program that compares them with those of others: a command a line, an answer a line, words
/// apart by tabs.
///
/// - `run BENCHMARK CONTENDER`: once; `ok`, nanoseconds, nanoseconds of processor time, and the answer.
/// - `prepare BENCHMARK`, `verify BENCHMARK ANSWER`: what the first contender does before and after its run, for others.
/// - An error is `error` and a text. The end of the input ends it.
struct Server {
    let benchmarks: [Benchmark]

    func run() async throws {
        say("ready")
        while let line = readLine() {
            do {
                say("ok\t" + (try await answer(line.split(separator: "\t").map(String.init))))
            } catch {
                say("error\t" + "\(error)".replacing("\n", with: " "))
            }
        }
    }

    /// At once, where `print` would wait for more.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private func answer(_ words: [String]) async throws -> String {
        guard words.count > 1, let benchmark = benchmarks.first(where: { $0.id == words[1] }) else {
            throw BenchmarkFailure(description: "no such benchmark: \(words)")
        }
        switch (words[0], words.count) {
        case ("run", 3): return try await run(benchmark, words[2])
        case ("prepare", 2):
            try await benchmark.contenders[0].prepare()
            return ""
        case ("verify", 3): return String(try await benchmark.contenders[0].verify(Int64(words[2]) ?? -1))
        default: throw BenchmarkFailure(description: "no such command: \(words)")
        }
    }

    private func run(_ benchmark: Benchmark, _ name: String) async throws -> String {
        guard let contender = benchmark.contenders.first(where: { $0.name == name }) else {
            throw BenchmarkFailure(description: "\(benchmark.id) has no \(name): \(benchmark.contenders.map(\.name))")
        }
        try await contender.prepare()
        let (sample, returned) = try await Runner(rounds: 1).measure(contender.run)
        let answer = try await contender.verify(returned)
        let nanoseconds = [sample.wall, sample.cpu].map { String(Int($0 * 1e9)) }
        return (nanoseconds + [String(answer)]).joined(separator: "\t")
    }
}
