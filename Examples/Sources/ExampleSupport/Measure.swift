import Foundation

/// The most memory that the process has used so far, in MiB; nil where the system does not tell.
public func peakMemory() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
        return line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 / 1024 }
    }
    return nil
}

/// Runs the work and returns its value and its seconds.
public func timed<Value>(_ work: () async throws -> Value) async rethrows -> (Value, Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try await work()
    let (seconds, attoseconds) = start.duration(to: clock.now).components
    return (value, Double(seconds) + Double(attoseconds) / 1e18)
}

public func formatted(_ seconds: Double) -> String { String(format: "%.3f s", seconds) }
