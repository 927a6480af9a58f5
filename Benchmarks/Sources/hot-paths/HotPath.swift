/// A way that programs take often enough for its instructions to count.
struct HotPath: Sendable {
    let name: String
    /// Enough that what is done once does not show beside it, and few enough for valgrind.
    let times: Int
    let walk: @Sendable (_ times: Int) async throws -> Void

    static let all = [scan, compile, checkOut, identity, flush]
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}
