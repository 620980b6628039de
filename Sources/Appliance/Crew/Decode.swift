import DeviceProfiles
public import FieldBus
import LineDiagnostics
public import ModbusProtocol

/// `gridtally decode`: all readings of some registers, the likeliest first.
public struct Decode {
    public var unit: UInt8
    public var request: ModbusRequest
    /// Asked where the device refuses ``request``, which may reach beyond what it has; nil: it is not asked again.
    public var narrower: ModbusRequest?
    /// How many readings are shown.
    public var limit: Int
    public var json: Bool

    public init(unit: UInt8, request: ModbusRequest, narrower: ModbusRequest? = nil, limit: Int, json: Bool) {
        self.unit = unit
        self.narrower = narrower
        self.request = request
        self.limit = limit
        self.json = json
    }

    /// - Returns: the exit code: 1 where the registers could not be read.
    public func run(over line: any LineAccess) async throws -> Int32 {
        // The exchange is finished whatever comes.
        let interruption = CrewInterruption()
        defer { withExtendedLifetime(interruption) {} }
        var record = try await line.ask(LineQuestion(unit: self.unit, request: self.request))
        var address = self.request.address
        if record.exception != nil, let narrower {
            address = narrower.address
            record = try await line.ask(LineQuestion(unit: self.unit, request: narrower))
        }
        guard let words = record.response?.words else {
            try await CrewNote.explain(record, line)
            return ExitStatus.found
        }
        try Self.show(words, from: address, limit: self.limit, json: self.json)
        return 0
    }

    /// The matrix of registers that were read elsewhere.
    public static func show(_ words: [UInt16], from address: UInt16?, limit: Int, json: Bool) throws {
        let candidates = DecodeMatrix(words: words, address: address).candidates
        guard !json else {
            for candidate in candidates.prefix(limit) { print(try ReportJSON.line(Row(candidate))) }
            return
        }
        for (index, word) in words.enumerated() {
            let place = address.map { "\(Int($0) + index)" } ?? "+\(index)"
            let digits = String(word, radix: 16, uppercase: true)
            print("\(place): 0x\(String(repeating: "0", count: 4 - digits.count))\(digits)  \(word)")
        }
        print("score  place  type   order  value")
        for candidate in candidates.prefix(limit) {
            let place = candidate.address.map { "\($0)" } ?? "+\(candidate.offset)"
            let meaning = candidate.meanings.isEmpty ? "" : "  " + candidate.meanings.joined(separator: " or ")
            let columns =
                "\(self.pad("\(candidate.score)", 5))  \(self.pad(place, 5))  \(self.pad(candidate.typeName, 5))"
                + "  \(self.pad(candidate.order.rawValue, 5))  "
            print(CrewScreen.wrapped("\(candidate.value)\(meaning)", indent: "", first: columns))
        }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private struct Row: Codable {
        let offset: Int
        let address: UInt16?
        let type: String
        let order: String
        let value: String
        let meanings: [String]
        let score: Int

        init(_ candidate: DecodedCandidate) {
            self.offset = candidate.offset
            self.address = candidate.address
            self.type = candidate.typeName
            self.order = candidate.order.rawValue
            self.value = candidate.value
            self.meanings = candidate.meanings
            self.score = candidate.score
        }
    }
}
