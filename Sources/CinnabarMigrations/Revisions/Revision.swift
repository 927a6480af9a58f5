/// One step in a database's history: what it does, and after which others.
///
/// Revisions live in files of the user's program, one each, made by `revision` of the command line and kept in git.
/// What the closures write down is read once, when the value is made; nothing runs then.
///
/// ```swift
/// let revision_3f2a = Revision("3f2a", after: ["1b9c"], message: "users have an email", upgrade: { steps in
///     steps.addColumn(ColumnDefinition(name: "email", type: .text, isNullable: true), to: "users")
/// })
/// ```
/// See Alembic's "Tutorial" and "Working with Branches".
public struct Revision: Sendable {
    /// Letters, digits and `_`.
    public let id: String
    /// The ids of the revisions that it builds on: none for a base, several where branches meet.
    public let parents: [String]
    public let message: String
    /// Names for the branch that begins here.
    public let labels: [String]
    public let upgrade: [MigrationOperation]
    /// The way back, where it was written by hand; nil where the upgrade is taken back step by step.
    public let downgrade: [MigrationOperation]?
    /// Sixteen hexadecimal digits that change with what the upgrade does, and with nothing else: neither with the
    /// file's layout nor with its comments.
    public let checksum: String

    /// - Parameters:
    ///   - parents: the ids of the revisions before it; none for the first.
    ///   - downgrade: the way back; without one the upgrade's operations are taken back in opposite order, and a
    ///     downgrade is an error where one of them cannot be.
    public init(
        _ id: String, after parents: [String] = [], message: String, labels: [String] = [],
        upgrade: (inout MigrationSteps) -> Void, downgrade: ((inout MigrationSteps) -> Void)? = nil
    ) {
        self.id = id
        self.parents = parents
        self.message = message
        self.labels = labels
        var steps = MigrationSteps()
        upgrade(&steps)
        self.upgrade = steps.operations
        self.downgrade = downgrade.map { downgrade in
            var steps = MigrationSteps()
            downgrade(&steps)
            return steps.operations
        }
        checksum = Checksum.of(self.upgrade)
    }

    /// The operations that take the revision back.
    ///
    /// - Throws: `MigrationError` of kind `.noWayBack`.
    public func wayBack() throws -> [MigrationOperation] {
        if let downgrade { return downgrade }
        guard let stuck = upgrade.last(where: { $0.reversed == nil }) else {
            return upgrade.reversed().compactMap(\.reversed)
        }
        let step = SourceWriter.line(of: stuck)
        throw MigrationError(
            .noWayBack, "revision \(id) cannot be taken back: \(step) has no way back",
            nextStep: "give the revision a downgrade closure", revision: id)
    }
}

extension Revision: CustomStringConvertible {
    /// `3f2a "users have an email"`
    public var description: String { "\(id) \"\(message)\"" }
}
