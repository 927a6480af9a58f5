import Foundation
import XCTest

/// The README's Swift is that of `Examples/Sources/Readme`, which CI builds.
final class ReadmeTests: XCTestCase {
    func testEveryCodeBlockIsCompiledByTheExamples() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        let folder = root.appending(path: "Examples/Sources/Readme")
        let compiled = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
        let blocks = readme.components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        XCTAssertGreaterThan(blocks.count, 4)
        for block in blocks { XCTAssertTrue(compiled.contains(block), "not compiled:\n\(block)") }
    }
}
