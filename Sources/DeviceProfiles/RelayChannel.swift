/// One contact of a relay module: how to move it, and how to see where it is.
public struct RelayChannel: Hashable, Sendable {
    /// Where the contact's state is read and which register values mean which state.
    public struct ReadBack: Hashable, Sendable {
        public let table: RegisterTable
        public let address: UInt16
        public let closedValue: UInt16
        public let openValue: UInt16

        public init(table: RegisterTable, address: UInt16, closedValue: UInt16, openValue: UInt16) {
            (self.table, self.address) = (table, address)
            (self.closedValue, self.openValue) = (closedValue, openValue)
        }

        /// True for closed, false for open, nil where the device says neither: then nothing may be believed.
        public func isClosed(_ words: [UInt16]) -> Bool? {
            switch words {
            case [self.closedValue]: true
            case [self.openValue]: false
            default: nil
            }
        }
    }

    /// As printed on the module, from 1.
    public let number: Int
    public let table: RegisterTable
    public let address: UInt16
    /// 5 (one coil), 6 (one register) or 16 (registers).
    public let writeFunction: UInt8
    /// The value on the wire that closes the contact: 0xFF00 for function 5.
    public let closeValue: UInt16
    public let openValue: UInt16
    public let readBack: ReadBack

    public init(
        number: Int, table: RegisterTable, address: UInt16, writeFunction: UInt8, closeValue: UInt16,
        openValue: UInt16, readBack: ReadBack
    ) {
        (self.number, self.table, self.address, self.writeFunction) = (number, table, address, writeFunction)
        (self.closeValue, self.openValue, self.readBack) = (closeValue, openValue, readBack)
    }
}
