import Foundation
import XCTest

/// The Swift of the README and of the guide is that of `Examples/Sources/Readme`, which CI builds.
final class ReadmeTests: XCTestCase {
    func testEveryCodeBlockIsCompiledByTheExamples() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let pages = try ["README.md", "docs/sessions.md"].map {
            try String(contentsOf: root.appending(path: $0), encoding: .utf8)
        }
        let folder = root.appending(path: "Examples/Sources/Readme")
        let compiled = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        let blocks = pages.flatMap { page in
            page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        }
        XCTAssertGreaterThan(blocks.count, 12)
        for block in blocks { XCTAssertTrue(compiled.contains(block), "not compiled:\n\(block)") }
    }
}
