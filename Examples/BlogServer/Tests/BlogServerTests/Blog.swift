import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import CinnabarTesting
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
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

/// Runs the body against a server over an empty database of each kind.
func withBlogs(_ body: @escaping @Sendable (Blog) async throws -> Void) async throws {
    try await withDatabases { database in
        let engine = database.engine
        let application = buildApplication(engine: engine, host: "127.0.0.1", port: 0)
        try await application.test(.ahc(.http)) { try await body(Blog(client: $0, engine: engine)) }
        // The server has stopped, and took its engine along.
        XCTAssertTrue(engine.status.isClosed)
        XCTAssertEqual(engine.status.inUse, 0)
    }
}

/// An engine, and the URL under which others reach the same database.
struct BlogTestDatabase: Sendable {
    let engine: AsyncEngine
    let url: String

    /// As another server that starts.
    func anotherEngine() throws -> AsyncEngine { try AsyncEngine(url, drivers: [.sqlite, .postgreSQL]) }
}

/// Runs the body on a SQLite file, and in a PostgreSQL schema where the environment names a server.
func withDatabases(_ body: (BlogTestDatabase) async throws -> Void) async throws {
    var logger = Logger(label: "blog-server-tests")
    logger.logLevel = .warning
    try await TemporaryDatabase.sqlite(drivers: [.sqlite], logger: logger) { engine in
        try await body(BlogTestDatabase(engine: engine, url: "sqlite:///\(engine.url.database)"))
    }
    guard let url = ProcessInfo.processInfo.environment["CINNABAR_TEST_POSTGRES"] else { return }
    try await TemporaryDatabase.postgreSQLSchema(url: url, drivers: [.postgreSQL], logger: logger) { engine in
        let options = try XCTUnwrap(engine.url.parameters["options"]).replacing("=", with: "%3D")
        try await body(BlogTestDatabase(engine: engine, url: "\(url)?options=\(options)"))
    }
}
