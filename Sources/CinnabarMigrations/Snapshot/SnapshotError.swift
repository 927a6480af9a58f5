/// Why a text is no snapshot of a schema.
public struct SnapshotError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where in the JSON: `tables.0.columns.2.type`; empty for the whole.
    public let place: String
    public let what: String

    public var description: String {
        (place.isEmpty ? "the snapshot cannot be read: " : "the snapshot cannot be read at \(place): ") + what
            + "; take it from version control again"
    }
}
