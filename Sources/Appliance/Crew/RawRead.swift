import DeviceProfiles
import FieldBus
import Foundation
import ModbusProtocol

/// `gridtally read --function --address`: registers as they are, without a profile.
public struct RawRead {
    private let line: ChosenLine
    private let request: ModbusRequest
    private let json: Bool

    /// Nil where the function is none of 1 to 4, or the count is more than it reads.
    public init?(_ line: ChosenLine, function: UInt8, address: UInt16, count: Int, json: Bool) {
        guard let function = ModbusFunction(rawValue: function),
            let request = ModbusRequest(reading: function, address: address, count: count),
            (try? request.encoded()) != nil
        else { return nil }
        (self.line, self.request, self.json) = (line, request, json)
    }

    /// What ``init(_:function:address:count:json:)`` takes.
    public static let limits =
        "--function is 1 to 4, --address 0 to 65535, --count 1 to 125 (2000 for functions 1 and 2)"

    /// - Returns: the exit code: 1 where the device refuses, 3 where there is no answer.
    public func run() async throws -> Int32 {
        let screen = CrewScreen(isQuiet: true)
        // The exchange is finished whatever comes.
        let interruption = CrewInterruption()
        defer { withExtendedLifetime(interruption) {} }
        let record = try await self.line.access.ask(LineQuestion(unit: self.line.unit, request: self.request))
        guard let words = record.response?.words, let address = self.request.address,
            let table = RegisterTable.allCases.first(where: { $0.readFunction == self.request.function.rawValue })
        else {
            try await CrewNote.explain(record, self.line.access)
            return record.outcome == .exception ? ExitStatus.found : ExitStatus.notReachable
        }
        if self.json {
            PollText(bus: self.line.bus).block(record).map { screen.print(String($0.dropLast())) }
            return 0
        }
        for (index, word) in words.enumerated() {
            let place = ProfileReport.Place(table, Int(address) + index, count: 1)
            screen.print("\(place.text)  0x\(word.hexText)  \(word)")
        }
        return 0
    }
}
