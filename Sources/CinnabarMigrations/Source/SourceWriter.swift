import CinnabarSQL

/// Writes operations as the Swift source that records them again.
///
/// Learned from Alembic's `autogenerate/render.py`.
public enum SourceWriter {
    /// The calls that record the operations, one statement each, with a comment above those that lose data.
    ///
    /// - Parameters:
    ///   - indent: in spaces, before each line.
    ///   - name: what the `MigrationSteps` is called there.
    public static func statements(_ operations: [MigrationOperation], indent: Int, steps name: String = "steps")
        -> [String]
    {
        let margin = String(repeating: " ", count: indent)
        return operations.flatMap { operation in
            var lines: [String] = []
            if let loss = operation.loss { lines.append(margin + "// LOSES DATA: " + oneLine(loss)) }
            if case .run(let step) = operation {
                lines.append(
                    margin + "// Code cannot be written down: \(name).run(\(SourceNode.quoted(step.name))) { … }")
            } else {
                let call = operation.source.prefixed(name + ".")
                lines.append(margin + call.layout(indent: indent, column: indent))
            }
            return lines
        }
    }

    /// On one line, as it stands in messages and under checksums.
    static func canonical(_ operation: MigrationOperation) -> String { operation.source.line }

    /// The same, short enough for a message.
    static func line(of operation: MigrationOperation) -> String {
        let line = canonical(operation)
        return line.count > 80 ? line.prefix(79) + "…" : line
    }

    static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}

extension SourceNode {
    /// The same call, of something.
    func prefixed(_ prefix: String) -> SourceNode {
        guard case .call(let name, let arguments) = self else { return self }
        return .call(prefix + name, arguments)
    }
}
