/// A result that is not what the cheat sheet promises, or an error that stopped a section.
public struct CheatsheetError: Error, CustomStringConvertible {
    public let description: String

    init(_ what: String, found: String, expected: String) {
        description = "\(what): found \(found), expected \(expected)"
    }

    init(section: String, _ error: any Error) {
        description = "in section \"\(section)\": \(String(reflecting: error))"
    }
}

/// Prints a result, and throws when it is not the expected one.
func expect<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) throws {
    guard found == expected else {
        throw CheatsheetError(what, found: String(reflecting: found), expected: String(reflecting: expected))
    }
    print("\(what): \(found)")
}

func expect<Value: Equatable>(_ what: String, _ found: Value?, _ expected: Value?) throws {
    guard found == expected else {
        throw CheatsheetError(what, found: String(reflecting: found), expected: String(reflecting: expected))
    }
    print("\(what): \(found.map { "\($0)" } ?? "NULL")")
}

/// Throws when there is nothing.
func require<Value>(_ what: String, _ value: Value?) throws -> Value {
    guard let value else { throw CheatsheetError(what, found: "nothing", expected: "a value") }
    return value
}

/// Runs the body, which must throw an error of this type, and prints what it says.
func expectError<Failure: Error>(
    _ what: String, _ type: Failure.Type, saying text: String, _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let error as Failure {
        guard "\(error)".contains(text) else { throw CheatsheetError(what, found: "\(error)", expected: text) }
        print("\(what):\n   \(error)")
        return
    }
    throw CheatsheetError(what, found: "no error", expected: "\(type)")
}
