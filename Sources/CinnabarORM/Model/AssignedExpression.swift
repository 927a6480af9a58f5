package import CinnabarSQL

/// SQL that was assigned to an attribute: sent with the next flush, and its result read back.
package struct AssignedExpression: Sendable {
    package let node: Node
}
