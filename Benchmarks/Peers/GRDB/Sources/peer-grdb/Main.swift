import Foundation
import GRDB

/// GRDB's side of the comparison: answers the commands of `benchmarks --serve`, but for `prepare` and `verify`.
@main
enum Main {
    static func main() {
        Task.detached {
            do {
                try await serve(try Options(Array(CommandLine.arguments.dropFirst())))
                exit(0)
            } catch {
                FileHandle.standardError.write(Data("error: \(error)\n".utf8))
                exit(1)
            }
        }
        while true { sleep(1_000) }
    }

    private static func serve(_ options: Options) async throws {
        var configuration = Configuration()
        // As durable as the others.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let pool = try DatabasePool(path: options.file, configuration: configuration)
        try blocking { try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") } }
        let works = Works(pool: pool, options: options)
        say("ready")
        while let line = readLine() {
            let words = line.split(separator: "\t").map(String.init)
            guard words.count == 3, words[0] == "run", let work = works.named(words[1], words[2]) else {
                say("error\tno such work: \(words)")
                continue
            }
            do {
                say("ok\t" + (try await measure(work)))
            } catch {
                say("error\t\(error)")
            }
        }
    }

    /// At once, where `print` would wait for more.
    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    private static func measure(_ work: Works.Work) async throws -> String {
        let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)
        let start = seconds(CLOCK_MONOTONIC)
        let answer = try await work()
        let wall = seconds(CLOCK_MONOTONIC) - start
        let used = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
        return "\(Int(wall * 1e9))\t\(Int(used * 1e9))\t\(answer)"
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
