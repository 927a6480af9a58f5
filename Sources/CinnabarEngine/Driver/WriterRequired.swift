/// A statement that writes was about to run on a connection that only reads.
///
/// Thrown before anything ran, so that the engine can run the statement again on a writer. Never seen by users.
package struct WriterRequired: Error {
    package init() {}
}
