/// Registers that must not be touched, whatever else a profile allows.
public struct ForbiddenRegisters: Hashable, Sendable {
    public let table: RegisterTable
    /// 0-based addresses on the wire.
    public let range: Range<Int>
    /// False where reading does harm as well.
    public let allowsReading: Bool
    /// What would happen.
    public let reason: String

    public init(table: RegisterTable, range: Range<Int>, allowsReading: Bool, reason: String) {
        (self.table, self.range, self.allowsReading, self.reason) = (table, range, allowsReading, reason)
    }
}
