import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// `@PrimaryKey`, `@Column`, `@ForeignKey` and `@Relationship`: marks that `@Model` reads, which are nothing by
/// themselves.
struct PropertyMarkerMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        var diagnostics: [Diagnostic] = []
        if !declaration.is(VariableDeclSyntax.self) {
            diagnostics.add("marker", "@\(node.name) marks a stored property of a class with @Model", at: node)
        } else if context.lexicalContext.first?.isModel == false {
            diagnostics.add("marker", "@\(node.name) means nothing outside a class with @Model", at: node)
        }
        diagnostics.forEach(context.diagnose)
        return []
    }
}

extension Syntax {
    /// Whether it is a type's declaration with `@Model`.
    fileprivate var isModel: Bool {
        guard let group = asProtocol((any DeclGroupSyntax).self) else { return false }
        return group.attributes.contains { $0.as(AttributeSyntax.self)?.name == "Model" }
    }
}
