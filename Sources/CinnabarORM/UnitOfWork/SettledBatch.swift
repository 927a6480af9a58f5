import CinnabarSQL

/// Objects of one class whose rows a flush has written.
public final class SettledBatch {
    let action: PlanRow.Action
    @usableFromInline let objects: ArraySlice<any Model>
    let taken: ArraySlice<TakenChanges>
    @usableFromInline let link: SessionLink
    let model: any Model.Type
    /// What a rollback does with the objects.
    var undo: (@Sendable () -> Void)?

    init(
        _ action: PlanRow.Action, _ model: any Model.Type, _ objects: ArraySlice<any Model>,
        _ taken: ArraySlice<TakenChanges>, _ link: SessionLink
    ) {
        self.model = model
        self.action = action
        self.objects = objects
        self.taken = taken
        self.link = link
    }

    @usableFromInline
    func remember<M: Model>(_ objects: [M], _ before: [StateBefore<M._$Attributes>]) {
        let flushed = FlushedBatch(action: action, objects: objects, before: before, taken: Array(taken), link: link)
        undo = { flushed.undo() }
    }

    @usableFromInline
    func announce(_ object: any Model) { link.announce(object) }
}

/// What an object was before a flush wrote it.
@usableFromInline
struct StateBefore<Attributes: ModelAttributes>: Sendable {
    @usableFromInline let attributes: Attributes
    @usableFromInline let original: Original<Attributes>?

    @inlinable
    init(_ state: borrowing ModelState<Attributes>) {
        attributes = state.attributes
        original = state.original
    }

    var stored: Attributes { original?.attributes ?? attributes }
}

/// Makes flushed objects what they were before the flush.
private struct FlushedBatch<M: Model>: Sendable {
    let action: PlanRow.Action
    let objects: [M]
    let before: [StateBefore<M._$Attributes>]
    let taken: [TakenChanges]
    let link: SessionLink

    func undo() {
        for place in objects.indices.reversed() {
            let (object, before) = (objects[place], before[place])
            switch action {
            case .insert:
                link.release(object, as: .transient)
                object._$withState { state in
                    state.attributes = before.attributes
                    state.original = nil
                    state.core.changed = ChangeSet()
                    state.core.isMadeHere = true
                    state.core.isExpired = false
                    state.core.extras = taken[place].extras
                }
            case .update:
                object._$withState { state in
                    state.attributes = before.stored
                    state.original = nil
                    state.core.changed = ChangeSet()
                    state.core.extra = nil
                }
                object.register(in: link)
            case .delete:
                object._$withState { state in
                    state.attributes = before.stored
                    state.original = nil
                    state.core.status = .persistent
                    state.core.link = link
                    state.core.changed = ChangeSet()
                    state.core.extra = nil
                }
                object.register(in: link)
            }
        }
    }
}

extension Model {
    @inlinable
    public static func _$remember(_ batch: SettledBatch) {
        var objects: [Self] = []
        var before: [StateBefore<_$Attributes>] = []
        objects.reserveCapacity(batch.objects.count)
        before.reserveCapacity(batch.objects.count)
        for object in batch.objects {
            // A batch has objects of one class.
            let object = unsafeDowncast(object, to: Self.self)
            objects.append(object)
            before.append(object._$withState { StateBefore($0) })
        }
        batch.remember(objects, before)
    }

    /// The objects are stored as they are now; what was changed while they were being stored is the next flush's.
    @inlinable
    public static func _$settle(_ batch: SettledBatch) {
        let table = batch.link.identities.table(Self.self)
        for object in batch.objects {
            // A batch has objects of one class.
            let object = unsafeDowncast(object, to: Self.self)
            let address = object._$address
            let isChanged = object._$withState { state in
                state.original = state.core.changed.isEmpty ? nil : Original(state.attributes)
                state.core.status = .persistent
                state.core.link = batch.link
                state.enter(table, address)
                return !state.core.changed.isEmpty || state.core.hasExtraChanges
            }
            if isChanged { batch.announce(object) }
        }
    }
}

extension ModelCore {
    @usableFromInline var hasExtraChanges: Bool { extras.first?.hasChanges ?? false }
}

extension CoreExtra {
    var hasChanges: Bool { !links.isEmpty || !pairs.isEmpty || !expressions.isEmpty }
}
