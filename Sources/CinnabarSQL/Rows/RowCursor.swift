/// What a driver hands to a decoder: rows, one after another, for one chunk of a result.
///
/// A class with one virtual call per row, so that the decoding loop can live in the user's module, specialised,
/// while the driver stays opaque.
open class RowCursor {
    /// The current row, after `next()` returned true: one reader for all rows, whose cells `next()` fills.
    public final let row: RowReader
    public final let shape: RowShape
    /// The context's place, which the reader looks at: behind a pointer, so that the reader never changes.
    private final let place: UnsafeMutablePointer<AnyObject?>

    /// What an object layer needs while it decodes: its session. Core leaves it nil.
    public final var context: AnyObject? {
        get { place.pointee }
        set { place.pointee = newValue }
    }

    public init(row: RowReader, shape: RowShape, context: AnyObject? = nil) {
        place = .allocate(capacity: 1)
        place.initialize(to: context)
        self.row = row.looking(at: place)
        self.shape = shape
    }

    deinit {
        place.deinitialize(count: 1)
        place.deallocate()
    }

    /// Moves to the next row; false at the end of this chunk.
    open func next() throws -> Bool { false }
}
