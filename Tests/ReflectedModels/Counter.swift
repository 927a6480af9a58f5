public import Cinnabar

@Model("counters")
public final class Counter {
    @PrimaryKey public var id: Int = 0
    public var value: Int
}
