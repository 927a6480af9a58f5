import CinnabarSQL

#if os(Linux)
import CLinuxEvents
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Starts threads that nobody joins.
package enum ThreadStart {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void
        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread.
    ///
    /// - Parameters:
    ///   - name: shown by debuggers and `top`; Linux keeps 15 bytes of it.
    /// - Throws: `DatabaseError` when the system refuses another thread.
    package static func detach(name: String, _ body: @escaping @Sendable () -> Void) throws {
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let passed = Unmanaged.passRetained(Body(name: name, run: body))
        let code = pthread_create(
            &thread, nil,
            { argument in
                #if canImport(Darwin)
                let address: UnsafeMutableRawPointer = argument
                #else
                guard let address = argument else { return nil }
                #endif
                ThreadStart.enter(address)
                return nil
            }, passed.toOpaque())
        guard code == 0 else {
            passed.release()
            throw DatabaseError(
                .connectionFailed, "the system refused another thread for \(name): \(String(cString: strerror(code)))")
        }
        #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
        #else
        pthread_detach(thread)
        #endif
    }

    private static func enter(_ address: UnsafeMutableRawPointer) {
        let body = Unmanaged<Body>.fromOpaque(address).takeRetainedValue()
        let name = String(decoding: body.name.utf8.prefix(15), as: UTF8.self)
        #if canImport(Darwin)
        pthread_setname_np(name)
        #elseif os(Linux)
        cinnabar_name_this_thread(name)
        #endif
        body.run()
    }

    /// A number for the calling thread, unique among those alive.
    package static var current: UInt {
        #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
        #else
        UInt(pthread_self())
        #endif
    }
}
