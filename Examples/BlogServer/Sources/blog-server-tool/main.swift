import BlogServer
import Cinnabar
import CinnabarPostgreSQL
import CinnabarSQLite
import Foundation
import Hummingbird

let settings = ProcessInfo.processInfo.environment

do {
    guard let port = Int(settings["PORT"] ?? "8080") else {
        throw DatabaseError(.configuration, "PORT is not a number")
    }
    let engine = try AsyncEngine(
        settings["DATABASE_URL"] ?? "sqlite:///blog.db", drivers: [.sqlite, .postgreSQL])
    let application = buildApplication(
        engine: engine, host: settings["HOST"] ?? "127.0.0.1", port: port, migrates: settings["MIGRATE"] != "no")
    // Until SIGTERM or SIGINT; requests that are being answered are answered first.
    try await application.runService()
} catch {
    FileHandle.standardError.write(Data("error: \(error)\n".utf8))
    exit(1)
}
