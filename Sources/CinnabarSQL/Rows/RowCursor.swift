/// What a driver hands to a decoder: rows, one after another, for one chunk of a result.
///
/// A class with one virtual call per row, so that the decoding loop can live in the user's module, specialised,
/// while the driver stays opaque.
open class RowCursor {
    /// The current row, after `next()` returned true.
    public final var row: RowReader
    public final let shape: RowShape
    /// What an object layer needs while it decodes: its session. Core leaves it nil.
    public final var context: AnyObject? {
        didSet { row.unmanagedContext = context.map { .passUnretained($0) } }
    }

    public init(row: RowReader, shape: RowShape, context: AnyObject? = nil) {
        self.row = row
        self.shape = shape
        self.context = context
    }

    /// Moves to the next row; false at the end of this chunk.
    open func next() throws -> Bool { false }
}
