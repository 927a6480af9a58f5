extension RevisionGraph {
    /// The revisions that bring a database up to a target, in the order in which they run.
    ///
    /// - Parameter applied: the ids of what the database has.
    /// - Throws: `MigrationError` of kind `.unknownTarget` or `.ambiguousTarget`.
    public func upgradePath(from applied: Set<String>, to target: RevisionTarget) throws -> [Revision] {
        let wanted: [String]
        switch target {
        case .head: wanted = try head().map { [$0.id] } ?? []
        case .heads: wanted = heads.map(\.id)
        case .base: wanted = []
        case .revision(let name): wanted = [try find(name).id]
        case .headAfter(let label): wanted = [try head(after: label).id]
        case .relative(let name?, let steps): wanted = try walk(steps, from: name).map { [$0.id] } ?? []
        case .relative(nil, let steps): return try next(steps, after: applied)
        }
        let needed = ancestors(of: wanted)
        return revisions.filter { needed.contains($0.id) && !applied.contains($0.id) }
    }

    /// The revisions that are to be taken back until a target is the newest, in the order in which they are.
    ///
    /// What does not come after the target stays: other branches too.
    ///
    /// - Throws: `MigrationError` of kind `.unknownTarget` or `.ambiguousTarget`.
    public func downgradePath(from applied: Set<String>, to target: RevisionTarget) throws -> [Revision] {
        let kept: Revision?
        switch target {
        case .base: kept = nil
        case .head, .heads:
            throw MigrationError(
                .unknownTarget, "a downgrade cannot lead to \(target)", nextStep: "give an id, -1 or base")
        case .revision(let name): kept = try find(name)
        case .headAfter(let label): kept = try head(after: label)
        case .relative(let name?, let steps): kept = try walk(steps, from: name)
        case .relative(nil, let steps): return try last(-steps, of: applied)
        }
        guard let kept else { return revisions.reversed().filter { applied.contains($0.id) } }
        guard applied.contains(kept.id) else {
            throw MigrationError(
                .unknownTarget, "the database does not have revision \(kept)",
                nextStep: "`current` shows what it has", revision: kept.id)
        }
        let after = descendants(of: [kept.id]).subtracting([kept.id])
        return revisions.reversed().filter { applied.contains($0.id) && after.contains($0.id) }
    }

    /// What a range holds, for printing: without its start, with its end.
    ///
    /// - Returns: the revisions in the order of an upgrade.
    public func range(_ range: RevisionRange) throws -> [Revision] {
        var applied: Set<String> = []
        if let start = range.start, start != .base {
            applied = ancestors(of: try upgradePath(from: [], to: start).map(\.id))
        }
        return try upgradePath(from: applied, to: range.end)
    }

    private func next(_ steps: Int, after applied: Set<String>) throws -> [Revision] {
        guard steps > 0 else {
            throw MigrationError(
                .unknownTarget, "an upgrade cannot lead \(-steps) down", nextStep: "use `downgrade \(steps)`")
        }
        var path: [Revision] = []
        var known = applied
        while path.count < steps {
            let ready = revisions.filter { !known.contains($0.id) && known.isSuperset(of: $0.parents) }
            guard let first = ready.first else {
                throw MigrationError(
                    .unknownTarget, "there are only \(path.count) revisions to go, not \(steps)",
                    nextStep: "give `heads`")
            }
            guard ready.count == 1 else {
                throw MigrationError(
                    .ambiguousTarget, "the history parts: \(list(ready)) could be next",
                    nextStep: "give one of their ids")
            }
            path.append(first)
            known.insert(first.id)
        }
        return path
    }

    private func last(_ steps: Int, of applied: Set<String>) throws -> [Revision] {
        guard steps > 0 else {
            throw MigrationError(
                .unknownTarget, "a downgrade cannot lead \(-steps) up", nextStep: "use `upgrade +\(-steps)`")
        }
        var path: [Revision] = []
        var known = applied
        while path.count < steps {
            let heads = heads(of: known)
            guard let first = heads.first else {
                throw MigrationError(
                    .unknownTarget, "the database has only \(path.count) revisions, not \(steps)",
                    nextStep: "give `base`")
            }
            guard heads.count == 1 else {
                throw MigrationError(
                    .ambiguousTarget, "the database has \(heads.count) heads: \(list(heads))",
                    nextStep: "give the id to go back to")
            }
            path.append(first)
            known.remove(first.id)
        }
        return path
    }
}
