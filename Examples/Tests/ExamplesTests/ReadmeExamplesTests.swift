import XCTest

@testable import Readme

/// The README's code runs, where it needs no server of its own.
final class ReadmeExamplesTests: XCTestCase {
    func testFirstStepsRun() async throws { try await firstSteps() }
    func testORMFirstStepsRun() async throws { try await library() }
}
