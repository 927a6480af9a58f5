import CinnabarMigrations
import CinnabarSQL
import FoundationEssentials

/// The files of a program's revisions.
struct MigrationDirectory: Sendable {
    let path: String

    var index: String { path + "/Revisions.swift" }
    private var revisions: String { path + "/Revisions" }
    private var snapshots: String { path + "/Snapshots" }

    /// Makes what is missing.
    ///
    /// - Returns: the files that were made.
    func create() throws -> [String] {
        try make(revisions)
        try make(snapshots)
        guard !FileManager.default.fileExists(atPath: index) else { return [] }
        try write(RevisionIndexFile.source([]), to: index)
        return [index]
    }

    /// Writes a revision with its snapshot, and the index anew.
    ///
    /// - Returns: the files that were written.
    func add(_ file: RevisionFile, at date: Date, snapshot: DatabaseSchema) throws -> [String] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw MigrationError(
                .configuration, "there is no directory \(path)",
                nextStep: "run this where the sources are, or give --directory")
        }
        _ = try create()
        let stamp = date.formatted(.iso8601).filter(\.isNumber)
        let path = "\(revisions)/\(stamp)_\(file.id)_\(Self.slug(file.message)).swift"
        try write(file.source, to: path)
        let schema = "\(snapshots)/\(file.id).json"
        try write(snapshot.snapshot, to: schema)
        try write(RevisionIndexFile.source(try ids()), to: index)
        return [path, schema, index]
    }

    /// The ids of all revisions that have a file, oldest first: their names begin with a date.
    func ids() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: revisions).filter { $0.hasSuffix(".swift") }.sorted()
            .compactMap { RevisionIndexFile.revision(in: try read("\(revisions)/\($0)")) }
    }

    /// The schema after a revision; nil where none was kept.
    func snapshot(_ id: String) throws -> DatabaseSchema? {
        let path = "\(snapshots)/\(id).json"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try DatabaseSchema(snapshot: read(path))
    }

    func read(_ path: String) throws -> String {
        do { return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) } catch {
            throw MigrationError(
                .configuration, "\(path) cannot be read", nextStep: "look whether it is there and yours",
                underlying: error)
        }
    }

    func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
            throw MigrationError(
                .configuration, "\(path) cannot be written", nextStep: "look whether the directory is yours",
                underlying: error)
        }
    }

    func make(_ path: String) throws {
        do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
            throw MigrationError(
                .configuration, "the directory \(path) cannot be made", nextStep: "look whether its parent is yours",
                underlying: error)
        }
    }

    /// The message in small letters and `_`, no longer than forty characters.
    static func slug(_ message: String) -> String {
        let words = message.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let slug = words.joined(separator: "_").prefix(40)
        return slug.isEmpty ? "revision" : String(slug)
    }
}
