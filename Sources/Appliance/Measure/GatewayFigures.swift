/// What ``GatewayMeasurement`` found.
public struct GatewayFigures: Codable, Sendable {
    public var gateways: Int
    public var units: Int
    public var registers: Int
    public var seconds: Double
    public var transactions: Int
    /// Exchanges without a good answer; not in ``transactions``.
    public var failures: Int
    public var transactionsPerSecond: Double
    /// User and system time of the polling process.
    public var processorMicrosecondsPerTransaction: Double

    init(
        _ measurement: GatewayMeasurement, transactions: Int, failures: Int, elapsedNanoseconds: Int64,
        processorNanoseconds: Int64
    ) {
        self.gateways = measurement.gateways
        self.units = measurement.units
        self.registers = measurement.registers
        self.seconds = Double(elapsedNanoseconds) / 1e9
        self.transactions = transactions
        self.failures = failures
        self.transactionsPerSecond = Double(self.transactions) / self.seconds
        self.processorMicrosecondsPerTransaction =
            Double(processorNanoseconds) / 1000 / Double(max(1, self.transactions))
    }
}

extension GatewayFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.gateways) gateways of \(self.units) units, \(self.registers) registers each, \
        \(MeasureText.number(self.seconds)) s: \(MeasureText.number(self.transactionsPerSecond, 0)) transactions a \
        second, \(self.failures) failed, \(MeasureText.number(self.processorMicrosecondsPerTransaction)) µs of \
        processor time each
        """
    }
}
