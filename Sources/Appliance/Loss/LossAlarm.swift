import LossDetection
import Metering

/// What a watch says of its transformer now, since when, and what of it was told.
///
/// Pure: judgements come in, and what a crew should hear of comes out, once.
struct LossAlarm: Sendable {
    enum News: Sendable {
        case opened(LossJudgement)
        /// Another kind or phase.
        case changed(LossJudgement)
        case closed(LossJudgement)
    }

    /// Balanced so long without a word of it, it is gone, in milliseconds.
    static let patience: Int64 = 2 * 86_400_000

    private(set) var judgement: LossJudgement?
    private(set) var firstSaid: UTCTime?
    private(set) var lastSaid: UTCTime?
    private var told: LossJudgement?

    mutating func take(_ judgement: LossJudgement) {
        self.firstSaid = self.firstSaid ?? judgement.time
        self.lastSaid = judgement.time
        self.judgement = judgement
    }

    /// Lets go of what was not said again though everything was balanced since.
    ///
    /// - Parameter balanced: up to when.
    mutating func close(balanced: UTCTime) {
        guard let last = self.lastSaid, balanced.milliseconds >= last.milliseconds + Self.patience else { return }
        (self.judgement, self.firstSaid, self.lastSaid) = (nil, nil, nil)
    }

    /// Forgets what was said, and not what was told: after readings turned out to be of no time.
    mutating func forget() { (self.judgement, self.firstSaid, self.lastSaid) = (nil, nil, nil) }

    /// There is news to be told.
    var hasNews: Bool {
        self.judgement?.kind != self.told?.kind || self.judgement?.phase != self.told?.phase
    }

    /// What has to be told now; nil where it was.
    mutating func tell() -> News? {
        guard self.hasNews else { return nil }
        defer { self.told = self.judgement }
        return switch (self.told, self.judgement) {
        case (nil, let judgement?): .opened(judgement)
        case (_?, let judgement?): .changed(judgement)
        case (let told?, nil): .closed(told)
        case (nil, nil): nil
        }
    }
}
