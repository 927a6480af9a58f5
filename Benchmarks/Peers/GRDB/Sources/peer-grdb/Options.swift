/// The sizes of the work, as scripts/bench-peers gives them to every peer.
struct Options: Sendable {
    var file = ""
    var numbers: [String: Int] = [:]

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw Failure(description: "what is \(name)?")
            }
            if name == "--file" { file = value } else { numbers[String(name.dropFirst(2))] = Int(value) }
        }
    }

    var rows: Int { numbers["rows"] ?? 0 }
    var selects: Int { numbers["selects"] ?? 0 }
    var changes: Int { numbers["changes"] ?? 0 }
    var answers: Int { numbers["answers"] ?? 0 }

    /// The key of the n-th point select, as for everybody.
    func key(_ n: Int) -> Int { n * 7919 % rows + 1 }
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}
