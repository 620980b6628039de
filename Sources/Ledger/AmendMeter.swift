public import CanonicalCBOR
public import Metering

/// What one register showed when its meter was exchanged, in the channel's base unit.
public struct ExchangedRegister: Hashable, Sendable {
    /// Of the meter that was taken away.
    public var closing: Int64
    /// Of the meter that was put in its place.
    public var opening: Int64

    public init(closing: Int64, opening: Int64) {
        self.closing = closing
        self.opening = opening
    }
}

/// Something about a meter that holds from an instant on.
public enum MeterFact: Hashable, Sendable {
    /// It stands at another place of the grid.
    case node(NodeID)
    /// Another account pays for it; nil: nobody does.
    case account(AccountID?)
    /// Another meter stands in its place, with this serial number; one entry for each register, in the order of its
    /// channels.
    case exchanged(serial: String, registers: [ExchangedRegister])
    /// It is read no more.
    case retired
    /// The measuring transformers in front of it; what is not told of one holds on.
    case ratios(MeasuringRatios)
}

/// A dated fact about a meter: what was read before the instant belongs to what held then. By the registrar; an exchange,
/// a retirement or other measuring transformers also by the crew that did it.
public struct AmendMeter: Hashable, Sendable {
    public var meter: MeterID
    /// The end of an interval: the next one is the first for which the fact holds. An exchange, and ratios, may lie
    /// anywhere in their interval.
    public var from: UTCTime
    public var fact: MeterFact

    public init(meter: MeterID, from: UTCTime, fact: MeterFact) {
        self.meter = meter
        self.from = from
        self.fact = fact
    }

    public var cbor: CBOR { .array([.identifier(self.meter), .time(self.from), self.fact.cbor]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.meter = try fields.identifier("meter")
        self.from = try fields.time("from")
        var fact = try fields.fields("fact")
        self.fact = try MeterFact(&fact)
        try fact.end()
    }
}

extension MeterFact {
    /// True for what a crew does at the meter.
    public var isWorkOnSite: Bool {
        switch self {
        case .exchanged, .retired, .ratios: true
        case .node, .account: false
        }
    }

    /// Registers of a meter, at most.
    private static let mostRegisters = 8

    fileprivate var cbor: CBOR {
        switch self {
        case .node(let node): .array([.unsigned(1), .identifier(node)])
        case .account(let account): .array([.unsigned(2), .optional(account.map(CBOR.identifier))])
        case .exchanged(let serial, let registers):
            .array([
                .unsigned(3), .text(serial),
                .array(registers.map { .array([.integer($0.closing), .integer($0.opening)]) }),
            ])
        case .retired: .array([.unsigned(4)])
        case .ratios(let ratios): .array([.unsigned(5), ratios.cbor])
        }
    }

    fileprivate init(_ fields: inout CBORFields) throws(CBORError) {
        switch try fields.uint8("kind") {
        case 1: self = .node(try fields.identifier("node"))
        case 2: self = .account(try fields.optionalIdentifier("account"))
        case 3:
            self = .exchanged(
                serial: try fields.label("serial"),
                registers: try fields.list("registers", atMost: Self.mostRegisters) { (item) throws(CBORError) in
                    ExchangedRegister(closing: try item.integer("closing"), opening: try item.integer("opening"))
                })
        case 4: self = .retired
        case 5:
            var ratios = try fields.fields("ratios")
            self = .ratios(try MeasuringRatios(&ratios))
            try ratios.end()
        case let kind: throw fields.refused("kind", expected: "a fact of the kind 1 to 5", found: "\(kind)")
        }
    }
}
