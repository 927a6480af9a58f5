import CinnabarSQL

/// PostgreSQL's limits, checked before a byte is sent: the server would close the connection, or worse, a length
/// would wrap around.
///
/// A class, because counting in a struct of the parameters would be checked for exclusive access, value by value.
final class PGLimits {
    static let parameters = 65_535
    /// A field, and a message, must stay below 1 GiB.
    static let bytes = 1 << 30

    private var total = 0

    /// Counts a value of so many bytes.
    func removeAll() { total = 0 }

    func add(bytes count: Int, parameter: Int) throws(DatabaseError) {
        // Four bytes each for the length in the message and the header of the stored value.
        guard count < Self.bytes - 8 else {
            throw DatabaseError(
                .valueTooLarge,
                "parameter \(parameter) has \(count) bytes: PostgreSQL stores less than 1 GiB in one value")
        }
        total += count + 8
        guard total < Self.bytes else {
            throw DatabaseError(
                .valueTooLarge,
                "the parameters up to \(parameter) have \(total) bytes together: PostgreSQL takes less than 1 GiB in one "
                    + "statement; send fewer rows at once")
        }
    }

    static func check(parameters count: Int) throws(DatabaseError) {
        guard count <= parameters else {
            throw DatabaseError(
                .tooManyParameters,
                "the statement has \(count) parameters and PostgreSQL takes \(parameters): send fewer rows at once, or "
                    + "bind an array")
        }
    }
}
