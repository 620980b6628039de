/// Registers (or bits) that discovery or identification wants to read.
public struct RegisterQuestion: Hashable, Sendable {
    public let table: RegisterTable
    /// The 0-based address on the wire.
    public let address: UInt16
    /// 1 to 125 registers, or as many bits.
    public let count: Int

    public init(table: RegisterTable, address: UInt16, count: Int) {
        (self.table, self.address, self.count) = (table, address, count)
    }

    /// All that is needed to decode `field`.
    public init(_ field: RegisterField) {
        self.init(table: field.table, address: field.address, count: field.registerCount)
    }
}

extension RegisterQuestion: CustomStringConvertible {
    /// For example `holding 40000 to 40003`.
    public var description: String {
        self.count == 1
            ? "\(self.table.rawValue) \(self.address)"
            : "\(self.table.rawValue) \(self.address) to \(Int(self.address) + self.count - 1)"
    }
}

/// What came of a ``RegisterQuestion``.
public enum RegisterAnswer: Hashable, Sendable {
    /// As many words as were asked for; bits as 0 and 1.
    case words([UInt16])
    /// The device answered with a Modbus exception.
    case refused(exception: UInt8)
    /// No usable answer came.
    case silent
}
