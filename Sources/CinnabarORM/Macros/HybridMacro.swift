/// Makes a computed property or method of a model usable in queries: one body, compiled twice.
///
/// ```swift
/// extension User {
///     @Hybrid var fullName: String { firstName + " " + lastName }
///     @Hybrid func isOlder(than years: Int) -> Bool { age > years }
/// }
/// select(User.self).where(User.fullName == "Alice Smith" && User.isOlder(than: 30))
/// ```
/// The body is one expression that means the same to Swift and to SQL: `+` of texts, arithmetic, comparisons, `&&`,
/// `||`, `!`, `??`, other hybrids, and what both sides have under one name (`lowercased()`, `uppercased()`,
/// `hasPrefix`, `hasSuffix`, `isEmpty`, `count`).
///
/// Where one body cannot serve both, write the SQL as a static member of the same name:
///
/// ```swift
/// var initials: String { String(firstName.prefix(1) + lastName.prefix(1)) }
/// static var initials: SQLExpression<String> { … }
/// ```
@attached(peer, names: overloaded)
public macro Hybrid() = #externalMacro(module: "CinnabarMacros", type: "HybridMacro")
