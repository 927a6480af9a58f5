import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// `#Index`, `#Unique` and `#Check`: read by `@Model`, nothing by themselves.
struct TableItemMacro: DeclarationMacro {
    static func expansion(
        of node: some FreestandingMacroExpansionSyntax, in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] { [] }
}
