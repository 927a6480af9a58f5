public import CinnabarSQL

/// A statement that was asked for.
@usableFromInline
enum StartedStatement: ~Copyable {
    /// It is on its way, or has rows to be read; then it must be ended.
    case inPlace(InPlaceRun)
    /// It is compiled, and something has to be waited for or done first.
    case waiting(StatementCall)
}

/// A statement that runs in steps, its rows read where they are wanted.
@usableFromInline
struct InPlaceRun: ~Copyable {
    let connection: any InPlaceSteps
    let bindCount: Int
    let site: CallSite
    /// The statement's own, which ends with it.
    let lease: Lease?
    let touchesSession: Bool
    /// Among those that it counts.
    let probe: ReadProbe?
    private var step: InPlaceStart

    init(
        _ connection: any InPlaceSteps, _ start: InPlaceStart, bindCount: Int, site: CallSite,
        lease: Lease? = nil, touchesSession: Bool = false, probe: ReadProbe? = nil
    ) {
        self.probe = probe
        self.connection = connection
        self.bindCount = bindCount
        self.site = site
        self.lease = lease
        self.touchesSession = touchesSession
        step = start
    }

    @usableFromInline var isSent: Bool { if case .sent = step { true } else { false } }
    /// It could not be run in steps after all.
    @usableFromInline var isOver: Bool { if case .notNow = step { true } else { false } }
    /// nil where no rows come back.
    @usableFromInline var cursor: RowCursor? { if case .rows(let cursor) = step { cursor } else { nil } }

    mutating func receive() async throws { step = try await connection.receiveInPlace() }
}
