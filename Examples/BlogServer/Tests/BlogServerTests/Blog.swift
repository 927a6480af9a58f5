import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import Hummingbird
import HummingbirdTesting
import XCTest

@testable import BlogServer

/// The running server, as a client over HTTP sees it.
struct Blog: Sendable {
    let client: any TestClientProtocol
    let engine: AsyncEngine

    /// Sends a request and returns the answer, which must have the status.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method, _ uri: String, _ body: String? = nil, status: HTTPResponse.Status,
        file: StaticString = #filePath, line: UInt = #line
    ) async throws -> String {
        let response = try await client.execute(
            uri: uri, method: method, headers: [.contentType: "application/json"],
            body: body.map { ByteBuffer(string: $0) })
        let text = String(buffer: response.body)
        XCTAssertEqual(response.status, status, "\(method) \(uri): \(text)", file: file, line: line)
        return text
    }

    func get<Answer: Decodable>(
        _ uri: String, as type: Answer.Type = Answer.self, file: StaticString = #filePath, line: UInt = #line
    ) async throws -> Answer {
        try decode(try await send(.get, uri, status: .ok, file: file, line: line))
    }

    func post<Answer: Decodable>(
        _ uri: String, _ body: some Encodable, as type: Answer.Type = Answer.self, file: StaticString = #filePath,
        line: UInt = #line
    ) async throws -> Answer {
        let json = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return try decode(try await send(.post, uri, json, status: .created, file: file, line: line))
    }

    /// A user of this name, and their key.
    func addUser(_ name: String, bio: String? = nil) async throws -> Int {
        let new = NewUser(name: name, email: "\(name.lowercased())@example.com", bio: bio)
        return try await post("/users", new, as: UserDetail.self).user.id
    }

    private func decode<Answer: Decodable>(_ text: String) throws -> Answer {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(Answer.self, from: Data(text.utf8))
    }
}

/// Runs the body against a server over an empty SQLite file, and over PostgreSQL where the environment names one.
func withBlogs(_ body: @escaping @Sendable (Blog) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "blog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    var urls = ["sqlite:///\(directory.path)/blog.db"]
    if let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"] { urls.append(url) }
    for url in urls {
        let engine = try AsyncEngine(url, drivers: [.sqlite, .postgreSQL])
        try await engine.dropAll(schema)
        let application = buildApplication(engine: engine, host: "127.0.0.1", port: 0)
        try await application.test(.ahc(.http)) { try await body(Blog(client: $0, engine: engine)) }
        // The server has stopped, and took its engine along.
        XCTAssertTrue(engine.status.isClosed)
        XCTAssertEqual(engine.status.inUse, 0)
    }
}
