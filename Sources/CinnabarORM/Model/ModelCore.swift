/// Where an object stands in its session, and its relationships: what the session knows of any model.
public struct ModelCore: Sendable {
    @usableFromInline package var link: SessionLink?
    @usableFromInline package var changed = ChangeSet()
    /// Which of two related objects keeps the other alive: see `Order`.
    @usableFromInline package var order = Order.none
    @usableFromInline package var status: ObjectStatus
    /// How often the object was raised, and searched for a way back: see `Order.raise`.
    @usableFromInline var raises = Attempts()
    @usableFromInline var searches = Attempts()
    @usableFromInline package var isExpired = false
    /// Made by the program, not read from the database since.
    @usableFromInline package var isMadeHere: Bool
    /// Counts the changes of what follows, so that what was worked out without the lock is only put in place while it
    /// holds.
    @usableFromInline var edits: UInt16 = 0
    /// One per relationship; empty while none was touched.
    @usableFromInline package var slots: [RelationSlot] = [] {
        didSet { edits &+= 1 }
    }
    /// What few objects have: none or one, as an array, which costs the others one word.
    @usableFromInline package var extras: [CoreExtra] = [] {
        didSet { edits &+= 1 }
    }

    /// Of an object that the program makes.
    @inlinable
    package init() {
        status = .transient
        isMadeHere = true
    }

    @inlinable
    init(loadedBy link: SessionLink) {
        self.link = link
        status = .persistent
        isMadeHere = false
    }

    @usableFromInline var hasExtra: Bool { !extras.isEmpty }

    package var extra: CoreExtra? {
        get { extras.first }
        set { extras = newValue.map { [$0] } ?? [] }
    }
}

/// What is rarely there.
@usableFromInline
package struct CoreExtra: Sendable {
    /// SQL expressions assigned to attributes, by column.
    var expressions: [Int: AssignedExpression] = [:]
    var links: [PendingLink] = []
    var pairs: [PendingPair] = []
    /// Attributes whose observers run now.
    var observing = ChangeSet()
    /// Relationships that may not be loaded on demand.
    var raised = ChangeSet()

    var isEmpty: Bool { expressions.isEmpty && links.isEmpty && pairs.isEmpty && observing.isEmpty && raised.isEmpty }
}

/// The life of an object, as in SQLAlchemy's "Quickie Intro to Object States".
public enum ObjectStatus: UInt8, Sendable, Hashable {
    /// Made by the program; no session knows it.
    case transient
    /// In a session, to be inserted with the next flush.
    case pending
    /// In a session, with a row in the database.
    case persistent
    /// To be deleted with the next flush, or deleted in a transaction that is not committed yet.
    case deleted
    /// Had a session once.
    case detached
}

/// Counts to where it is enough.
@usableFromInline
struct Attempts: Sendable {
    private static let limit: UInt8 = 16
    @usableFromInline var count: UInt8 = 0

    @inlinable
    init() {}

    var areSpent: Bool { count >= Self.limit }

    /// The number of the next attempt, from zero; nil when there may be no more.
    mutating func next() -> Int? {
        guard count < Self.limit else { return nil }
        count += 1
        return Int(count) - 1
    }
}
