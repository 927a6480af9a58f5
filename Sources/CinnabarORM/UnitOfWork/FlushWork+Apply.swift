import CinnabarSQL
import Synchronization

extension FlushWork {
    /// Gives the objects what the flush has found out, once all of it has worked.
    ///
    /// - Returns: what a rollback has to take back.
    func apply(_ result: FlushResult, to link: SessionLink) throws -> [UndoFrame.UndoStep] {
        let batches = runs.map { SettledBatch($0.action, $0.model, objects[$0.rows], taken[$0.rows], link) }
        for batch in batches { batch.model._$remember(batch) }
        try result.forEachValue { row, column, value in
            if row < objects.count { try objects[row]._$take(column, value) }
        }
        if hasExtras { for row in objects.indices { try applyLinks(row) } }
        for batch in batches {
            switch batch.action {
            case .insert, .update: batch.model._$settle(batch)
            case .delete: for object in batch.objects { object.leave(link) }
            }
        }
        return batches.compactMap { $0.undo.map { UndoFrame.UndoStep(restore: $0) } }
    }

    /// Gives an object the foreign keys to objects that were stored already; those to new rows come with the result.
    private func applyLinks(_ row: Int) throws {
        guard let links = taken[row].extras.first?.links, !links.isEmpty else { return }
        for assignment in rows[row].values where links.contains(where: { $0.columns.contains(assignment.column) }) {
            if case .value(let value) = assignment.value { try objects[row]._$take(assignment.column, value) }
        }
    }

    /// Puts back what a failed flush had taken.
    func putBack() {
        for row in objects.indices { objects[row].withCore { $0.putBack(taken[row]) } }
    }
}

extension Model {
    func leave(_ link: SessionLink) {
        _$unregister()
        withCore { core in
            core.status = .deleted
            core.changed = ChangeSet()
        }
        link.state.withLock { $0.gone.append(self) }
    }

    func register(in link: SessionLink) { _$register(in: link.identities) }
}
