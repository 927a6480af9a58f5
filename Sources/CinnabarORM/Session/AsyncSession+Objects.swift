import CinnabarEngine
import CinnabarSQL

// Objects come and go.
extension AsyncSession {
    /// Takes an object into the session, to be inserted with the next flush, and with it what hangs on it by
    /// save-update cascades. Objects that are there already stay as they are. Needs no `await`.
    public nonisolated func add(_ object: some Model) { link.add(object) }

    public nonisolated func addAll(_ objects: some Sequence<some Model>) {
        for object in objects { link.add(object) }
    }

    /// New objects, to be inserted with the next flush.
    public nonisolated var new: [any Model] { link.changes.new }
    /// Stored objects with changes that were not flushed.
    public nonisolated var dirty: [any Model] { link.changes.dirty }
    /// Objects to be deleted with the next flush.
    public nonisolated var deleted: [any Model] { link.changes.deleted }

    /// Whether the object is in this session.
    public nonisolated func contains(_ object: some Model) -> Bool { object.withCore { $0.link } === link }

    /// Has an object deleted with the next flush, and what hangs on it by delete cascades. Related rows that stay lose
    /// their foreign key, unless the relationship leaves that to the database (`passiveDeletes`).
    ///
    /// - Throws: `SessionError` when the object is not stored or is another session's; what loading throws.
    public func delete(_ object: some Model, fileID: StaticString = #fileID, line: UInt = #line) async throws {
        let site = CallSite(fileID: fileID, line: line)
        try await operation { try await deleteNow(object, site) }
    }

    func deleteNow(_ object: any Model, _ site: CallSite) async throws {
        var next = [object]
        while let object = next.popLast() {
            let (status, owner) = object.withCore { ($0.status, $0.link) }
            let name = type(of: object)._$mapper.name
            guard owner === link else {
                throw SessionError(
                    owner == nil ? .objectState : .otherSession,
                    owner == nil
                        ? "this \(name) is not in a session: only what was loaded or flushed can be deleted"
                        : "this \(name) belongs to another session")
            }
            if status == .deleted { continue }
            for relationship in try type(of: object)._$mapper.resolved() {
                next += try await leaving(object, relationship, isStored: status == .persistent, site)
            }
            if status == .pending {
                link.release(object, as: .transient)
            } else {
                object.withCore { $0.status = .deleted }
                link.markDeleted(object)
            }
        }
    }

    /// Unlinks what is related to an object that goes, and returns what goes with it.
    private func leaving(_ object: any Model, _ relationship: Relationship, isStored: Bool, _ site: CallSite)
        async throws -> [any Model]
    {
        let goesAlong = relationship.cascade.contains(.delete)
        if case .manyToOne = relationship.kind {
            guard goesAlong else { return [] }
        } else if relationship.definition.passiveDeletes {
            // The database looks after the rows; objects that are here anyway go along.
            return goesAlong ? object.slot(relationship.index).references.compactMap(\.object).filter(isMine) : []
        }
        if isStored, object.needsLoading(relationship) {
            let node = LoaderNode(.selectIn, erased: type(of: object), relationship.index)
            try await load(node, of: [object], context: LoadContext(link), site)
        }
        let related = object.slot(relationship.index).references.compactMap(\.object)
        switch relationship.kind {
        case .manyToOne: return related.filter(isMine)
        case .oneToMany:
            if goesAlong { return related.filter(isMine) }
            for child in related { child.note(link: relationship, target: nil) }
            return []
        case .manyToMany:
            for target in related { Linking.remove(target, from: object, relationship.index) }
            return goesAlong ? related.filter(isMine) : []
        }
    }

    private func isMine(_ object: any Model) -> Bool { object.withCore { $0.link } === link }

    /// Objects that have left the parent without which they must not be.
    func deleteOrphans(_ site: CallSite) async throws {
        let (new, dirty, _) = link.changes
        for object in new + dirty {
            let isOrphan = object.withCore { $0.hasExtra && $0.extras[0].links.contains { $0.isOrphan } }
            if isOrphan { try await deleteNow(object, site) }
        }
    }

    /// Takes an object out of the session, with what hangs on it by expunge cascades; nothing of it is flushed.
    public nonisolated func expunge(_ object: some Model) {
        var next: [any Model] = [object]
        while let object = next.popLast() {
            let status: ObjectStatus = object.withCore { $0.status == .pending ? .transient : .detached }
            if link.release(object, as: status) { next += object.cascaded(.expunge) }
        }
    }

