import Foundation

/// Runs the body with a copy of this history's files, which is gone afterwards.
func withSources(_ body: (String) async throws -> Void) async throws {
    let original = URL(filePath: #filePath).deletingLastPathComponent()
    let copy = FileManager.default.temporaryDirectory.appending(path: "cinnabar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: copy) }
    for name in ["Revisions", "Revisions.swift", "Snapshots"] {
        try FileManager.default.copyItem(at: original.appending(path: name), to: copy.appending(path: name))
    }
    try await body(copy.path)
}

/// The text of the last file; revisions' names begin with a date.
func newest(in directory: String) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    return try String(contentsOfFile: "\(directory)/\(names.last ?? "")", encoding: .utf8)
}

struct UnexpectedStatus: Error, CustomStringConvertible {
    let command: [String]
    let status: Int32

    var description: String { "\(command.joined(separator: " ")) has ended with \(status)" }
}

struct LostBooks: Error, CustomStringConvertible {
    let kept: [String]

    var description: String { "the way down and up again has left \(kept)" }
}
