public import CinnabarEngine

/// Swift code in a migration: for data that SQL alone cannot move.
///
/// It runs in the revision's transaction, on its connection. It cannot be printed as SQL, and its checksum is that of
/// its name, because code has no value to compare.
public struct CodeStep: Sendable {
    public typealias Body = @Sendable (AsyncConnection) async throws -> Void

    public var name: String
    public var body: Body
    /// The way back; nil where there is none.
    public var reverse: Body?

    public init(_ name: String, _ body: @escaping Body, reverse: Body? = nil) {
        self.name = name
        self.body = body
        self.reverse = reverse
    }
}
