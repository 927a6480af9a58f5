import CLibpq
import CinnabarEngine
import CinnabarSQL
import XCTest

/// S12, F6: random URLs, read by us and by libpq's own `PQconninfoParse`.
final class DatabaseURLDifferentialTests: XCTestCase {
    func testReadsURLsAsLibpqDoes() {
        var random = SeededGenerator(state: 0x5EED)
        var agreed = (read: 0, refused: 0)
        for _ in 0..<50_000 {
            let text = randomURL(&random)
            let ours = try? DatabaseURL(text)
            switch (ours, parseWithLibpq(text)) {
            case (_, .unknownKey):
                continue
            case (nil, .refused):
                agreed.refused += 1
            case (let ours?, .read(let theirs)):
                agreed.read += 1
                XCTAssertEqual(options(of: ours), theirs, text)
            case (nil, .read(let theirs)):
                XCTAssertTrue(isStricter(theirs), "libpq reads \(text)")
            case (_?, .refused):
                XCTFail("libpq refuses \(text)")
            }
        }
        // Both must happen often, or the URLs are too wild or too tame to tell anything.
        XCTAssertGreaterThan(agreed.read, 5_000)
        XCTAssertGreaterThan(agreed.refused, 5_000)
    }

    func testPartsInTheQueryWinAsInLibpq() {
        let starts = ["", "h", "h:5/d", "u:p@h,g:2/d", "h:1,g:2/d", "/d", "u:p@h"]
        let queries = [
            "host=x", "host=x,y", "port=7", "port=7,8", "host=x,y&port=7", "host=x,y,z&port=7,,8", "host=&port=",
            "dbname=e&user=v", "dbname=", "user=&password=", "host=x&host=y", "port=7&port=", "host=%2Frun&port=1",
        ]
        var read = 0
        for text in starts.flatMap({ start in queries.map { "postgresql://\(start)?\($0)" } }) {
            guard case .read(let theirs) = parseWithLibpq(text) else { return XCTFail("libpq refuses \(text)") }
            if let ours = try? DatabaseURL(text) {
                read += 1
                XCTAssertEqual(options(of: ours), expandingPort(theirs), text)
            } else {
                // libpq says so when it connects.
                XCTAssertNotEqual(list(theirs["host"]).count, list(theirs["port"]).count, text)
            }
        }
        XCTAssertGreaterThan(read, 60)
    }

    /// A single port is that of every host.
    private func expandingPort(_ theirs: [String: String]) -> [String: String] {
        var theirs = theirs
        let (hosts, ports) = (list(theirs["host"]), list(theirs["port"]))
        if ports.count == 1 { theirs["port"] = hosts.map { _ in ports[0] }.joined(separator: ",") }
        return theirs.filter { !$0.value.isEmpty }
    }

    private func list(_ text: String?) -> [Substring] {
        (text ?? "").split(separator: ",", omittingEmptySubsequences: false)
    }

    /// What we refuse on purpose: a port that is none, and an "@" or a comma in a host or database name.
    private func isStricter(_ theirs: [String: String]) -> Bool {
        let (hosts, ports) = (list(theirs["host"]), list(theirs["port"]))
        let goodPorts = ports.allSatisfy { port in
            port.isEmpty || (port.utf8.allSatisfy { (48...57).contains($0) } && (1...65_535).contains(Int(port) ?? 0))
        }
        return !goodPorts || (hosts.count != ports.count && hosts.count > 1)
            || theirs.values.contains { $0.contains("@") }
    }

    private func randomURL(_ random: inout SeededGenerator) -> String {
        let common = ["u", "p", "h", "@", ":", "/", "1", ","]
        let rare = [
            "?", "?user=", "?sslmode=x", "&", "=", "user", "password=", "[::1]", "[", "]", "%", "%2F", "%40", "%00",
            "%zz",
            "%41", "#", "+", " ", "5432", "65536", "é", "%C3%A9", "?options=a", "&service=7", ".", "//",
        ]
        var text = Bool.random(using: &random) ? "postgresql://" : "postgres://"
        if Bool.random(using: &random) { text += "u:p@h" }
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let source = Int.random(in: 0..<3, using: &random) > 0 ? common : rare
            text += source.randomElement(using: &random) ?? ""
        }
        return text
    }

    /// Our reading in libpq's words.
    private func options(of url: DatabaseURL) -> [String: String] {
        var options: [String: String] = [:]
        options["user"] = url.user
        options["password"] = url.password
        options["dbname"] = url.database.isEmpty ? nil : url.database
        let hosts = url.hosts.map(\.name).joined(separator: ",")
        let ports = url.hosts.map { $0.port.map(String.init) ?? "" }.joined(separator: ",")
        options["host"] = hosts.isEmpty ? nil : hosts
        options["port"] = ports.isEmpty ? nil : ports
        return options.merging(url.parameters) { _, last in last }.filter { !$0.value.isEmpty }
    }

    private enum Reading {
        case read([String: String])
        case refused
        case unknownKey
    }

    private func parseWithLibpq(_ text: String) -> Reading {
        var message: UnsafeMutablePointer<CChar>?
        guard let all = PQconninfoParse(text, &message) else {
            defer { PQfreemem(message) }
            // Which keys there are is the driver's matter, not the parser's.
            let isUnknownKey = message.map { String(cString: $0).hasPrefix("invalid URI query parameter:") } ?? false
            return isUnknownKey ? .unknownKey : .refused
        }
        defer { PQconninfoFree(all) }
        var options: [String: String] = [:]
        var option = all
        // The list ends with an entry without a keyword.
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return .read(options.filter { !$0.value.isEmpty })
    }
}

/// SplitMix64: the same URLs on every run.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
