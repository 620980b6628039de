public import DeviceProfiles
public import FieldBus
import LineDiagnostics
import ModbusProtocol

/// `gridtally identify`: which model a unit is, and which profile fits it.
public struct Identify {
    public var unit: UInt8
    public var profiles: [DeviceProfile]
    public var json: Bool

    public init(unit: UInt8, profiles: [DeviceProfile], json: Bool) {
        self.unit = unit
        self.profiles = profiles
        self.json = json
    }

    /// - Returns: the exit code: 1 where no profile can be proposed.
    public func run(over line: any LineAccess) async throws -> Int32 {
        let screen = CrewScreen(isQuiet: self.json)
        let interruption = CrewInterruption()
        let ladder = try await self.ladder(over: line, isStopped: { interruption.isRequested }) { ladder, question in
            let steps = LineProgress(
                done: ladder.rung.rawValue, total: IdentificationLadder.Rung.done.rawValue, remainingNanoseconds: 0)
            screen.show(steps, "\(question)")
        }
        screen.clear()
        try self.tell(ladder, screen)
        return ladder.proposal == nil ? ExitStatus.found : 0
    }

    /// Asks the unit until there is nothing more to ask.
    ///
    /// - Parameter step: called before every question.
    func ladder(
        over line: any LineAccess, isStopped: () -> Bool,
        step: (IdentificationLadder, LadderQuestion) -> Void = { _, _ in }
    ) async throws -> IdentificationLadder {
        var ladder = IdentificationLadder(profiles: self.profiles)
        while let question = ladder.question, !isStopped() {
            step(ladder, question)
            ladder.take(try await self.ask(question, line))
        }
        return ladder
    }

    private func ask(_ question: LadderQuestion, _ line: any LineAccess) async throws -> LadderAnswer {
        guard let request = self.request(question) else { return .silent }
        var record = try await line.ask(LineQuestion(unit: self.unit, request: request))
        // Once more for what was there and damaged.
        if record.outcome == .damaged || record.outcome == .noise {
            record = try await line.ask(LineQuestion(unit: self.unit, request: request))
        }
        if let exception = record.exception { return .refused(exception: exception) }
        switch record.response {
        case .serverID(let bytes): return .serverID(bytes)
        case .deviceIdentification(let identification):
            return .objects(
                identification.objects.map { LadderAnswer.Object(id: $0.id, text: $0.text) },
                next: identification.nextObject)
        case .some(let response): return response.words.map { .words($0) } ?? .silent
        case nil: return .silent
        }
    }

    private func request(_ question: LadderQuestion) -> ModbusRequest? {
        switch question {
        case .serverID: return .reportServerID
        case .deviceIdentification(let code, let object): return .readDeviceIdentification(code: code, object: object)
        case .read(let read):
            return ModbusFunction(rawValue: read.table.readFunction).flatMap {
                ModbusRequest(reading: $0, address: read.address, count: read.count)
            }
        }
    }

    private func tell(_ ladder: IdentificationLadder, _ screen: CrewScreen) throws {
        let proposal = ladder.proposal
        guard !self.json else {
            for candidate in ladder.candidates.prefix(8) {
                let isProposed = candidate.profile.name == proposal?.profile.name
                screen.print(try ReportJSON.line(Row(self.unit, candidate, isProposed: isProposed)))
            }
            return
        }
        guard ladder.isHeard else {
            return screen.print("unit \(self.unit) does not answer; `gridtally line-test` says why.")
        }
        for text in ladder.texts {
            screen.print(CrewScreen.wrapped(text, indent: "  ", first: "unit \(self.unit) calls itself: "))
        }
        for candidate in ladder.candidates.filter({ $0.verdict != .weak }).prefix(5) {
            let model = "\(candidate.profile.vendor) \(candidate.profile.model)"
            let verdict = "\(candidate.verdict.rawValue), \(candidate.score) of 100 (\(model))"
            screen.print(CrewScreen.wrapped("\(candidate.profile.name): \(verdict)", indent: ""))
            for evidence in candidate.evidence.prefix(4) {
                screen.print(CrewScreen.wrapped(evidence.text, indent: "    ", first: "  - "))
            }
        }
        screen.print(
            proposal.map { "Proposed profile: \($0.profile.name)" }
                ?? "No profile stands out: compare with the label, and with `gridtally decode`.")
    }

    private struct Row: Codable {
        let unit: UInt8
        let profile: String
        let verdict: String
        let score: Int
        let proposed: Bool
        let evidence: [String]

        init(_ unit: UInt8, _ candidate: ProfileCandidate, isProposed: Bool) {
            self.unit = unit
            self.profile = candidate.profile.name
            self.verdict = candidate.verdict.rawValue
            self.score = candidate.score
            self.proposed = isProposed
            self.evidence = candidate.evidence.map(\.text)
        }
    }
}
