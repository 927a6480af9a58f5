/// The static twin of a hybrid.
struct HybridPrinter {
    let hybrid: HybridDescription

    var declaration: String {
        let type = "CinnabarSQL.SQLExpression<\(hybrid.type)>"
        return """
            \(hybrid.access)static \(hybrid.head)\(hybrid.isFunction ? " ->" : ":") \(type) {
                \(hybrid.body)
            }
            """
    }
}
