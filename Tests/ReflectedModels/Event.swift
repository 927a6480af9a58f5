public import Cinnabar
public import FoundationEssentials

// Without a primary key, or with one that has no Swift type: no model, but a table for statements.
public enum Event: TypedTable {
    public static let tableName = "events"
    public static let message = Column<Event, String>("message")
    public static let mood = Column<Event, Mood?>("mood")
    public static let at = Column<Event, Date>("at", serverDefault: .now)
    public static let table = Table(
        "events",
        columns: [
            message.definition,
            mood.definition,
            at.definition,
            ColumnDefinition(name: "place", type: .custom("point"), isNullable: true),
        ],
        items: [.index([.column("at", descending: true)], name: "events_by_time")])
}
