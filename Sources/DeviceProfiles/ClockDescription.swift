/// How a meter's clock is read and, where that is known, set.
public struct ClockDescription: Hashable, Sendable {
    /// How registers stand for a date and a time of day.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Four words: year from 2000 in 7 bits; month in bits 8 to 11, weekday in 5 to 7, day in 0 to 4; summer time in
        /// bit 15, hour in 8 to 12, "not valid" in bit 7, minute in 0 to 5; milliseconds of the minute.
        /// Source: Schneider Electric, iEM3100 series user manual DOCA0005EN-04, page 53, DATETIME format.
        case schneiderDateTime = "schneider-datetime"

        public var registerCount: Int { 4 }
    }

    /// How a clock is set by a command block of Schneider Electric's meters: the command's number, a reserved word, the
    /// parameters (reserved, year, month, day, hour, minute, second, reserved), written by function 16; afterwards two
    /// registers hold the command's number and its result, 0 for done.
    /// Source: DOCA0005EN-04, pages 53 and following; command list of the EM3100 series.
    public struct Setting: Hashable, Sendable {
        /// Where the command block begins; 0-based, on the wire.
        public let address: UInt16
        /// The command's number: 1003.
        public let command: UInt16
        /// Where number and result of the last command are.
        public let resultAddress: UInt16

        public init(address: UInt16, command: UInt16, resultAddress: UInt16) {
            (self.address, self.command, self.resultAddress) = (address, command, resultAddress)
        }
    }

    public let table: RegisterTable
    /// 0-based, on the wire.
    public let address: UInt16
    public let format: Format
    /// Nil where the clock can be read only.
    public let setting: Setting?

    public init(table: RegisterTable, address: UInt16, format: Format, setting: Setting? = nil) {
        (self.table, self.address, self.format, self.setting) = (table, address, format, setting)
    }

    /// The read that brings the clock.
    public var question: RegisterQuestion {
        RegisterQuestion(table: self.table, address: self.address, count: self.format.registerCount)
    }
}
