import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main
struct CinnabarPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        ModelMacro.self, AttributeMacro.self, PropertyMarkerMacro.self, TableItemMacro.self, HybridMacro.self,
    ]
}
