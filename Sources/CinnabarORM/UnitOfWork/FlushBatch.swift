public import CinnabarSQL

/// Objects of one class on their way into a flush, and the rows that their class makes of them.
///
/// What is asked of each object is compiled with its class: see `Model+Witnesses`.
public struct FlushBatch {
    /// A column that is sent, and whether an insert leaves it out where it has no value.
    @usableFromInline
    struct Column {
        @usableFromInline let position: Int
        @usableFromInline let isLeftOut: Bool
    }

    private var action = PlanRow.Action.insert
    private var table = 0
    @usableFromInline private(set) var objects: ArraySlice<any Model> = []
    @usableFromInline private(set) var columns: [Column] = []
    @usableFromInline private(set) var keys: [Int] = []
    @usableFromInline private(set) var version: Int?
    /// Columns whose stored values decide the order of statements.
    @usableFromInline private(set) var references: [Int] = []
    @usableFromInline var isInsert: Bool { action == .insert }
    @usableFromInline var isUpdate: Bool { action == .update }

    /// Of all batches until now.
    private(set) var rows: [PlanRow] = []
    private(set) var taken: [TakenChanges] = []
    private var row = PlanRow(table: 0, action: .insert)

    init(count: Int) {
        rows.reserveCapacity(count)
        taken.reserveCapacity(count)
    }

    /// Goes on with other objects: their class makes rows of them.
    mutating func begin(_ action: PlanRow.Action, table: Int, _ mapper: Mapper, _ objects: ArraySlice<any Model>) {
        self.action = action
        self.table = table
        self.objects = objects
        columns = mapper.attributes.indices.lazy.filter { !mapper.isComputed[$0] }
            .map { Column(position: $0, isLeftOut: mapper.leftOutWhenNull[$0]) }
        keys = mapper.keyColumns
        version = mapper.versionColumn
        references = mapper.referenceColumns
        row = PlanRow(table: table, action: action)
        if isInsert { row.values.reserveCapacity(columns.count) }
    }

    @usableFromInline
    mutating func send(_ column: Int, _ value: consuming SQLValue) { row.values.append((column, .value(value))) }

    @usableFromInline
    mutating func add(key value: consuming SQLValue) { row.key.append(value) }

    @usableFromInline
    mutating func add(stored column: Int, _ value: consuming SQLValue) { row.stored.append((column, value)) }

    @usableFromInline
    mutating func set(version: consuming SQLValue) { row.version = version }

    /// The row is complete: what it sends counts as unchanged from now on.
    @usableFromInline
    mutating func finish(_ core: inout ModelCore) {
        var complete = PlanRow(table: table, action: action)
        swap(&complete, &row)
        rows.append(complete)
        taken.append(action == .delete ? TakenChanges() : core.takeChanges())
        if isInsert { row.values.reserveCapacity(columns.count) }
    }
}

/// What a flush took from an object, so that it can be put back.
struct TakenChanges: Sendable {
    var changed = ChangeSet()
    /// None or one.
    var extras: [CoreExtra] = []
}

extension ModelCore {
    fileprivate mutating func takeChanges() -> TakenChanges {
        let taken = TakenChanges(changed: changed, extras: extras)
        changed = ChangeSet()
        if !extras.isEmpty {
            withExtra { extra in
                extra.links = []
                extra.pairs = []
                extra.expressions = [:]
            }
        }
        return taken
    }

    /// Puts back what a failed flush had taken; what was changed meanwhile stays on top.
    mutating func putBack(_ taken: TakenChanges) {
        changed.formUnion(taken.changed)
        guard let extra = taken.extras.first else { return }
        withExtra { newer in
            let columns = Set(newer.links.map(\.columns))
            newer.links += extra.links.filter { !columns.contains($0.columns) }
            newer.pairs = extra.pairs + newer.pairs
            newer.expressions.merge(extra.expressions) { newer, _ in newer }
        }
    }
}

extension Model {
    @inlinable
    public static func _$take(_ batch: inout FlushBatch) {
        let objects = batch.objects
        for object in objects {
            // A batch has objects of one class.
            unsafeDowncast(object, to: Self.self)._$withState { state in
                if batch.isInsert {
                    for column in batch.columns {
                        let value = state.attributes.value(column.position)
                        if column.isLeftOut, case .null = value { continue }
                        batch.send(column.position, value)
                    }
                } else {
                    if batch.isUpdate { sendChanges(of: state, &batch) }
                    for column in batch.keys { batch.add(key: state.storedValue(column)) }
                    if let version = batch.version { batch.set(version: state.storedValue(version)) }
                    for column in batch.references
                    where !batch.isUpdate || state.core.changed.contains(column) || state.core.hasExtra {
                        batch.add(stored: column, state.storedValue(column))
                    }
                }
                batch.finish(&state.core)
            }
        }
    }

    /// What differs from what the database has.
    @inlinable
    static func sendChanges(of state: borrowing ModelState<_$Attributes>, _ batch: inout FlushBatch) {
        for column in batch.columns where state.core.changed.contains(column.position) {
            let value = state.attributes.value(column.position)
            if let original = state.original, original.attributes.value(column.position) == value { continue }
            batch.send(column.position, value)
        }
    }
}

extension ModelState {
    /// What the database has, as far as the object knows.
    @inlinable
    func storedValue(_ column: Int) -> SQLValue {
        if let original { return original.attributes.value(column) }
        return attributes.value(column)
    }
}
