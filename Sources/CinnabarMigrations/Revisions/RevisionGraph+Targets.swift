extension RevisionGraph {
    /// The revision of an id, a beginning of one, or a label.
    ///
    /// - Throws: `MigrationError` of kind `.unknownTarget` or `.ambiguousTarget`.
    public func find(_ name: String) throws -> Revision {
        if let revision = self[name] ?? revisions.first(where: { $0.labels.contains(name) }) { return revision }
        let found = revisions.filter { $0.id.hasPrefix(name) }
        guard let first = found.first, !name.isEmpty else {
            throw MigrationError(
                .unknownTarget, "there is no revision \"\(name)\"", nextStep: "`history` lists the revisions")
        }
        guard found.count == 1 else {
            throw MigrationError(
                .ambiguousTarget, "several revisions begin with \"\(name)\": \(list(found))",
                nextStep: "give more of the id")
        }
        return first
    }

    /// The one head of all.
    ///
    /// - Throws: `MigrationError`, `.ambiguousTarget` where there are several.
    public func head() throws -> Revision? {
        let heads = heads
        guard heads.count < 2 else {
            throw MigrationError(
                .ambiguousTarget, "there are \(heads.count) heads: \(list(heads))",
                nextStep: "join them with `merge`, or give `heads`, `label@head` or an id")
        }
        return heads.first
    }

    func head(after name: String) throws -> Revision {
        let start = try find(name)
        let heads = heads(of: descendants(of: [start.id]))
        guard let head = heads.first, heads.count == 1 else {
            throw MigrationError(
                .ambiguousTarget, "there are \(heads.count) heads after \(name): \(list(heads))",
                nextStep: "join them with `merge`, or give an id")
        }
        return head
    }

    /// The revision so many steps above (or below) another; nil for the base.
    func walk(_ steps: Int, from name: String) throws -> Revision? {
        var revision = try find(name)
        for step in 0..<steps.magnitude {
            let next = steps > 0 ? children(of: revision.id) : revision.parents.compactMap { self[$0] }
            guard let first = next.first else {
                if steps < 0, step == steps.magnitude - 1 { return nil }
                throw MigrationError(
                    .unknownTarget,
                    "\(name) has only \(step) revision\(step == 1 ? "" : "s") \(steps > 0 ? "after" : "before") it",
                    nextStep: "`history` lists the revisions")
            }
            guard next.count == 1 else {
                throw MigrationError(
                    .ambiguousTarget,
                    "\(steps > 0 ? "after" : "before") \(revision.id) the history parts: \(list(next))",
                    nextStep: "give one of their ids")
            }
            revision = first
        }
        return revision
    }

    func list(_ revisions: [Revision]) -> String { revisions.map(\.id).joined(separator: ", ") }
}
