public import CinnabarSQL

extension ManyRelationship {
    /// Whether a related row exists that meets the condition: `EXISTS (SELECT …)`.
    ///
    /// ```swift
    /// select(User.self).where(User.posts.any(Post.published))
    /// ```
    public func any<Condition: SQLExpressible>(_ condition: Condition) -> CinnabarSQL.Condition
    where Condition.Value.Base == Bool {
        related([condition.node])
    }

    /// Whether there is any related row.
    public func any() -> Condition { related([]) }

    /// As `any`, with another name for the related table: needed where a table is related to itself.
    ///
    /// ```swift
    /// select(Employee.self).where(Employee.reports.any(as: "r") { report in report.name == "Bob" })
    /// ```
    public func any(as alias: String, _ condition: (TableAlias<Target>) -> Condition) -> Condition {
        related(alias, condition)
    }

    /// Whether an object is among the related ones.
    public func contains(_ object: Target) -> Condition { related(to: object) }
}

extension OneRelationship {
    /// Whether the related row exists and meets the condition: `EXISTS (SELECT …)`.
    public func has<Condition: SQLExpressible>(_ condition: Condition) -> CinnabarSQL.Condition
    where Condition.Value.Base == Bool {
        related([condition.node])
    }

    /// Whether there is a related row.
    public func has() -> Condition { related([]) }

    /// As `has`, with another name for the related table: needed where a table is related to itself.
    public func has(as alias: String, _ condition: (TableAlias<Target>) -> Condition) -> Condition {
        related(alias, condition)
    }

    /// `Post.author == user`: compares the foreign key with the object's key; `nil` with NULL.
    public static func == (path: OneRelationship, object: Target?) -> Condition { path.related(to: object) }

    /// `Post.author != user`: rows with another one; those with none are left out, as SQL's `<>` does.
    public static func != (path: OneRelationship, object: Target?) -> Condition { !path.related(to: object) }
}

extension RelationshipPath {
    fileprivate func related(_ conditions: [Node]) -> Condition {
        resolving { relationship in
            guard relationship.target !== relationship.owner else {
                return .problem(
                    CompileError(
                        "\(relationship.title) leads to its own table, so that a condition cannot say which of the two "
                            + "rows it is about", alternative: "give the related one a name: any(as: \"r\") { r in … }")
                )
            }
            return relationship.exists(
                owner: relationship.owner.reference, target: relationship.target.reference,
                filter.conditions + conditions)
        }
    }

    fileprivate func related(_ alias: String, _ condition: (TableAlias<Target>) -> Condition) -> Condition {
        let alias = TableAlias<Target>(alias)
        let inner = condition(alias).node
        return resolving { relationship in
            relationship.exists(owner: relationship.owner.reference, target: alias.reference, [inner])
        }
    }

    /// Compares keys with those of an object.
    fileprivate func related(to object: Target?) -> Condition {
        resolving { relationship in
            let columns = relationship.ownerColumns.map { relationship.owner.nodes[$0] }
            switch relationship.kind {
            case .manyToOne:
                guard let object else { return .and(columns.map { .isNull($0, negated: false) }) }
                let key = object.values(relationship.targetColumns)
                return .and(zip(columns, key).map { .compare(.equal, $0, $1) })
            case .oneToMany, .manyToMany:
                guard let object else {
                    return .not(
                        relationship.exists(
                            owner: relationship.owner.reference, target: relationship.target.reference, []))
                }
                if case .oneToMany = relationship.kind {
                    let key = object.values(relationship.targetColumns)
                    return .and(zip(columns, key).map { .compare(.equal, $0, $1) })
                }
                // The target by its key, under a name of its own: it may be the owner's table.
                let alias = TableReference(
                    schema: relationship.target.reference.schema, name: relationship.target.reference.name,
                    alias: "related")
                let conditions = zip(relationship.targetColumns, object.values(relationship.targetColumns)).map {
                    Node.compare(.equal, relationship.target.nodes[$0].of(alias), $1)
                }
                return relationship.exists(owner: relationship.owner.reference, target: alias, conditions)
            }
        }
    }

    private func resolving(_ make: (Relationship) -> Node) -> Condition {
        do throws(MappingError) {
            return Condition(make(try resolved()))
        } catch {
            return Condition(.problem(CompileError(error.description)))
        }
    }
}
