import Foundation

/// Walks a hot path a number of times, so that scripts/check-instructions can count: `hot-paths flush-1k 20`.
/// Without arguments it names the paths, and how often each should be walked.
@main
enum Main {
    /// Not async: an async `main` gives the main thread away, which profilers that count instructions do not survive.
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let path = HotPath.all.first(where: { $0.name == arguments[1] }),
            let times = Int(arguments[2])
        else {
            for path in HotPath.all { print(path.name, path.times) }
            return
        }
        Task.detached {
            do {
                try await path.walk(times)
                exit(0)
            } catch {
                FileHandle.standardError.write(Data("error: \(error)\n".utf8))
                exit(1)
            }
        }
        while true { sleep(1_000) }
    }
}
