/// The source of one revision, as the command line writes it.
public struct RevisionFile: Sendable {
    public var id: String
    public var parents: [String]
    public var message: String
    public var labels: [String]
    public var operations: [MigrationOperation]
    /// What the file's comment says of its making.
    public var note: String

    public init(
        id: String, after parents: [String], message: String, labels: [String] = [],
        operations: [MigrationOperation] = [],
        note: String
    ) {
        self.id = id
        self.parents = parents
        self.message = message
        self.labels = labels
        self.operations = operations
        self.note = note
    }

    /// The name of the constant that holds the revision.
    public static func constant(_ id: String) -> String { "revision" + id }

    /// The whole file.
    public var source: String {
        let call = SourceNode.make(
            "", (nil, .string(id)), ("after", parents.isEmpty ? nil : .strings(parents)),
            ("message", .string(message)), ("labels", labels.isEmpty ? nil : .strings(labels)))
        var lines = ["import CinnabarMigrations", ""]
        lines.append("/// " + SourceWriter.oneLine(message))
        lines.append("///")
        lines.append("/// " + SourceWriter.oneLine(note))
        lines.append("let \(Self.constant(id)) = Revision(")
        lines.append("    \(call.line.dropFirst().dropLast()),")
        lines.append("    upgrade: { steps in")
        let body = SourceWriter.statements(operations, indent: 8)
        lines += body.isEmpty ? [String(repeating: " ", count: 8) + "// steps.execute(\"…\")"] : body
        let stuck = operations.filter { $0.reversed == nil }
        guard stuck.isEmpty else {
            lines += ["    },", "    // No way back is known for:"]
            lines += stuck.map { "    //     " + SourceWriter.oneLine(SourceWriter.line(of: $0)) }
            lines += ["    downgrade: nil)"]
            return lines.joined(separator: "\n") + "\n"
        }
        lines.append("    })")
        return lines.joined(separator: "\n") + "\n"
    }
}

/// The source of the list of all revisions.
public enum RevisionIndexFile {
    /// - Parameter ids: oldest first.
    public static func source(_ ids: [String]) -> String {
        var lines = [
            "// Written by the command line, with every new revision: do not edit.", "import CinnabarMigrations", "",
            "/// The history of the database, oldest first.",
        ]
        guard !ids.isEmpty else { return (lines + ["let revisions: [Revision] = []"]).joined(separator: "\n") + "\n" }
        lines.append("let revisions: [Revision] = [")
        lines += ids.map { "    \(RevisionFile.constant($0))," }
        lines.append("]")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The id of the revision that a file's source declares; nil where it declares none.
    public static func revision(in source: String) -> String? {
        for line in source.split(whereSeparator: \.isNewline) where line.hasPrefix("let revision") {
            let name = line.dropFirst("let revision".count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            guard line.contains("= Revision("), !name.isEmpty else { continue }
            return String(name)
        }
        return nil
    }
}
