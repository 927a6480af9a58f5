/// Why revisions cannot be put in order, resolved or run, with the next step to take.
///
/// ```swift
/// do { try await migrator.upgrade(to: .head) }
/// catch let error as MigrationError where error.kind == .editedRevision { … }
/// ```
public struct MigrationError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is: matchable, and open for more.
    public struct Kind: Sendable, Hashable, RawRepresentable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// An id or label that cannot be one, or that two revisions have.
        public static let invalidRevision = Self(rawValue: "invalidRevision")
        /// A revision stands after one that is not there.
        public static let missingParent = Self(rawValue: "missingParent")
        /// Revisions stand after each other in a ring.
        public static let cycle = Self(rawValue: "cycle")
        /// A target that is no revision, or that lies past the base or the head.
        public static let unknownTarget = Self(rawValue: "unknownTarget")
        /// A target that means several revisions.
        public static let ambiguousTarget = Self(rawValue: "ambiguousTarget")
        /// The database has a revision that the program does not know.
        public static let unknownRevision = Self(rawValue: "unknownRevision")
        /// The database has a revision without its parents, or after others than the program says.
        public static let divergedHistory = Self(rawValue: "divergedHistory")
        /// A revision has other operations than when it was applied.
        public static let editedRevision = Self(rawValue: "editedRevision")
        /// The database is not at the revision that the program knows.
        public static let notCurrent = Self(rawValue: "notCurrent")
        /// A downgrade has an operation that cannot be taken back.
        public static let noWayBack = Self(rawValue: "noWayBack")
        /// A revision stopped between two of its statements.
        public static let interrupted = Self(rawValue: "interrupted")
        /// Another process migrates.
        public static let lockTimeout = Self(rawValue: "lockTimeout")
        /// A statement of a revision failed.
        public static let failed = Self(rawValue: "failed")
        /// Rows that refer to nothing after a revision.
        public static let brokenReferences = Self(rawValue: "brokenReferences")
        /// The models and the database differ.
        public static let modelsDiffer = Self(rawValue: "modelsDiffer")
        /// The migrator or the command line was set up in a way that cannot work.
        public static let configuration = Self(rawValue: "configuration")
    }

    public let kind: Kind
    public let message: String
    /// What to do about it.
    public let nextStep: String
    /// The revision that it is about, if it is one.
    public let revision: String?
    public let underlying: (any Error)?

    public init(
        _ kind: Kind, _ message: String, nextStep: String, revision: String? = nil, underlying: (any Error)? = nil
    ) {
        self.kind = kind
        self.message = message
        self.nextStep = nextStep
        self.revision = revision
        self.underlying = underlying
    }

    public var description: String { "\(message): \(nextStep)" }
}
