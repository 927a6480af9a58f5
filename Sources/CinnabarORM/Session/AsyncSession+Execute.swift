public import CinnabarEngine
public import CinnabarSQL
import Logging

extension AsyncSession {
    /// Runs a statement and returns its rows; rows of a model are the session's objects.
    ///
    /// Changes are flushed first, so that the statement sees them (`SessionOptions.autoflush`). An insert, update or
    /// upsert that returns objects gives the session's objects what it has written.
    ///
    /// - Throws: `DatabaseError`, `CompileError`, `RowDecodingError`, `SessionError`; what a flush throws.
    @discardableResult
    public func execute<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> QueryResult<S.Output>
    {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            try await autoflush(site)
            // What was just written is newer than what objects have.
            return try await load(statement, populatesExisting: statement is any ReturnsChanges, site)
        }
    }

    /// Runs a statement whose rows are single values or objects.
    ///
    /// ```swift
    /// let users = try await session.scalars(select(User.self)).all()
    /// ```
    public func scalars<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> QueryResult<S.Output>
    {
        try await execute(statement, fileID: fileID, line: line)
    }

    /// The only value of the only row.
    ///
    /// - Throws: as `execute`, and `.noRows` or `.multipleRows`.
    public func scalar<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> S.Output
    {
        try await execute(statement, fileID: fileID, line: line).one()
    }

    /// The objects of a query as a stream, without holding all of them: memory stays flat.
    ///
    /// While it is read, the session does nothing else. Loaders of a stream may be `.joined` to-one and `.undefer`.
    public func stream<S: Statement>(_ statement: S, fileID: StaticString = #fileID, line: UInt = #line) async throws
        -> RowStream<S.Output>
    {
        let site = CallSite(fileID: fileID, line: line)
        return try await operation {
            try await autoflush(site)
            return try await open(statement, site)
        }
    }

    private func open<S: Statement>(_ statement: S, _ site: CallSite) async throws -> RowStream<S.Output> {
        guard statement.options.isEmpty else {
            throw CompileError(
                "a stream cannot load relationships: their queries would have to run while it is being read",
                alternative: "read it in pages, or stream plain rows")
        }
        let connection = try await current()
        return connection.stream(statement, context: LoadContext(link), fileID: site.fileID, line: site.line)
    }

    /// Runs a statement with what its options ask for.
    func load<S: Statement>(_ statement: S, populatesExisting: Bool = false, _ site: CallSite) async throws
        -> QueryResult<S.Output>
    {
        let context = LoadContext(link, populatesExisting: populatesExisting)
        let options = statement.options
        guard !options.isEmpty, let query = (statement as? any QueryStatement)?.query, case .select(let node) = query
        else { return try await run(statement, context, site) }
        return try await load(statement, node, context, site)
    }

    private func load<S: Statement>(_ statement: S, _ node: SelectNode, _ context: LoadContext, _ site: CallSite)
        async throws -> QueryResult<S.Output>
    {
        let isSingleEntity = S.Output.self is any Model.Type
        let plan = try JoinPlan(node, isSingleEntity: isSingleEntity)
        let selected = node.options.compactMap { $0 as? SelectedRelationship }
        let roots = RootObjects()
        let result: QueryResult<S.Output>
        if !selected.isEmpty {
            result = try await load(statement.decoder, plan, selected, roots, context, site)
        } else if plan.isEmpty {
            result = try await run(statement, context, site)
        } else {
            let collected = JoinedObjects(roots)
            let decoder = statement.decoder
            let joined = RowDecoder<S.Output> { cursor, rows in
                let cursor = JoinedCursor(cursor, plan, context, collected, isSingleEntity: isSingleEntity)
                try decoder.decodeAll(cursor, &rows)
            }
            let run = try await run(PlannedSelect(node: plan.node, decoder: joined), context, site)
            collected.attach(replaces: context.populatesExisting)
            result = run
        }
        for (root, loader) in plan.later {
            let owners = roots.isEmpty ? result.rows as? [any Model] ?? [] : roots.objects(of: root)
            try await load(loader, of: owners, context: context, site)
        }
        return result
    }

    /// Rows with relationships in the select list: kept until what they name is loaded, then decoded.
    private func load<Output: Sendable>(
        _ decoder: RowDecoder<Output>, _ plan: JoinPlan, _ selected: [SelectedRelationship], _ roots: RootObjects,
        _ context: LoadContext, _ site: CallSite
    ) async throws -> QueryResult<Output> {
        let collected = JoinedObjects(roots)
        let buffer = RowBuffer()
        let first = RowDecoder<Never> { cursor, _ in
            let cursor = JoinedCursor(cursor, plan, context, collected, isSingleEntity: false)
            while try cursor.next() { try buffer.append(cursor.row, plan.node, selected, roots, context) }
        }
        let outcome = try await run(PlannedSelect(node: plan.node, decoder: first), context, site)
        collected.attach(replaces: context.populatesExisting)
        for item in selected {
            let relationship = try item.relationship()
            let node = LoaderNode(.selectIn, erased: relationship.owner.model, relationship.index)
            try await load(node, of: roots.objects(of: item.owner), context: context, site)
        }
        context.selectedRelationships = selected
        var rows: [Output] = []
        let cursor = ValueCursor(buffer.rows, names: buffer.names)
        cursor.context = context
        try decoder.decodeAll(cursor, &rows)
        return QueryResult(rows: rows, like: outcome)
    }

    /// Runs one statement in the session's transaction, or outside any where none is open and none is needed.
    func run<S: Statement>(_ statement: S, _ context: LoadContext?, _ site: CallSite) async throws
        -> QueryResult<S.Output>
    {
        let compiled =
            statement.bulkInsert == nil ? try environment.cache.compile(statement, for: environment.dialect) : nil
        if let compiled, let warning = repeats?.note(compiled.0, at: site) { environment.logger.warning("\(warning)") }
        if let (compiled, binds) = compiled, connection == nil, outer == nil, options.transaction == .default,
            environment.source.separatesWriters,
            let result = try await environment.readDirectly(
                compiled, binds, statement.decoder, context: context, site: site)
        {
            return result
        }
        // A read that needs no transaction may travel with the reads of other tasks.
        if let (compiled, _) = compiled, connection == nil, outer == nil, options.transaction == .default,
            environment.runsAlone(compiled)
        {
            return try await engine.execute(statement, context: context, fileID: site.fileID, line: site.line)
        }
        let connection = try await current()
        do {
            let result: QueryResult<S.Output>
            if let (compiled, binds) = compiled {
                result = try await connection.execute(compiled, binds, statement.decoder, context: context, site: site)
            } else {
                result = try await connection.execute(
                    statement, context: context, fileID: site.fileID, line: site.line)
            }
            await letGoIfIdle()
            return result
        } catch {
            await letGoIfIdle()
            throw error
        }
    }
}

