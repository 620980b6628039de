import FieldBus

/// What ``GatewayMeasurement`` found.
public struct GatewayFigures: Codable, Sendable {
    public var gateways: Int
    public var units: Int
    public var registers: Int
    public var seconds: Double
    public var transactions: Int
    /// Exchanges without a good answer.
    public var failures: Int
    public var transactionsPerSecond: Double
    /// User and system time of the polling process.
    public var processorMicrosecondsPerTransaction: Double

    init(
        _ measurement: GatewayMeasurement, from before: [BusStatistics], to after: [BusStatistics],
        elapsedNanoseconds: Int64, processorNanoseconds: Int64
    ) {
        func grown(_ value: (DeviceStatistics) -> Int) -> Int {
            func sum(_ buses: [BusStatistics]) -> Int { buses.flatMap(\.devices).reduce(0) { $0 + value($1) } }
            return sum(after) - sum(before)
        }
        self.gateways = measurement.gateways
        self.units = measurement.units
        self.registers = measurement.registers
        self.seconds = Double(elapsedNanoseconds) / 1e9
        self.transactions = grown(\.transactions)
        self.failures = self.transactions - grown(\.answers)
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
