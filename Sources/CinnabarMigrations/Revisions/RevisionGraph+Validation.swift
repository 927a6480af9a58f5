extension RevisionGraph {
    static func checkNames(_ revisions: [Revision]) throws {
        var owners: [String: Revision] = [:]
        for revision in revisions {
            guard isIdentifier(revision.id) else {
                throw MigrationError(
                    .invalidRevision, "\"\(revision.id)\" cannot be a revision's id",
                    nextStep: "use letters, digits and \"_\", and none of head, heads and base", revision: revision.id)
            }
            if let other = owners[revision.id] {
                throw MigrationError(
                    .invalidRevision,
                    "two revisions have the id \(revision.id): \"\(other.message)\" and "
                        + "\"\(revision.message)\"",
                    nextStep: "give one of them another id", revision: revision.id)
            }
            owners[revision.id] = revision
        }
        for revision in revisions {
            for label in revision.labels {
                guard isIdentifier(label) else {
                    throw MigrationError(
                        .invalidRevision, "\"\(label)\" cannot be a label of revision \(revision.id)",
                        nextStep: "use letters, digits and \"_\", and none of head, heads and base",
                        revision: revision.id)
                }
                if let other = owners[label] {
                    throw MigrationError(
                        .invalidRevision, "the label \"\(label)\" of revision \(revision.id) names \(other.id) already",
                        nextStep: "choose another label", revision: revision.id)
                }
                owners[label] = revision
            }
        }
    }

    static func checkParents(_ revisions: [Revision]) throws {
        let ids = Set(revisions.map(\.id))
        for revision in revisions {
            for parent in revision.parents where !ids.contains(parent) {
                throw MigrationError(
                    .missingParent, "revision \(revision) stands after \(parent), which is not there",
                    nextStep: "bring the file of \(parent) back and list it in the index file, or correct `after:`",
                    revision: revision.id)
            }
            guard Set(revision.parents).count == revision.parents.count else {
                throw MigrationError(
                    .invalidRevision, "revision \(revision) names a parent twice",
                    nextStep: "name each once in `after:`", revision: revision.id)
            }
        }
    }

    /// Parents before children, otherwise as given: a walk in depth without recursion, for histories of any length.
    static func ordered(_ revisions: [Revision]) throws -> [Revision] {
        let byID = Dictionary(revisions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var result: [Revision] = []
        var done: Set<String> = []
        for start in revisions where !done.contains(start.id) {
            var path: [(revision: Revision, next: Int)] = [(start, 0)]
            var open: Set<String> = [start.id]
            while let (revision, next) = path.last {
                guard next < revision.parents.count else {
                    path.removeLast()
                    open.remove(revision.id)
                    done.insert(revision.id)
                    result.append(revision)
                    continue
                }
                path[path.count - 1].next += 1
                let parent = revision.parents[next]
                if done.contains(parent) { continue }
                guard open.insert(parent).inserted else { throw ring(path.map(\.revision.id), from: parent) }
                if let parent = byID[parent] { path.append((parent, 0)) }
            }
        }
        return result
    }

    private static func ring(_ path: [String], from id: String) -> MigrationError {
        let ring = path.drop { $0 != id } + [id]
        return MigrationError(
            .cycle, "revisions stand after each other in a ring: \(ring.joined(separator: " after "))",
            nextStep: "correct `after:` in one of them", revision: id)
    }

    static func isIdentifier(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
        return isPlain && !text.isEmpty && !["head", "heads", "base"].contains(text)
    }
}
