public import Cinnabar

@Model("shipments")
public final class Shipment {
    @PrimaryKey public var id: Int32?
    @Column(nullable: false)
    @ForeignKey(\OrderLine.orderNo, onDelete: .cascade, name: "shipped line")
    public var orderNo: Int?
    @ForeignKey(\OrderLine.line, onDelete: .cascade, name: "shipped line") public var line: Int32?

    @Relationship(foreignKey: \Shipment.orderNo, \Shipment.line) public var orderLine: One<OrderLine?>
}
