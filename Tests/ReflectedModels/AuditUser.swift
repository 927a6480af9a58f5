public import Cinnabar

@Model("users", schema: "audit")
public final class AuditUser {
    @PrimaryKey @Column(identity: IdentityColumn(always: true, start: 100)) public var no: Int?
    @Column(.enumeration(EnumType("state", schema: "audit", labels: ["on", "off"]))) public var state: State

    // left out, a model has no table options: [.unlogged]
}
