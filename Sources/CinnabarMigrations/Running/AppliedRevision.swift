public import FoundationEssentials

/// A revision as the database remembers it.
public struct AppliedRevision: Sendable, Hashable {
    public enum State: String, Sendable, Hashable {
        /// All of it is done.
        case applied
        /// Some of it is done: it runs now, or its process was ended.
        case running
        /// Some of it is done, and the next operation failed.
        case dirty
    }

    public var id: String
    public var parents: [String]
    public var message: String
    public var checksum: String
    /// When it was begun, by the database's clock.
    public var appliedAt: Date
    /// How long it took.
    public var time: Duration
    public var state: State
    /// Which way it was going when it stopped.
    public var direction: MigrationDirection
    /// How many of its operations are done, where it has not ended.
    public var step: Int
    /// Why it stopped, if it failed.
    public var problem: String?

    public var isApplied: Bool { state == .applied }
}