/// Objects that a query's rows are about, kept until their relationships are loaded.
///
/// Unchecked: one statement's decoder fills it, and the session reads it afterwards.
final class RootObjects: @unchecked Sendable {
    private var objects: [any Model] = []
    private var seen: Set<ObjectIdentifier> = []

    var isEmpty: Bool { objects.isEmpty }

    func add(_ object: any Model) {
        if seen.insert(ObjectIdentifier(object)).inserted { objects.append(object) }
    }

    func objects(of model: any Model.Type) -> [any Model] { objects.filter { type(of: $0) == model } }
}

/// Copies of rows.
///
/// Unchecked: as `RootObjects`.
private final class RowBuffer: @unchecked Sendable {
    private(set) var rows: [[SQLValue]] = []
    private(set) var names: [String] = []

    func append(
        _ row: RowReader, _ node: SelectNode, _ selected: [SelectedRelationship], _ roots: RootObjects,
        _ context: LoadContext
    ) throws {
        if rows.isEmpty { names = row.shape.names }
        rows.append(try (0..<row.count).map { try row.get($0, as: SQLValue.self) })
        // The owners must be there before their keys are looked up.
        for entity in node.selectedRows {
            guard let model = entity.type as? any Model.Type else { continue }
            if let object = try model.joined(row.dropping(entity.position)) { roots.add(object) }
        }
        for item in selected {
            if let owner = try item.read(row.dropping(item.position), context) {
                roots.add(owner)
            } else if !(0..<item.owner._$mapper.keyColumns.count).contains(where: {
                row.cell(item.position + $0).kind == .null
            }) {
                throw CompileError(
                    "\(item.owner._$mapper.name) has a relationship in the select list and is not in it itself",
                    alternative: "select \(item.owner._$mapper.name).entity too")
            }
        }
    }
}
