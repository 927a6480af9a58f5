/// Revisions with their order: a pure value, which is right once it is made.
///
/// Safe to share; it holds no connection.
public struct RevisionGraph: Sendable {
    /// Parents stand before children; otherwise in the order given.
    public let revisions: [Revision]
    let places: [String: Int]
    let children: [String: [String]]

    /// - Throws: `MigrationError` of kind `.invalidRevision`, `.missingParent` or `.cycle`.
    public init(_ revisions: [Revision]) throws {
        try Self.checkNames(revisions)
        try Self.checkParents(revisions)
        let ordered = try Self.ordered(revisions)
        self.revisions = ordered
        places = Dictionary(ordered.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var children: [String: [String]] = [:]
        for revision in ordered {
            for parent in revision.parents { children[parent, default: []].append(revision.id) }
        }
        self.children = children
    }

    /// The revision of exactly this id.
    public subscript(id: String) -> Revision? { places[id].map { revisions[$0] } }

    /// The revisions that nothing comes after.
    public var heads: [Revision] { revisions.filter { children[$0.id] == nil } }
    /// The revisions that nothing comes before.
    public var bases: [Revision] { revisions.filter(\.parents.isEmpty) }
    /// The revisions after which the history parts.
    public var branchPoints: [Revision] { revisions.filter { children[$0.id, default: []].count > 1 } }

    /// The revisions that stand directly after one.
    public func children(of id: String) -> [Revision] { children[id, default: []].compactMap { self[$0] } }

    /// These revisions and all before them.
    public func ancestors(of ids: some Sequence<String>) -> Set<String> {
        closure(of: ids) { self[$0]?.parents ?? [] }
    }

    /// These revisions and all after them.
    public func descendants(of ids: some Sequence<String>) -> Set<String> {
        closure(of: ids) { children[$0] ?? [] }
    }

    /// Those of some revisions that none of the others comes after, in order.
    public func heads(of ids: Set<String>) -> [Revision] {
        revisions.filter { revision in
            ids.contains(revision.id) && !children[revision.id, default: []].contains(where: ids.contains)
        }
    }

    private func closure(of ids: some Sequence<String>, _ next: (String) -> [String]) -> Set<String> {
        var found = Set(ids.filter { places[$0] != nil })
        var open = Array(found)
        while let id = open.popLast() {
            for other in next(id) where found.insert(other).inserted { open.append(other) }
        }
        return found
    }
}