    /// Takes every object out of the session.
    public nonisolated func expungeAll() {
        let (new, dirty, deleted) = link.changes
        for object in new { link.release(object, as: .transient) }
        for object in link.identities.liveObjects + dirty + deleted { link.release(object, as: .detached) }
    }

    // Fresh data

    /// The object with a primary key: the session's own if it has it, else from the database; nil if there is none.
    ///
    /// - Parameters:
    ///   - options: how relationships are loaded with it.
    ///   - forUpdate: locks the row until the transaction ends, and reads it anew.
    ///   - populateExisting: reads it anew; changes that were not flushed are lost.
    public func get<M: Model>(
        _ model: M.Type, _ key: M.PrimaryKey, options: [LoaderOption<M>] = [], forUpdate: Bool = false,
        populateExisting: Bool = false, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> M? {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            let reads = forUpdate || populateExisting
            if !reads, let known = link.identities.object(model, key), !known.isStale {
                if known.withCore({ $0.status }) == .deleted { return nil }
                for option in options {
                    if case .relationship(let node) = option.kind {
                        try await load(node, of: [known], context: LoadContext(link), site)
                    }
                }
                return known
            }
            if reads { try await autoflush(site) }
            var node = SelectNode(rowsOf: model)
            node.conditions = M._$mapper.condition(key: M._$Attributes.values(of: key))
            node.options = options
            if forUpdate { node.lock = rowLock }
            let statement = Select<M>(node: node, decoder: RowDecoder<M>.rows)
            return try await load(statement, populatesExisting: reads, site).first()
        }
    }

    /// SQLite has one writer at a time: its transaction is the lock.
    private var rowLock: RowLock? {
        environment.dialect.capabilities.contains(.rowLocks) ? RowLock(strength: .update) : nil
    }

    /// As `get`, for a row that must be there.
    ///
    /// - Throws: as `get`, and `DatabaseError` of kind `.noRows`.
    public func getOne<M: Model>(
        _ model: M.Type, _ key: M.PrimaryKey, options: [LoaderOption<M>] = [], fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> M {
        guard let object = try await get(model, key, options: options, fileID: fileID, line: line) else {
            throw DatabaseError(.noRows, "there is no \(M._$mapper.name) with this primary key")
        }
        return object
    }

    /// Reads an object's attributes anew; changes that were not flushed are lost, relationships are unloaded.
    ///
    /// - Parameter options: relationships to load with it.
    /// - Throws: `SessionError` when the object is not stored, is another session's, or its row is gone.
    public func refresh<M: Model>(
        _ object: M, _ options: LoaderOption<M>..., fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let site = CallSite(fileID: fileID, line: line)
        try await operation {
            guard contains(object) else {
                throw SessionError(
                    .objectState, "this \(M._$mapper.name) is not in this session: it cannot be refreshed")
            }
            guard let key = object.keyValues else { throw object.noRow("refresh") }
            for related in object.cascaded(.refreshExpire) { expireOne(related) }
            var node = SelectNode(rowsOf: M.self)
            node.conditions = M._$mapper.condition(key: key)
            node.options = options
            let statement = Select<M>(node: node, decoder: RowDecoder<M>.rows)
            guard try await load(statement, populatesExisting: true, site).first() != nil else {
                throw object.goneRow()
            }
        }
    }

    /// Has an object read again before it is trusted: its relationships are unloaded, and the next query that meets it
    /// overwrites its attributes. Reading an attribute gives the last known value meanwhile.
    public nonisolated func expire(_ object: some Model) {
        var next: [any Model] = [object]
        var seen: Set<ObjectIdentifier> = []
        while let object = next.popLast() {
            guard seen.insert(ObjectIdentifier(object)).inserted else { continue }
            next += object.cascaded(.refreshExpire)
            expireOne(object)
        }
    }

    private nonisolated func expireOne(_ object: any Model) {
        let link = link
        object.withCore { core in
            guard core.link === link, core.status == .persistent else { return }
            core.isExpired = true
            core.slots = []
        }
    }

    /// Has every object read again before it is trusted.
    public nonisolated func expireAll() { link.expireAll(unloadingRelationships: true) }
}

extension AsyncSession {
    /// How many rows the session knows, those of objects that are gone and not swept yet included.
    package nonisolated var trackedObjects: Int { link.identities.count }
}
