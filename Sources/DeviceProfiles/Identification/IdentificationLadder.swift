/// Finds out what a device is: asks the device what it calls itself, then vendors' own registers, then whether its
/// values make sense under each profile.
///
/// A pure machine: ask what ``question`` says, hand what came to ``take(_:)``, until ``question`` is nil; then
/// ``candidates`` has the profiles, the likeliest first, each with its evidence. Rungs, in this order:
/// 1. SunSpec: a device that announces models 201 to 204 needs no profile file; one is made for it.
/// 2. Function 43/14 and 3. function 17: texts with vendor and model.
/// 4. Registers that tell the model, from the profiles' `identify` entries.
/// 5. Plausibility of frequency, voltages, power factor, energy and relay states; never of one expected voltage.
/// 6. Registers that only one of the last equals has.
public struct IdentificationLadder: Sendable {
    /// Where the identification stands.
    public enum Rung: Int, Hashable, Sendable, CaseIterable, Comparable {
        case sunSpec
        case deviceIdentification
        case serverID
        case vendorRegisters
        case plausibility
        case tellingApart
        case done

        public static func < (left: Rung, right: Rung) -> Bool { left.rawValue < right.rawValue }
    }

    /// So many questions without any answer from the start on, and nobody is taken to be there.
    static let patience = 6
    /// Answers of function 43/14 to follow at most.
    static let maximumObjectRounds = 8
    /// Candidates to tell apart at the end, and fields of each to read for it.
    static let maximumEquals = 5
    static let fieldsOfEquals = 3

    public internal(set) var rung = Rung.sunSpec
    /// Questions asked so far.
    public private(set) var asked = 0
    /// True once the device answered anything, be it an exception.
    public private(set) var isHeard = false
    /// What the device calls itself, by functions 43/14 and 17.
    public internal(set) var texts: [String] = []
    /// What was found by SunSpec.
    public internal(set) var sunSpecDevice: SunSpecDevice?

    var standings: [Standing]
    var discovery = SunSpecDiscovery()
    var objectRounds = 0
    var nextObject: UInt8 = 0
    /// Reads of the present rung that are still to be made.
    var pending: [RegisterQuestion] = []
    var answers: [RegisterQuestion: RegisterAnswer] = [:]
    /// Positions of the standings that the last rung tells apart.
    var equals: [Int] = []

    /// - Parameter profiles: the profiles to choose from.
    public init(profiles: [DeviceProfile]) {
        self.standings = profiles.map(Standing.init)
    }

    /// What to ask next; nil where the identification is at its end.
    public var question: LadderQuestion? {
        switch self.rung {
        case .sunSpec: self.discovery.question.map { .read($0) }
        case .deviceIdentification: .deviceIdentification(code: 1, object: self.nextObject)
        case .serverID: .serverID
        case .vendorRegisters, .plausibility, .tellingApart: self.pending.first.map { .read($0) }
        case .done: nil
        }
    }

    /// Takes what came of ``question``. An answer of another kind or length counts as none.
    public mutating func take(_ answer: LadderAnswer) {
        guard let question else { return }
        self.asked += 1
        if answer != .silent { self.isHeard = true }
        switch (self.rung, question) {
        case (.sunSpec, _): self.takeSunSpec(answer)
        case (.deviceIdentification, _): self.takeObjects(answer)
        case (.serverID, _): self.takeServerID(answer)
        case (_, .read(let read)):
            self.answers[read] = answer.registerAnswer
            self.pending.removeFirst()
            if self.pending.isEmpty { self.finishReads() }
        default: self.rung = .done
        }
        if !self.isHeard, self.asked >= Self.patience { self.rung = .done }
    }

    /// Profiles that are not excluded, the likeliest first; a tie goes by name.
    public var candidates: [ProfileCandidate] {
        let all = self.ranked
        return all.filter { $0.verdict != .excluded }
    }

    /// Profiles that something speaks against for good, by name.
    public var excluded: [ProfileCandidate] {
        self.ranked.filter { $0.verdict == .excluded }
    }

    /// The one profile that the device itself proves, or that stands clear of all others; nil where a person has to
    /// choose.
    public var proposal: ProfileCandidate? {
        let candidates = self.candidates
        guard let first = candidates.first, first.verdict != .weak else { return nil }
        guard let second = candidates.dropFirst().first else { return first }
        let isClear =
            first.verdict == .proven
            ? second.verdict != .proven || second.score < first.score
            : first.score >= second.score + 5
        return isClear ? first : nil
    }

    private var ranked: [ProfileCandidate] {
        func rank(_ verdict: ProfileCandidate.Verdict) -> Int { verdict == .proven ? 0 : verdict == .excluded ? 2 : 1 }
        return self.standings.map { (candidate: $0.candidate, points: $0.points) }.sorted { left, right in
            let (a, b) = (rank(left.candidate.verdict), rank(right.candidate.verdict))
            if a != b { return a < b }
            if left.points != right.points { return left.points > right.points }
            return left.candidate.profile.name < right.candidate.profile.name
        }.map(\.candidate)
    }
}
