import DeviceProfiles
import FieldBus
import LineDiagnostics
import ModbusProtocol

extension FoundUnit {
    /// A unit that answered, and what it is.
    struct Answer: Sendable {
        let unit: UInt8
        /// Nil on TCP.
        let parameters: LineParameters?
        /// Nil where none stands out.
        let profile: DeviceProfile?
        /// Names of those that may be it, the likeliest first.
        let candidates: [String]
        let serial: String?
    }
}

/// Scans a line and finds out what answers on it.
struct SetupSurvey: Sendable {
    private static let timeoutMilliseconds = 200

    let answer: SetupLineAnswer
    let transport: BusTransport
    let profiles: [DeviceProfile]
    private let bus: Bus

    /// - Throws: where the line cannot be as it is described.
    init(answer: SetupLineAnswer, transport: BusTransport, profiles: [DeviceProfile]) throws {
        (self.answer, self.transport, self.profiles) = (answer, transport, profiles)
        self.bus = try OwnPorts([BoxConfiguration.Line(name: answer.name, transport: transport)]).open(answer.name)
    }

    func found(untilStopped isStopped: () -> Bool) async throws -> [FoundUnit.Answer] {
        var scan = LineScan(self.plan)
        let screen = CrewScreen()
        CrewNote.say(
            "looking for units on \(self.transport.name), "
                + "at most \(CrewScreen.duration(scan.progress.remainingNanoseconds))")
        try await CrewDriver.run(&scan, over: self.bus, isStopped: isStopped) { scan in
            screen.show(scan.progress, "\(scan.report.found.count) found")
        }
        screen.clear()
        for request in scan.report.foreignRequests.prefix(1) { CrewNote.say("another master asks: \(request)") }
        var answers: [FoundUnit.Answer] = []
        for found in scan.report.found where !isStopped() {
            answers.append(try await self.identified(found, isStopped))
        }
        CrewNote.say("\(answers.count) found on \(self.transport.name)")
        return answers
    }

    private var plan: LineScanPlan {
        let wish = self.answer.wish
        let isFormatKnown = wish.parity != nil || wish.stopBits != nil
        let format = "8\(wish.parity ?? "N")\(wish.stopBits ?? 1)"
        return Scan(
            bauds: wish.baud.map { [$0] } ?? [], formats: isFormatKnown ? [format] : [], units: self.answer.units,
            timeoutMilliseconds: Self.timeoutMilliseconds, stopAfter: nil, continuesWithOthers: false,
            despiteMaster: false, isSerial: self.transport.isSerial, state: nil, json: true
        ).plan
    }

    private func identified(
        _ found: LineScanReport.Found, _ isStopped: () -> Bool
    ) async throws -> FoundUnit.Answer {
        let ladder = try await Identify(unit: found.unit, profiles: self.profiles, json: true)
            .ladder(over: self.line(at: found.parameters), isStopped: isStopped)
        let profile = ladder.proposal?.profile
        let fitting = ladder.candidates.filter { $0.verdict != .weak }.prefix(3).map(\.profile.name)
        return FoundUnit.Answer(
            unit: found.unit, parameters: found.parameters, profile: profile, candidates: fitting,
            serial: try await self.serial(of: found.unit, found.parameters, by: profile))
    }

    /// The serial number as the unit tells it; nil where its model does not, or it is silent.
    func serial(of unit: FoundUnit.Answer, by profile: DeviceProfile) async throws -> String? {
        try await self.serial(of: unit.unit, unit.parameters, by: profile)
    }

    private func serial(
        of unit: UInt8, _ parameters: LineParameters?, by profile: DeviceProfile?
    ) async throws -> String? {
        guard let field = profile?.field(named: "id.serial") else { return nil }
        return try await SerialNumbers.read(field, unit, self.line(at: parameters))
    }

    private func line(at parameters: LineParameters?) -> any LineAccess {
        parameters.map { RetunedLine(line: self.bus, tuned: $0) } ?? self.bus
    }
}

extension BusTransport {
    /// A serial line at another rate and format.
    func with(_ parameters: LineParameters) -> BusTransport {
        guard case .serial(let port, _, _, _) = self else { return self }
        return .serial(
            port: port, baud: parameters.baud, parity: parameters.parity, stopBits: parameters.stopBits)
    }
}
