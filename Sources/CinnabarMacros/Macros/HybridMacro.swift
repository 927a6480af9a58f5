import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// `@Hybrid`: a static twin with the same body, in which the names are those of the static columns.
struct HybridMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        var diagnostics: [Diagnostic] = []
        defer { diagnostics.forEach(context.diagnose) }
        guard let hybrid = HybridDescription(declaration, &diagnostics) else { return [] }
        return [DeclSyntax("\(raw: HybridPrinter(hybrid: hybrid).declaration)")]
    }
}
