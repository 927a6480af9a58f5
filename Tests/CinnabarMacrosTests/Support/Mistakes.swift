import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import XCTest

@testable import CinnabarMacros

/// The macros under the names that programs use.
let macros: [String: MacroSpec] = [
    "Model": MacroSpec(type: ModelMacro.self, conformances: ["Model"]),
    "_Attribute": MacroSpec(type: AttributeMacro.self),
    "PrimaryKey": MacroSpec(type: PropertyMarkerMacro.self), "Column": MacroSpec(type: PropertyMarkerMacro.self),
    "ForeignKey": MacroSpec(type: PropertyMarkerMacro.self), "Relationship": MacroSpec(type: PropertyMarkerMacro.self),
    "Index": MacroSpec(type: TableItemMacro.self), "Unique": MacroSpec(type: TableItemMacro.self),
    "Check": MacroSpec(type: TableItemMacro.self), "Hybrid": MacroSpec(type: HybridMacro.self),
]

/// Everything that the macros say about a source, and the source with all fix-its applied.
///
/// - Parameters:
///   - messages: `line:column: message`, and ` [fix-it]` where one is offered.
///   - fixed: nil where nothing is offered.
func assertMistakes(
    _ source: String, _ messages: String..., fixed: String? = nil, file: StaticString = #filePath, line: UInt = #line
) {
    let (found, text) = mistakes(in: source)
    XCTAssertEqual(found, messages, file: file, line: line)
    XCTAssertEqual(text, fixed, file: file, line: line)
}

private func mistakes(in source: String) -> (messages: [String], fixed: String?) {
    let tree = Parser.parse(source: source)
    let context = BasicMacroExpansionContext(
        sourceFiles: [tree: .init(moduleName: "Test", fullFilePath: "test.swift")])
    _ = tree.expand(macroSpecs: macros) { syntax in
        BasicMacroExpansionContext(sharingWith: context, lexicalContext: syntax.allMacroLexicalContexts())
    }
    let messages = context.diagnostics.map { diagnostic in
        let place = context.location(for: diagnostic.position, anchoredAt: diagnostic.node, fileName: "")
        let fixes = diagnostic.fixIts.map { " [\($0.message.message)]" }.joined()
        return "\(place.line):\(place.column): \(diagnostic.message)\(fixes)"
    }
    var text = Array(source.utf8)
    var edits: [(start: Int, end: Int, replacement: String)] = []
    for case .replace(let old, let new) in context.diagnostics.flatMap(\.fixIts).flatMap(\.changes) {
        let start = context.location(for: old.position, anchoredAt: old, fileName: "").offset
        edits.append((start, start + old.totalLength.utf8Length, new.description))
    }
    // From the end, so that places stay where they are.
    for edit in edits.sorted(by: { $0.start > $1.start }) {
        text.replaceSubrange(edit.start..<edit.end, with: Array(edit.replacement.utf8))
    }
    return (messages, edits.isEmpty ? nil : String(decoding: text, as: UTF8.self))
}
