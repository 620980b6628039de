public import ModbusProtocol

/// What a scan tries, and when it may stop.
public struct LineScanPlan: Hashable, Sendable, Codable {
    /// Rates by how often meters are found at them.
    public static let standardBauds = [9600, 19200, 4800, 2400, 38400, 57600, 115_200, 1200]

    /// Most likely first; empty on TCP.
    public var parameters: [LineParameters]
    /// In the order they are tried.
    public var units: [UInt8]
    /// Requests without unit and checksum: each is asked until one is answered.
    public var questions: [[UInt8]]
    /// From the end of the request to the answer's first byte, in nanoseconds.
    public var timeoutNanoseconds: Int64 = 200_000_000
    /// Stop when so many units were found; nil: never before the end.
    public var stopAfter: Int?
    /// After a set of parameters at which units were found, the others are tried for the units still missing.
    public var continuesWithOthers = false
    /// Listening before the first question, in nanoseconds: a scan must not disturb another master.
    public var listenNanoseconds: Int64 = 2_000_000_000
    /// Asks although another master was heard.
    public var transmitsDespiteMaster = false

    /// - Parameters:
    ///   - bauds: most likely first.
    ///   - formats: most likely first.
    public init(
        bauds: [Int] = Self.standardBauds, formats: [SerialFormat] = SerialFormat.standard,
        units: [UInt8] = Array(1...247), questions: [ModbusRequest] = Self.standardQuestions
    ) {
        self.parameters = Self.order(bauds: bauds, formats: formats)
        self.units = units
        self.questions = questions.compactMap { try? $0.encoded() }
    }

    /// One register of each table: what a device does not have, it refuses, and that is an answer.
    public static let standardQuestions: [ModbusRequest] = [
        .readHoldingRegisters(address: 0, count: 1), .readInputRegisters(address: 0, count: 1),
    ]

    /// All pairs, those of likely rates and formats first.
    static func order(bauds: [Int], formats: [SerialFormat]) -> [LineParameters] {
        var places: [(rank: Int, parameters: LineParameters)] = []
        for (row, baud) in bauds.enumerated() {
            for (column, format) in formats.enumerated() {
                let parameters = LineParameters(baud: baud, parity: format.parity, stopBits: format.stopBits)
                // A format further down is less likely than a rate further down.
                places.append((row + 2 * column, parameters))
            }
        }
        // Rates and formats were walked through in their order, which breaks ties.
        return places.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.parameters)
    }

    /// How long it takes where nobody answers, in nanoseconds.
    public var estimateNanoseconds: Int64 {
        let sets: [LineParameters?] = self.parameters.isEmpty ? [nil] : self.parameters
        return sets.reduce(self.listenNanoseconds) { sum, parameters in
            sum + Int64(self.units.count * self.questions.count) * self.duration(at: parameters)
        }
    }

    /// One question without an answer.
    func duration(at parameters: LineParameters?) -> Int64 {
        let timing = parameters?.timing() ?? .tcp
        return timing.duration(ofCharacters: 8) + timing.silenceNanoseconds + self.timeoutNanoseconds
    }
}
