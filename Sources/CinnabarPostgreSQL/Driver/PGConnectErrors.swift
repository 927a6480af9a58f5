import CinnabarEngine
import CinnabarSQL

/// Why a connection could not be made, and what to do; never with the password.
enum PGConnectErrors {
    static func place(_ host: DatabaseURL.Host) -> String {
        host.name.hasPrefix("/") ? host.name : "\(host.name):\(host.port ?? 5432)"
    }

    static func failure(_ handle: PGHandle, target: PGTarget, hosts: [DatabaseURL.Host]) -> DatabaseError {
        let text = handle.errorText.trimmed
        let sqlState = sqlState(in: text)
        let places = hosts.isEmpty ? "the local server" : hosts.map(place).joined(separator: ", ")
        let (kind, advice) = diagnosis(sqlState, text, target)
        let cause = clean(text)
        return DatabaseError(kind, "no connection to \(places): \(cause)" + (advice.map { " – \($0)" } ?? "")) {
            $0.sqlState = sqlState
            $0.hint = advice
        }
    }

    private static func diagnosis(
        _ sqlState: String?, _ text: String, _ target: PGTarget
    ) -> (DatabaseError.Kind, String?) {
        switch sqlState {
        case "28P01": return (.authenticationFailed, "check the URL's user and password")
        case "28000": return (.authenticationFailed, "check the URL's user, and the server's pg_hba.conf")
        case "3D000": return (.connectionFailed, "create the database, or correct the URL's last part")
        case "53300": return (.tooManyConnections, "make the pools smaller or the server's max_connections larger")
        case "57P03": return (.connectionFailed, "the server is starting up or shutting down")
        case .some(let state):
            return (PGErrors.kind(state) == .connectionLost ? .connectionFailed : PGErrors.kind(state), nil)
        case nil: break
        }
        if text.contains("no password supplied") {
            return (.authenticationFailed, "the server wants a password and the URL has none")
        }
        if text.contains("SCRAM") || text.contains("authentication method") {
            return (.authenticationFailed, nil)
        }
        if text.contains("Connection refused") || text.contains("No such file") {
            return (.connectionFailed, "start the server there, or correct the URL's host and port")
        }
        if text.contains("could not translate host name") {
            return (.connectionFailed, "check the URL's host name, and the network's name service")
        }
        if isConfiguration(text) { return (.configuration, "correct the URL's parameters") }
        return (.connectionFailed, nil)
    }

    private static func isConfiguration(_ text: String) -> Bool {
        text.hasPrefix("invalid ") || text.contains("invalid sslmode") || text.contains("invalid integer value")
            || text.contains("could not match")
    }

    /// Verbose text has the state behind the severity: `FATAL:  28P01: password …`.
    private static func sqlState(in text: String) -> String? {
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            guard word.hasSuffix(":"), word.utf8.count == 6 else { continue }
            let state = word.dropLast()
            let isState = state.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
            if isState, state.utf8.contains(where: { (48...57).contains($0) }) { return String(state) }
        }
        return nil
    }

    /// On one line, without the server's source location and the state, which is in the error already.
    private static func clean(_ text: String) -> String {
        text.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
            .map { line in
                line.split(separator: " ", omittingEmptySubsequences: true)
                    .filter { sqlState(in: String($0)) == nil }.joined(separator: " ")
            }
            .joined(separator: "; ")
    }
}
