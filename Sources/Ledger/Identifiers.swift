/// A number on the chain: dense, given by registration, with a label beside it.
public protocol ChainIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    var number: UInt32 { get }
    init(_ number: UInt32)
}

extension ChainIdentifier {
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    public var description: String { String(self.number) }
}

/// Somebody who signs: a validator, a box, the utility's registrar, a collector, …
public struct PrincipalID: ChainIdentifier {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

/// A place of the grid tree: plant, feeder, transformer or service point.
public struct NodeID: ChainIdentifier {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

/// A meter.
public struct MeterID: ChainIdentifier {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

/// A consumer's account.
public struct AccountID: ChainIdentifier {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}

/// A tariff, with its versions.
public struct TariffID: ChainIdentifier {
    public let number: UInt32
    public init(_ number: UInt32) { self.number = number }
}
