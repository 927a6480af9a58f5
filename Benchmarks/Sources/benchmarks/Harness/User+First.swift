import Synchronization

extension User {
    private static let made = Mutex<[User]>([])

    /// The first rows of the test data, made once, and only where somebody writes them.
    static func first(_ count: Int) -> [User] {
        made.withLock { made in
            if made.count != count { made = (1...count).map(User.init(number:)) }
            return made
        }
    }
}
