import CinnabarSQL
import Synchronization

extension FlushWork {
    /// Gives the objects what the flush has found out, once all of it has worked.
    ///
    /// - Returns: what a rollback has to take back.
    func apply(_ result: FlushResult, to link: SessionLink) throws -> [UndoFrame.UndoStep] {
        var steps: [UndoFrame.UndoStep] = []
        steps.reserveCapacity(rows.count)
        for row in rows.indices {
            guard let object = objects[row] else { continue }
            steps.append(
                UndoFrame.UndoStep(object: object, restore: object.undo(rows[row].action, taken[row], link)))
            if rows[row].action == .update { object.unregister(from: link) }
        }
        try result.forEachValue { row, column, value in
            guard row < objects.count, let object = objects[row] else { return }
            try object.take(column, value)
        }
        for row in rows.indices { try applyLinks(row) }
        for row in rows.indices {
            guard let object = objects[row] else { continue }
            switch rows[row].action {
            case .insert, .update: object.settle(in: link)
            case .delete: object.leave(link)
            }
        }
        return steps
    }

    /// Gives an object the foreign keys to objects that were stored already; those to new rows come with the result.
    private func applyLinks(_ row: Int) throws {
        guard let object = objects[row], let links = taken[row]?.extra?.links, !links.isEmpty else { return }
        for assignment in rows[row].values where links.contains(where: { $0.columns.contains(assignment.column) }) {
            if case .value(let value) = assignment.value { try object.take(assignment.column, value) }
        }
    }

    /// Puts back what a failed flush had taken.
    func putBack() {
        for row in rows.indices {
            if let object = objects[row], let changes = taken[row] { object.putBack(changes) }
        }
    }
}

extension Model {
    /// How a rollback makes the object what it was before the flush.
    fileprivate func undo(_ action: PlanRow.Action, _ changes: TakenChanges?, _ link: SessionLink)
        -> @Sendable () -> Void
    {
        let before = _$withState { state in
            (attributes: state.attributes, original: state.original, isMadeHere: state.core.isMadeHere)
        }
        switch action {
        case .insert:
            return {
                link.release(self, as: .transient)
                self._$withState { state in
                    state.attributes = before.attributes
                    state.original = nil
                    state.core.changed = ChangeSet()
                    state.core.isMadeHere = true
                    state.core.isExpired = false
                    state.core.extra = changes?.extra
                }
            }
        case .update:
            let stored = before.original?.attributes ?? before.attributes
            return {
                self.unregister(from: link)
                self._$withState { state in
                    state.attributes = stored
                    state.original = nil
                    state.core.changed = ChangeSet()
                    state.core.extra = nil
                }
                self.register(in: link)
            }
        case .delete:
            let stored = before.original?.attributes ?? before.attributes
            return {
                self._$withState { state in
                    state.attributes = stored
                    state.original = nil
                    state.core.status = .persistent
                    state.core.link = link
                    state.core.changed = ChangeSet()
                    state.core.extra = nil
                }
                self.register(in: link)
            }
        }
    }

    /// Takes a value that the database made, unless it was changed meanwhile.
    fileprivate func take(_ column: Int, _ value: SQLValue) throws {
        try _$take(column, value)
    }

    /// The object is stored as it is now; what was changed while it was being stored is the next flush's.
    fileprivate func settle(in link: SessionLink) {
        let isChanged = _$withState { state in
            state.original = state.core.changed.isEmpty ? nil : Original(state.attributes)
            state.core.status = .persistent
            state.core.link = link
            return !state.core.changed.isEmpty || state.core.extra?.hasChanges == true
        }
        register(in: link)
        if isChanged { link.announce(self) }
    }

    func leave(_ link: SessionLink) {
        unregister(from: link)
        withCore { core in
            core.status = .deleted
            core.changed = ChangeSet()
        }
        link.state.withLock { $0.gone.append(self) }
    }

    func register(in link: SessionLink) {
        _$register(in: link.identities)
    }
}

extension CoreExtra {
    var hasChanges: Bool { !links.isEmpty || !pairs.isEmpty || !expressions.isEmpty }
}
