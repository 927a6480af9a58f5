import ExampleSupport
import Foundation
import MigrationHistory

// With arguments the migrate command of this history, without them a tour of it.
if CommandLine.arguments.count > 1 {
    await MigrationHistory.tool.run()
} else {
    await runExample {
        try await ExampleDatabase.withTemporarySQLite { try await MigrationHistory.tour(on: $0) }
    }
}
