import CinnabarMigrations

/// first tables
///
/// Made by comparison on 2026-11-25T09:49:42Z.
let revision7bcee2b0 = Revision(
    "7bcee2b0", message: "first tables",
    upgrade: { steps in
        steps.createEnum(EnumType("user_role", labels: ["user", "admin"]))
        steps.createTable(
            Table(
                "users",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "full_name", type: .varchar(100)),
                    ColumnDefinition(name: "email", type: .varchar(255)),
                    ColumnDefinition(name: "age", type: .bigint, isNullable: true),
                    ColumnDefinition(name: "bio", type: .text, isNullable: true),
                    ColumnDefinition(
                        name: "role", type: .enumeration(EnumType("user_role", labels: ["user", "admin"]))),
                    ColumnDefinition(name: "created_at", type: .timestamp, serverDefault: .now),
                    ColumnDefinition(name: "updated_at", type: .timestamp, serverDefault: .now, onUpdate: .now),
                ],
                items: [.primaryKey(["id"], name: "pk_users"), .unique(["email"], name: "uq_users_email")]))
        steps.createTable(
            Table(
                "posts",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "title", type: .varchar(255)),
                    ColumnDefinition(name: "body", type: .text),
                    ColumnDefinition(name: "published", type: .boolean),
                    ColumnDefinition(name: "author_id", type: .bigint),
                    ColumnDefinition(name: "created_at", type: .timestamp, serverDefault: .now),
                ],
                items: [
                    .primaryKey(["id"], name: "pk_posts"),
                    .foreignKey(
                        ["author_id"], references: "users", ["id"], onDelete: .cascade,
                        name: "fk_posts_author_id_users"),
                    .index([.column("author_id")], name: "ix_posts_author_id"),
                ]))
        steps.createTable(
            Table(
                "comments",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "content", type: .text),
                    ColumnDefinition(name: "post_id", type: .bigint),
                    ColumnDefinition(name: "author_id", type: .bigint, isNullable: true),
                ],
                items: [
                    .primaryKey(["id"], name: "pk_comments"),
                    .foreignKey(
                        ["post_id"], references: "posts", ["id"], onDelete: .cascade,
                        name: "fk_comments_post_id_posts"),
                    .foreignKey(
                        ["author_id"], references: "users", ["id"], onDelete: .setNull,
                        name: "fk_comments_author_id_users"),
                    .index([.column("post_id")], name: "ix_comments_post_id"),
                ]))
        steps.createTable(
            Table(
                "tags",
                columns: [
                    ColumnDefinition(name: "id", type: .bigint),
                    ColumnDefinition(name: "name", type: .varchar(50)),
                ],
                items: [.primaryKey(["id"], name: "pk_tags"), .unique(["name"], name: "uq_tags_name")]))
        steps.createTable(
            Table(
                "post_tags",
                columns: [
                    ColumnDefinition(name: "post_id", type: .bigint),
                    ColumnDefinition(name: "tag_id", type: .bigint),
                ],
                items: [
                    .primaryKey(["post_id", "tag_id"], name: "pk_post_tags"),
                    .foreignKey(
                        ["post_id"], references: "posts", ["id"], onDelete: .cascade,
                        name: "fk_post_tags_post_id_posts"),
                    .foreignKey(
                        ["tag_id"], references: "tags", ["id"], onDelete: .cascade, name: "fk_post_tags_tag_id_tags"),
                ]))
    })
