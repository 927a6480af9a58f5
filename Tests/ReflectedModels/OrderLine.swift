public import Cinnabar

@Model("Order Lines")
public final class OrderLine {
    @PrimaryKey @Column(name: "Order No.") public var orderNo: Int
    @PrimaryKey @Column(name: "LINE") public var line: Int32
    @Column(serverDefault: .value(.boolean(true))) public var `default`: Bool?
    @Column(name: "row") public var row2: String?
    @Column(name: "row2") public var row22: String?
    @Column(name: "self") public var self2: String?
    @Column(name: "init") public var init2: String?
    @Column(name: "Type") public var type: String?
    @Column(name: "12 months") public var _12Months: Double?
    @Column(name: "userIDs") public var userIDs: [Int32]?
    public var größe: Float?

    @Relationship(foreignKey: \Shipment.orderNo, \Shipment.line) public var shipments: Many<Shipment>

    #Check("\"LINE\" > 0", name: "line numbers")
}
