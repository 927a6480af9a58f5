/// Where a database is: parsed from a URL, with the password kept out of every description.
public struct DatabaseURL: Sendable, Hashable {
    public struct Host: Sendable, Hashable {
        public var name: String
        public var port: Int?

        public init(name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }
    }

    /// Lowercased, without a `+driver` suffix.
    public var scheme: String
    public var user: String?
    package var password: String?
    /// More than one for a primary with standbys; empty for a file or a local socket.
    public var hosts: [Host]
    /// The database's name, or SQLite's path (`:memory:` for none); empty when there is none.
    public var database: String
    /// The query part, decoded, in order; the last of equal keys wins.
    public var parameters: [String: String]

    /// Builds a URL from parts that are not encoded.
    public init(
        scheme: String, user: String? = nil, password: String? = nil, hosts: [Host] = [], database: String = "",
        parameters: [String: String] = [:]
    ) {
        self.scheme = scheme
        self.user = user
        self.password = password
        self.hosts = hosts
        self.database = database
        self.parameters = parameters
    }
}
