import CBaseline
import Foundation

/// What the numbers were measured on.
enum Machine {
    static var cpuSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static var description: String {
        """
        - \(processor), \(ProcessInfo.processInfo.activeProcessorCount) cores, \
        \(ProcessInfo.processInfo.physicalMemory >> 20) MB, \(ProcessInfo.processInfo.operatingSystemVersionString)
        - Swift \(swiftVersion), SQLite \(String(cString: baseline_sqlite_version())), \
        libpq \(version(baseline_pg_library_version()))
        """
    }

    private static var swiftVersion: String {
        #if compiler(>=6.4)
        "6.4 or newer"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }

    private static var processor: String {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    }

    /// 150018 is 15.18.
    static func version(_ number: CInt) -> String { "\(number / 10_000).\(number % 10_000)" }
}
