import CinnabarSQL

/// What a transaction, or a savepoint in it, has done to objects: so that a rollback can take it back.
struct UndoFrame: Sendable {
    /// In the order in which it was done; restored backwards.
    var steps: [UndoStep] = []

    struct UndoStep: Sendable {
        let restore: @Sendable () -> Void
    }
}
