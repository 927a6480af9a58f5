package import CinnabarEngine
package import CinnabarSQL

/// Counts how often a session runs one statement from one place, and says so once when it is too often: the N+1 query
/// that no test has met.
package struct RepeatedStatements: Sendable {
    private struct Key: Hashable, Sendable {
        let statement: UInt64
        let file: UInt
        let line: UInt
    }

    /// How many pairs of statement and place are kept, so that a session of any age stays small.
    private static var capacity: Int { 256 }

    /// How often is not yet too often.
    private let threshold: Int
    private var counts: [Key: Int] = [:]

    package init(threshold: Int = 10) { self.threshold = threshold }

    package var size: Int { counts.count }

    /// Counts one run.
    ///
    /// - Returns: what to warn of, once for each statement and place.
    package mutating func note(_ statement: CompiledStatement, at site: CallSite) -> String? {
        let key = Key(statement: statement.id, file: site.file, line: site.line)
        if let count = counts[key] {
            counts[key] = count + 1
            return count == threshold ? warning(statement, site) : nil
        }
        if counts.count >= Self.capacity {
            // Those that ran once are the ones that a loop is not running.
            counts = counts.filter { $0.value > 1 }
            guard counts.count < Self.capacity else { return nil }
        }
        counts[key] = 1
        return threshold < 1 ? warning(statement, site) : nil
    }

    private func warning(_ statement: CompiledStatement, _ site: CallSite) -> String {
        let hint =
            statement.intent == .write
            ? "give the database many rows at once, by addAll or executeMany"
            : "where it loads what belongs to each of many objects, load it with them by .selectIn(...) or .joined(...)"
        return "one session ran a statement more than \(threshold) times at \(site): \(statement.sql): \(hint)"
    }
}

extension CallSite {
    /// Tells files apart without making a string.
    fileprivate var file: UInt {
        fileID.hasPointerRepresentation ? UInt(bitPattern: fileID.utf8Start) : UInt(fileID.unicodeScalar.value)
    }
}
