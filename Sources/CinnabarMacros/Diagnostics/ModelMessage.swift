import SwiftDiagnostics
import SwiftSyntax

/// What the macros say about a mistake.
struct ModelMessage: DiagnosticMessage {
    let message: String
    let id: String
    var severity = DiagnosticSeverity.error

    var diagnosticID: MessageID { MessageID(domain: "Cinnabar", id: id) }
}

struct ModelFixIt: FixItMessage {
    let message: String
    let id: String

    var fixItID: MessageID { MessageID(domain: "Cinnabar", id: id) }
}

extension [Diagnostic] {
    /// - Parameter fix: what is offered to write instead.
    mutating func add(_ id: String, _ message: String, at node: some SyntaxProtocol, fix: FixIt? = nil) {
        append(
            Diagnostic(
                node: Syntax(node), message: ModelMessage(message: message, id: id), fixIts: fix.map { [$0] } ?? []))
    }
}

extension FixIt {
    static func replace(_ message: String, _ old: some SyntaxProtocol, with new: some SyntaxProtocol) -> FixIt {
        FixIt(
            message: ModelFixIt(message: message, id: "replace"),
            changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
    }
}
