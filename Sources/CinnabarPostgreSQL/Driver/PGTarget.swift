import CinnabarEngine
import CinnabarSQL

/// What a URL says, as libpq's parameters.
struct PGTarget: Sendable {
    let hosts: [DatabaseURL.Host]
    let database: String
    /// What one host may take of the time, when the URL says so.
    let connectTimeout: Duration?
    private let fixed: [(key: String, value: String)]

    /// - Throws: `.configuration` for a parameter that libpq does not know, or text that it cannot take.
    init(_ url: DatabaseURL) throws {
        hosts = url.hosts
        database = url.database
        var parameters = url.parameters.filter { !PostgreSQLOptions.parameterNames.contains($0.key) }
        // What the URL has places of its own for may stand in its query too, as libpq allows.
        let unknown = parameters.keys.filter { !PGHandle.parameterNames.contains($0) }.sorted()
        guard unknown.isEmpty else {
            let names = unknown.map { "\"\($0)\"" }.joined(separator: ", ")
            throw DatabaseError(
                .configuration,
                "the URL has \(names), which neither libpq nor Cinnabar knows: see libpq's \"Parameter Key Words\", "
                    + "and prepare, prepare_capacity, cancel_timeout, pipelined_reads and event_loops")
        }
        if !url.database.isEmpty { parameters["dbname"] = url.database }
        parameters["user"] = url.user ?? parameters["user"]
        parameters["password"] = url.password ?? parameters["password"]
        if !url.hosts.isEmpty { parameters["host"] = nil }
        // All text on the wire is UTF-8.
        parameters["client_encoding"] = "UTF8"
        let defaults = [
            "application_name": "cinnabar",
            // Kerberos negotiation costs a round trip with every server that does not speak it.
            "gssencmode": "disable",
            "keepalives": "1", "keepalives_idle": "60", "keepalives_interval": "10", "keepalives_count": "5",
        ]
        for (key, value) in defaults
        where parameters[key] == nil && PGHandle.parameterNames.contains(key) {
            parameters[key] = value
        }
        guard !parameters.contains(where: { $0.value.utf8.contains(0) }) else {
            throw DatabaseError(.configuration, "a part of the URL holds a NUL character")
        }
        // libpq applies it to blocking connects only.
        connectTimeout = parameters["connect_timeout"].flatMap { Int($0) }.flatMap { $0 > 0 ? .seconds($0) : nil }
        fixed = parameters.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    /// The parameters for some of the hosts.
    func parameters(hosts: [DatabaseURL.Host]) -> [(key: String, value: String)] {
        guard !hosts.isEmpty else { return fixed }
        var parameters = fixed
        parameters.append((key: "host", value: hosts.map(\.name).joined(separator: ",")))
        if hosts.contains(where: { $0.port != nil }) {
            parameters.removeAll { $0.key == "port" }
            parameters.append((key: "port", value: hosts.map { "\($0.port ?? 5432)" }.joined(separator: ",")))
        }
        return parameters
    }
}

/// The password is in here: nothing of it is shown, however it is looked at.
extension PGTarget: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "PostgreSQL" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
