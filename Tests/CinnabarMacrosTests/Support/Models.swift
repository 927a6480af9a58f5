import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import XCTest

@testable import CinnabarMacros

/// What the class in the source says; a source with mistakes is a failure.
func model(_ source: String, file: StaticString = #filePath, line: UInt = #line) throws -> ModelDescription {
    let declaration = try XCTUnwrap(
        Parser.parse(source: source).statements.first?.item.as(ClassDeclSyntax.self), file: file, line: line)
    let node = try XCTUnwrap(
        declaration.attributes.lazy.compactMap { $0.as(AttributeSyntax.self) }.first { $0.name == "Model" },
        file: file, line: line)
    let parser = try XCTUnwrap(ModelParser(node, declaration), file: file, line: line)
    XCTAssertEqual(parser.diagnostics.map(\.message), [], file: file, line: line)
    return parser.model
}
