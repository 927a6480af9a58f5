import Cinnabar
import CinnabarEngine
import CinnabarORM
import CinnabarSQL
import XCTest

final class RetryTests: ORMTestCase {
    /// T8: serializable transactions that collide are run again from the start, and nothing is counted twice or lost.
    func testCollidingTransactionsAreRunAgain() async throws {
        try await withSessions { sessions in
            let id = UUID()
            try await sessions.begin { session in session.add(TreeNode(id: id, name: "counter")) }
            let strict = AsyncSessionMaker(
                sessions.engine, options: SessionOptions(transaction: TransactionOptions(isolation: .serializable)))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await strict.begin(attempts: 200) { session in
                                let node = try await session.getOne(TreeNode.self, id)
                                node.visits += 1
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let visits = try await sessions.engine.scalar(select(TreeNode.visits))
            XCTAssertEqual(visits, 60)
        }
    }
}
