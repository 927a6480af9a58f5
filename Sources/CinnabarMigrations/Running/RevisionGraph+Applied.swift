extension RevisionGraph {
    /// Checks that a database's history is a part of this one, unchanged.
    ///
    /// - Throws: `MigrationError` of kind `.unknownRevision`, `.divergedHistory`, `.editedRevision` or `.interrupted`.
    public func check(_ applied: [AppliedRevision]) throws {
        let ids = Set(applied.map(\.id))
        for row in applied {
            guard let revision = self[row.id] else {
                throw MigrationError(
                    .unknownRevision,
                    "the database has revision \(row.id) \"\(row.message)\", which this program does not know",
                    nextStep:
                        "run a build that has it, bring its file back, or `stamp --purge` what the database is at",
                    revision: row.id)
            }
            if let parent = revision.parents.first(where: { !ids.contains($0) }) {
                throw MigrationError(
                    .divergedHistory, "the database has revision \(revision) without \(parent), which comes before it",
                    nextStep: "correct `after:`, or `stamp` what the database is at", revision: row.id)
            }
            guard Set(row.parents) == Set(revision.parents) else {
                let (there, here) = (Self.after(row.parents), Self.after(revision.parents))
                throw MigrationError(
                    .divergedHistory, "revision \(revision) was applied \(there), and stands \(here) now",
                    nextStep: "correct `after:`, or take it as it is with `stamp --accept`", revision: row.id)
            }
            guard row.checksum == revision.checksum else { throw Self.edited(revision, row) }
        }
    }

    private static func after(_ parents: [String]) -> String {
        parents.isEmpty ? "as the first" : "after \(parents.joined(separator: " and "))"
    }

    private static func edited(_ revision: Revision, _ row: AppliedRevision) -> MigrationError {
        if row.isApplied {
            return MigrationError(
                .editedRevision,
                "revision \(revision) was edited after it was applied: its checksum was \(row.checksum) and is "
                    + revision.checksum,
                nextStep: "put its file back and make a new revision; if the database has it all, `stamp --accept`",
                revision: row.id)
        }
        return MigrationError(
            .interrupted,
            "revision \(revision) stopped after \(row.step) of its operations and was edited since",
            nextStep: "put its file back and run it again, or finish by hand and `stamp` it", revision: row.id)
    }
}
