import Cinnabar

@Model("people")
final class Person {
    @PrimaryKey var id: Int?
    var name: String
    var age: Int?
}
