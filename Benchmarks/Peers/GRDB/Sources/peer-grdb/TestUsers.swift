import Synchronization

/// The test data, made once, and only where somebody writes it.
final class TestUsers<User: Sendable>: Sendable {
    private let made = Mutex<[User]>([])
    private let make: @Sendable (Int) -> User

    init(_ make: @escaping @Sendable (Int) -> User) { self.make = make }

    func first(_ count: Int) -> [User] {
        made.withLock { made in
            if made.count != count { made = (1...count).map(make) }
            return made
        }
    }
}

extension TestUsers<FastUser> {
    static let fast = TestUsers(FastUser.init(number:))
}

extension TestUsers<CodableCopy> {
    static let codable = TestUsers { CodableCopy(FastUser(number: $0)) }
}
