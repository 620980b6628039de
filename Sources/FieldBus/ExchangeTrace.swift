import ModbusProtocol

/// The last exchanges with one unit.
struct ExchangeTrace {
    private static let limit = 16

    private var kept: [LineRecord] = []
    /// Where the oldest is, once all places are taken.
    private var oldest = 0

    mutating func add(_ record: LineRecord) {
        guard self.kept.count >= Self.limit else { return self.kept.append(record) }
        self.kept[self.oldest] = record
        self.oldest = (self.oldest + 1) % Self.limit
    }

    /// Oldest first.
    var records: [LineRecord] { Array(self.kept[self.oldest...] + self.kept[..<self.oldest]) }
}
