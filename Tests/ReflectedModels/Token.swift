public import Cinnabar
public import FoundationEssentials

@Model("tokens")
public final class Token {
    @PrimaryKey public var id: UUID = UUID()
    public var secret: Data
    public var ends: LocalDateTime
    public var at: LocalTime?
    public var lasts: CalendarInterval?
    public var payload: JSONValue
    public var small: Int16
    @Column(.char(1)) public var letter: String
    public var amount: Decimal
    public var kind: TokenKind?
}
