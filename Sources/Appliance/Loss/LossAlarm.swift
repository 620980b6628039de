import LossDetection
import Metering
import Storage

/// What a watch says of its transformer now, since when, and what of it was told.
///
/// Pure: judgements come in, and what a crew should hear of comes out, once.
struct LossAlarm: Sendable {
    enum News: Sendable {
        case opened(LossJudgement)
        /// Another kind or phase.
        case changed(LossJudgement)
        case closed(Told)
    }

    /// What a crew heard of, and what is kept of it over a restart.
    struct Told: Hashable, Sendable {
        var kind: LossKind
        var phase: GridPhase?

        var words: String {
            self.kind.rawValue.replacing("-", with: " ") + (self.phase.map { " on \($0.name)" } ?? "")
        }
    }

    /// Balanced so long without a word of it, it is gone, in milliseconds.
    static let patience: Int64 = 2 * 86_400_000

    private(set) var judgement: LossJudgement?
    private(set) var firstSaid: UTCTime?
    private(set) var lastSaid: UTCTime?
    /// What was told and was not told to be gone.
    private(set) var told: Told?
    /// All was balanced for long enough without a word.
    private var isGone = false

    mutating func take(_ judgement: LossJudgement) {
        self.firstSaid = self.firstSaid ?? judgement.time
        self.lastSaid = judgement.time
        self.judgement = judgement
        self.isGone = false
    }

    /// What was said or told is not over.
    var isOpen: Bool { self.judgement != nil || self.told != nil && !self.isGone }

    /// Of what is open; nil where it is on all phases.
    var phase: GridPhase? { self.judgement.map(\.phase) ?? self.told?.phase }

    /// Lets go of what was not said again though everything was balanced since.
    ///
    /// - Parameters:
    ///   - start: the first reading, for what was told before it and never said since.
    ///   - balanced: up to when.
    mutating func close(since start: UTCTime, balanced: UTCTime) {
        let last = self.lastSaid ?? start
        guard self.isOpen, balanced.milliseconds >= last.milliseconds + Self.patience else { return }
        self.forget()
        self.isGone = true
    }

    /// Forgets what was said, and not what was told: after readings turned out to be of no time.
    mutating func forget() {
        (self.judgement, self.firstSaid, self.lastSaid) = (nil, nil, nil)
        self.isGone = false
    }

    /// Takes over what was told before.
    mutating func remember(_ told: Told?) { self.told = told }

    /// There is news to be told. Not to be said is not to be gone: that takes days of balance.
    var hasNews: Bool {
        guard let judgement else { return self.isGone && self.told != nil }
        return Told(judgement) != self.told
    }

    /// What has to be told now; nil where it was.
    mutating func tell() -> News? {
        guard self.hasNews else { return nil }
        defer { self.told = self.judgement.map { Told($0) } }
        return switch (self.told, self.judgement) {
        case (nil, let judgement?): .opened(judgement)
        case (_?, let judgement?): .changed(judgement)
        case (let told?, nil): .closed(told)
        case (nil, nil): nil
        }
    }
}

extension LossAlarm.Told {
    init(_ judgement: LossJudgement) { self.init(kind: judgement.kind, phase: judgement.phase) }

    /// Nil where it is of a kind or phase that is not known.
    init?(_ kept: ToldLoss) {
        guard let kind = LossKind(rawValue: kept.kind) else { return nil }
        self.init(kind: kind, phase: nil)
        guard let name = kept.phase else { return }
        guard let phase = GridPhase.allCases.first(where: { $0.name == name }) else { return nil }
        self.phase = phase
    }

    var kept: ToldLoss { ToldLoss(kind: self.kind.rawValue, phase: self.phase?.name) }
}
