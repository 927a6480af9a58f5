public import CinnabarEngine

@_spi(Measuring)
extension AsyncEngine {
    /// Takes a connection from the pool and gives it back, so many times: the pool by itself, for benchmarks.
    public nonisolated func checkOut(times: Int) async throws {
        let (source, site) = (environment.source, CallSite(fileID: #fileID, line: #line))
        for _ in 0..<times {
            if let lease = source.leaseIdle(.read, site: site), lease.releaseIfClean() { continue }
            try await source.lease(.read, deadline: nil, site: site).release()
        }
    }
}
