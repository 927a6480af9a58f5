import Foundation

/// Runs a program, and ends it with its error's text instead of a trap.
public func runExample(_ body: () async throws -> Void) async {
    do {
        try await body()
    } catch {
        FileHandle.standardError.write(Data("error: \(error)\n".utf8))
        exit(1)
    }
}
