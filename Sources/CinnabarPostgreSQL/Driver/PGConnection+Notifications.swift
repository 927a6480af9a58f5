import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    /// Subscribes the connection to channels.
    func listen(to channels: [String], deadline: Deadline?) async throws {
        let script = try channels.map { channel in
            guard !channel.utf8.contains(0), let name = handle.quoted(identifier: channel) else {
                throw DatabaseError(.invalidValue, "a channel's name holds a NUL or invalid text")
            }
            return "LISTEN \(name)"
        }
        try Task.checkCancellation()
        let number = try begin(deadline: deadline)
        do {
            try await withTaskCancellationHandler {
                try await runScript(script.joined(separator: ";"))
            } onCancel: {
                watch.stop(number, .cancelled)
            }
            await settle()
            end(keepsNotifications: true)
        } catch {
            let reason = await settle()
            let wasLost = link.isDead
            end(keepsNotifications: true)
            throw translate(error, reason, wasLost: wasLost)
        }
    }

    /// Waits for the next notification. Cancelling the wait ends the connection, which serves nothing else.
    func nextNotification() async throws -> PostgreSQLNotification {
        try Task.checkCancellation()
        let number = try begin(deadline: nil, overrun: .abandon, isStatement: false)
        let notification: PostgreSQLNotification? = await withTaskCancellationHandler {
            while true {
                if let next = handle.nextNotification() { return next }
                if link.isDead { return nil }
                await link.wait()
            }
        } onCancel: {
            watch.stop(number, .cancelled)
        }
        let reason = await settle()
        let wasLost = link.isDead
        end(keepsNotifications: true)
        if let notification { return notification }
        throw translate(DatabaseError.connectionLost(lostText), reason, wasLost: wasLost)
    }
}
