import CinnabarEngine
import CinnabarSQL

extension PGConnection {
    /// Reads answers until only so many commands are without.
    func read(_ group: inout PGGroup, until rest: Int) async {
        while group.unanswered > rest, !link.isDead {
            let command = group.sent[group.answered]
            group.answered += 1
            await readAnswer(to: command, &group)
        }
        group.compact()
    }

    func readAnswer(to command: PGGroup.Command, _ group: inout PGGroup) async {
        var isDone = false
        while let result = await link.nextResult() {
            switch result.status {
            case .command, .rows, .empty:
                isDone = true
                take(result, command, &group)
            case .error: fail(result, command, &group)
            case .copyIn, .copyOut:
                group.fail(DatabaseError(.misuse, "COPY has functions of its own: copyIn and copyOut"))
                link.abandon()
            default: break
            }
            result.clear()
            if link.isDead { break }
        }
        if case .prepare(let entry, _, _) = command, !isDone {
            entry.isPrepared = false
            cache.remove(entry)
        }
    }

    private func take(_ result: PGResult, _ command: PGGroup.Command, _ group: inout PGGroup) {
        switch command {
        case .run(let entry, let index, let run):
            group.affectedRows[index].append(result.affectedRows)
            guard let sink = group.request.statements[index].sink, group.failure == nil, result.rowCount > 0 else {
                return
            }
            group.wasRead = true
            let reader = entry?.reader(for: result) ?? PGRowReader(PGRowShape(result))
            reader.read(result)
            do { try sink.consume(run: run, reader) } catch { group.fail(error, index, run) }
            reader.end()
        case .commit: group.commitTag = result.tag
        case .prologue, .prepare, .undo: break
        }
    }

    private func fail(_ result: PGResult, _ command: PGGroup.Command, _ group: inout PGGroup) {
        var statement: GroupedStatement?
        if case .run(_, let index, _) = command { statement = group.request.statements[index] }
        if case .prepare(_, let index, _) = command { statement = group.request.statements[index] }
        let error = DatabaseError(result, sql: statement?.statement.sql, bindCount: statement?.width ?? 0)
        switch command {
        case .commit:
            group.commitError = group.commitError ?? error
            return
        case .prologue: group.fail(error)
        case .prepare(let entry, let index, let run):
            if group.failure == nil { group.failedEntry = entry }
            group.fail(error, index, run)
        case .run(let entry, let index, let run):
            if group.failure == nil { group.failedEntry = entry }
            group.fail(error, index, run)
        case .undo: return
        }
        // Without a SQLSTATE it was libpq that spoke, and nobody knows how far the server has come.
        if error.sqlState != nil { group.isAborted = true }
    }
}
