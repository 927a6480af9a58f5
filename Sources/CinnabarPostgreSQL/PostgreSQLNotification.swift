/// What `NOTIFY` sent to a channel.
public struct PostgreSQLNotification: Sendable, Hashable {
    public let channel: String
    public let payload: String
    /// The number of the server process that sent it, as in `pg_stat_activity`.
    public let processID: Int32

    init(channel: String, payload: String, processID: Int32) {
        self.channel = channel
        self.payload = payload
        self.processID = processID
    }
}
